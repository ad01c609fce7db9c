// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ChannelConfig, VoucherClaim} from "../contracts/channels/ChannelTypes.sol";
import {IBatchSettlement} from "../contracts/channels/IBatchSettlement.sol";
import {PaidReceipt, ReceiptAnchor} from "../contracts/channels/ReceiptAnchor.sol";
import {ChannelFixture} from "./support/ChannelFixture.sol";

contract ReceiptAnchorTest is ChannelFixture {
    function test_oneCallClaimsAndPublishes() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 3e6, 3e6));
        PaidReceipt[][] memory receipts = new PaidReceipt[][](1);
        receipts[0] = someReceipts(3);
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        bytes32 root = anchor.rootOf(id, receipts[0]);
        vm.expectEmit(address(batch));
        emit IBatchSettlement.Claimed(id, address(anchor), 3e6, 3e6);
        vm.expectEmit(address(anchor));
        emit ReceiptAnchor.ReceiptsAnchored(id, receiver, payer, root, 3e6, receipts[0]);
        vm.prank(receiver);
        anchor.claimWithReceipts(claims, receipts, signature);
        assertOwed(receiver, 3e6, "claimed");
    }

    function test_whoseClaimWasSentByAnother_publishesStill() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 3e6, 3e6));
        PaidReceipt[][] memory receipts = new PaidReceipt[][](1);
        receipts[0] = someReceipts(1);
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        vm.prank(stranger);
        batch.claimWithSignature(claims, signature);
        bytes32 root = anchor.rootOf(id, receipts[0]);
        vm.expectEmit(address(anchor));
        emit ReceiptAnchor.ReceiptsAnchored(id, receiver, payer, root, 3e6, receipts[0]);
        vm.prank(authorizer);
        anchor.claimWithReceipts(claims, receipts, signature);
    }

    function test_nobodyElsePublishesForAReceiver() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 3e6, 3e6));
        PaidReceipt[][] memory receipts = new PaidReceipt[][](1);
        receipts[0] = someReceipts(1);
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        vm.expectRevert(abi.encodeWithSelector(ReceiptAnchor.NotReceiverSide.selector, id));
        vm.prank(payer);
        anchor.claimWithReceipts(claims, receipts, signature);
        assertOwed(receiver, 0, "nor claims through it");
    }

    function test_publishingNeedsAnAuthorizedClaim() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 3e6, 3e6));
        PaidReceipt[][] memory receipts = new PaidReceipt[][](1);
        receipts[0] = someReceipts(1);
        bytes memory signature = batchSignature(STRANGER_KEY, claims);
        expectError(IBatchSettlement.InvalidSignature.selector);
        vm.prank(receiver);
        anchor.claimWithReceipts(claims, receipts, signature);
    }

    function test_everyClaimHasAList_thatMayBeEmpty() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 3e6, 3e6));
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        vm.startPrank(receiver);
        vm.expectRevert(abi.encodeWithSelector(ReceiptAnchor.LengthMismatch.selector, 1, 0));
        anchor.claimWithReceipts(claims, new PaidReceipt[][](0), signature);
        anchor.claimWithReceipts(claims, new PaidReceipt[][](1), signature);
        vm.stopPrank();
        assertOwed(receiver, 3e6, "claimed");
    }

    /// @dev The root is one that OpenZeppelin's verifier knows: proofs of three leaves, made by hand.
    function test_theRoot_isThatOfMerkleProof() public view {
        bytes32 id = keccak256("channel");
        PaidReceipt[] memory receipts = someReceipts(3);
        bytes32 root = anchor.rootOf(id, receipts);
        // Tree of five nodes: [root, pair, leaf 2, leaf 1, leaf 0]; `pair` is of leaves 0 and 1.
        bytes32[] memory proof = new bytes32[](2);
        (proof[0], proof[1]) = (leaf(id, receipts[1]), leaf(id, receipts[2]));
        assertTrue(MerkleProof.verify(proof, root, leaf(id, receipts[0])), "leaf 0");
        proof[0] = leaf(id, receipts[0]);
        assertTrue(MerkleProof.verify(proof, root, leaf(id, receipts[1])), "leaf 1");
        assertTrue(!MerkleProof.verify(proof, root, leaf(0, receipts[1])), "another channel's");
    }

    function test_aRootOfOne_isItsLeaf_andOfNone_zero() public view {
        assertEq(anchor.rootOf(0, someReceipts(1)), leaf(0, someReceipts(1)[0]), "one");
        assertEq(anchor.rootOf(0, someReceipts(0)), 0, "none");
    }

    function someReceipts(uint256 count) private pure returns (PaidReceipt[] memory receipts) {
        receipts = new PaidReceipt[](count);
        for (uint256 i = 0; i < count; ++i) {
            receipts[i] = PaidReceipt({receipt: keccak256(abi.encode(i)), gpuMs: uint64(i), paid: uint128(1e6)});
        }
    }

    function leaf(bytes32 id, PaidReceipt memory one) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(id, one.receipt, one.gpuMs, one.paid))));
    }
}
