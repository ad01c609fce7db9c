// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchSettlement} from "../contracts/channels/BatchSettlement.sol";
import {ChannelConfig, ChannelTypes, VoucherClaim} from "../contracts/channels/ChannelTypes.sol";
import {IBatchSettlement} from "../contracts/channels/IBatchSettlement.sol";
import {ChannelFixture} from "./support/ChannelFixture.sol";
import {MintableUSD} from "./support/Tokens.sol";
import {Wallet1271} from "./support/Wallet1271.sol";

contract BatchSettlementClaimTest is ChannelFixture {
    function test_theReceiverClaims_andIsPaidBySettle() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        vm.expectEmit(address(batch));
        emit IBatchSettlement.Claimed(id, receiver, 3e6, 3e6);
        claimAs(receiver, voucherOf(config, 4e6, 3e6));
        assertChannel(id, 5e6, 3e6, "claimed");
        assertEq(token.balanceOf(receiver), 0, "no transfer yet");
        vm.expectEmit(address(batch));
        emit IBatchSettlement.Settled(receiver, address(token), stranger, 3e6);
        vm.prank(stranger);
        batch.settle(receiver, address(token));
        assertEq(token.balanceOf(receiver), 3e6, "paid");
        batch.settle(receiver, address(token));
        assertEq(token.balanceOf(receiver), 3e6, "paid once");
    }

    function test_theAuthorizerClaims_aStrangerDoesNot() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        claimAs(authorizer, voucherOf(config, 1e6, 1e6));
        VoucherClaim[] memory claims = only(voucherOf(config, 2e6, 2e6));
        expectError(IBatchSettlement.NotAuthorizedToClaim.selector);
        vm.prank(stranger);
        batch.claim(claims);
        assertChannel(id, 5e6, 1e6, "the authorizer's only");
    }

    function test_anybodyRelays_whatTheAuthorizerSigned() public {
        (ChannelConfig memory a, bytes32 idA) = opened(1, 5e6);
        (ChannelConfig memory b, bytes32 idB) = opened(2, 5e6);
        VoucherClaim[] memory claims = two(voucherOf(a, 1e6, 1e6), voucherOf(b, 2e6, 2e6));
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        vm.prank(stranger);
        batch.claimWithSignature(claims, signature);
        assertChannel(idA, 5e6, 1e6, "first");
        assertChannel(idB, 5e6, 2e6, "second");
        assertOwed(receiver, 3e6, "sum");
    }

    function test_aSignatureCoversTheAmounts_andIsTheAuthorizers() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 2e6, 1e6));
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        claims[0].totalClaimed = 2e6;
        expectError(IBatchSettlement.InvalidSignature.selector);
        batch.claimWithSignature(claims, signature);
        signature = batchSignature(RECEIVER_KEY, claims);
        expectError(IBatchSettlement.InvalidSignature.selector);
        batch.claimWithSignature(claims, signature);
    }

    function test_oneSignature_oneAuthorizer() public {
        (ChannelConfig memory a,) = opened(1, 5e6);
        ChannelConfig memory b = configOf(2);
        b.receiverAuthorizer = stranger;
        fill(b, 5e6);
        VoucherClaim[] memory claims = two(voucherOf(a, 1e6, 1e6), voucherOf(b, 1e6, 1e6));
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        expectError(IBatchSettlement.NotReceiverAuthorizer.selector);
        batch.claimWithSignature(claims, signature);
    }

    function test_emptyBatches_areRefused() public {
        VoucherClaim[] memory none = new VoucherClaim[](0);
        expectError(IBatchSettlement.EmptyBatch.selector);
        batch.claim(none);
        expectError(IBatchSettlement.EmptyBatch.selector);
        batch.claimWithSignature(none, "");
    }

    function test_noVoucherPaysTwice() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        VoucherClaim memory one = voucherOf(config, 3e6, 3e6);
        vm.prank(receiver);
        batch.claim(two(one, one));
        claimAs(receiver, one);
        claimAs(receiver, voucherOf(config, 2e6, 2e6));
        assertChannel(id, 5e6, 3e6, "once");
        assertOwed(receiver, 3e6, "owed once");
    }

    function test_aVoucherIsALimit_andSoIsTheBalance() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 3e6, 3e6 + 1));
        expectError(IBatchSettlement.ClaimExceedsCeiling.selector);
        vm.prank(receiver);
        batch.claim(claims);
        claims = only(voucherOf(config, 6e6, 5e6 + 1));
        expectError(IBatchSettlement.ClaimExceedsBalance.selector);
        vm.prank(receiver);
        batch.claim(claims);
    }

    function test_onlyTheSessionKeySigns_notThePayer() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        refusesVoucher(signedBy(PAYER_KEY, config, 1e6, 1e6));
        refusesVoucher(signedBy(RECEIVER_KEY, config, 1e6, 1e6));
        VoucherClaim memory damaged = voucherOf(config, 1e6, 1e6);
        damaged.signature = hex"00";
        refusesVoucher(damaged);
    }

    function test_withoutASessionKey_thePayerSigns() public {
        ChannelConfig memory config = configOf(1);
        config.payerAuthorizer = address(0);
        fill(config, 5e6);
        refusesVoucher(signedBy(SESSION_KEY, config, 1e6, 1e6));
        claimAs(receiver, signedBy(PAYER_KEY, config, 1e6, 1e6));
        assertOwed(receiver, 1e6, "the payer's own voucher");
    }

    function test_aPayerMayBeAWalletContract() public {
        Wallet1271 wallet = new Wallet1271(vm.addr(SESSION_KEY));
        ChannelConfig memory config = configOf(1);
        (config.payer, config.payerAuthorizer) = (address(wallet), address(0));
        fill(config, 5e6);
        refusesVoucher(signedBy(PAYER_KEY, config, 1e6, 1e6));
        claimAs(receiver, signedBy(SESSION_KEY, config, 1e6, 1e6));
        assertOwed(receiver, 1e6, "the wallet's voucher");
    }

    function test_anAuthorizerMayBeAWalletContract() public {
        Wallet1271 wallet = new Wallet1271(vm.addr(AUTHORIZER_KEY));
        ChannelConfig memory config = configOf(1);
        config.receiverAuthorizer = address(wallet);
        fill(config, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 1e6, 1e6));
        batch.claimWithSignature(claims, batchSignature(AUTHORIZER_KEY, claims));
        assertOwed(receiver, 1e6, "claimed");
    }

    function test_aSessionKeyWithCode_stillSignsByItself() public {
        ChannelConfig memory config = configOf(1);
        fill(config, 5e6);
        // As a delegation (EIP-7702) would, to code that accepts nothing.
        vm.etch(config.payerAuthorizer, type(BatchSettlement).runtimeCode);
        claimAs(receiver, voucherOf(config, 1e6, 1e6));
        assertOwed(receiver, 1e6, "claimed");
    }

    function test_aVoucher_isForOneChannel() public {
        (ChannelConfig memory a,) = opened(1, 5e6);
        (ChannelConfig memory b,) = opened(2, 5e6);
        VoucherClaim memory moved = voucherOf(a, 1e6, 1e6);
        moved.voucher.channel = b;
        refusesVoucher(moved);
    }

    function test_aVoucher_isForOneChain() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        VoucherClaim memory one = voucherOf(config, 1e6, 1e6);
        vm.chainId(31_338);
        assertTrue(batch.getChannelId(config) != id, "another chain, another channel");
        fill(config, 5e6);
        refusesVoucher(one);
    }

    function test_aVoucher_isForOneContract() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        VoucherClaim memory one = voucherOf(config, 1e6, 1e6);
        BatchSettlement other = new BatchSettlement();
        assertTrue(other.getChannelId(config) != id, "another contract, another channel");
        // Money in the same channel of the other contract, to get as far as the signature.
        bytes32 slot = keccak256(abi.encode(other.getChannelId(config), uint256(0)));
        vm.store(address(other), slot, bytes32(uint256(5e6)));
        (uint128 balance,) = other.channels(other.getChannelId(config));
        assertEq(balance, 5e6, "the slot is the channel's");
        expectError(IBatchSettlement.InvalidSignature.selector);
        vm.prank(receiver);
        other.claim(only(one));
    }

    function test_aBatch_creditsEachReceiver() public {
        VoucherClaim[] memory claims = new VoucherClaim[](6);
        for (uint256 i = 0; i < claims.length; ++i) {
            ChannelConfig memory config = configOf(i);
            // Neighbours of one receiver, and the same receiver again later.
            if (i == 2 || i == 3) config.receiver = stranger;
            fill(config, 5e6);
            claims[i] = voucherOf(config, uint128(1e6 + i), uint128(1e6 + i));
        }
        vm.prank(authorizer);
        batch.claim(claims);
        assertOwed(receiver, 4e6 + 0 + 1 + 4 + 5, "receiver");
        assertOwed(stranger, 2e6 + 2 + 3, "the other");
    }

    function test_aBatch_creditsEachToken() public {
        (ChannelConfig memory a,) = opened(1, 5e6);
        ChannelConfig memory b = configOf(1);
        MintableUSD first = token;
        token = new MintableUSD();
        b.token = address(token);
        fill(b, 5e6);
        VoucherClaim[] memory claims = two(voucherOf(a, 1e6, 1e6), voucherOf(b, 2e6, 2e6));
        vm.prank(receiver);
        batch.claim(claims);
        assertOwed(receiver, 2e6, "second token");
        token = first;
        assertOwed(receiver, 1e6, "first token");
    }

    /// @dev Bits beyond a field's type would make a second id for what reads as the same channel.
    function test_aConfigWithStrayBits_isRefused() public {
        ChannelConfig memory config = configOf(1);
        bytes memory data = abi.encodeCall(IBatchSettlement.getChannelId, (config));
        (bool ok,) = address(batch).call(data);
        assertTrue(ok, "clean");
        for (uint256 word = 0; word < 6; ++word) {
            bytes memory dirty = bytes.concat(data);
            // The lowest bit that the field has not: 160 for addresses, 40 for the delay.
            uint256 at = 4 + word * 32 + 31 - (word == 5 ? 5 : 20);
            dirty[at] |= 0x01;
            bytes memory result;
            (ok, result) = address(batch).call(dirty);
            assertTrue(!ok, "refused");
            assertEq(keccak256(result), keccak256(abi.encodePacked(ChannelTypes.DirtyConfig.selector)), "as such");
        }
    }

    function test_domain_isDescribed() public view {
        (bytes1 fields, string memory name, string memory version, uint256 chain, address here,,) = batch.eip712Domain();
        assertTrue(fields == 0x0f, "fields");
        assertEq(keccak256(bytes(name)), keccak256("x402 Batch Settlement"), "name");
        assertEq(keccak256(bytes(version)), keccak256("1"), "version");
        assertEq(chain, block.chainid, "chain");
        assertEq(here, address(batch), "contract");
    }

    /// @dev Whatever order the same channel's vouchers come in, the highest counts, and once.
    function testFuzz_theHighestVoucherCounts(uint128[8] memory amounts) public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        uint128 highest = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint128 amount = uint128(bound(amounts[i], 1, 5e6));
            claimAs(receiver, voucherOf(config, 5e6, amount));
            if (amount > highest) highest = amount;
            assertChannel(id, 5e6, highest, "the highest so far");
        }
        assertOwed(receiver, highest, "owed");
    }

    function refusesVoucher(VoucherClaim memory one) private {
        expectError(IBatchSettlement.InvalidSignature.selector);
        vm.prank(receiver);
        batch.claim(only(one));
    }
}
