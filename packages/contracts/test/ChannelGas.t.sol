// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ChannelConfig, VoucherClaim} from "../contracts/channels/ChannelTypes.sol";
import {PaidReceipt} from "../contracts/channels/ReceiptAnchor.sol";
import {ChannelFixture} from "./support/ChannelFixture.sol";

/// @dev Gas of whole transactions around channels, as {GasTest} has it for the rest. A batch of claims is many buyers'
/// channels with one receiver, each claimed from before: a gateway's or provider's day. Divide by the channels, and by
/// the payments (vouchers) each claim stands for, however many, to have the gas of one.
contract ChannelGasTest is ChannelFixture {
    function test_oneChannel() public {
        ChannelConfig memory config = configOf(0);
        token.mint(payer, 20e6);
        vm.startPrank(payer);
        token.approve(address(collector), 20e6);
        collector.deposit(config, 5e6);
        vm.snapshotGasLastCall("BatchSettlement", "deposit (allowance, opens)");
        collector.deposit(config, 5e6);
        vm.snapshotGasLastCall("BatchSettlement", "deposit (allowance, top-up)");
        batch.initiateWithdraw(config, 4e6);
        vm.snapshotGasLastCall("BatchSettlement", "initiateWithdraw");
        vm.warp(START_S + DELAY);
        batch.finalizeWithdraw(config);
        vm.snapshotGasLastCall("BatchSettlement", "finalizeWithdraw");
        vm.stopPrank();
        vm.prank(receiver);
        batch.refund(config, 1e6);
        vm.snapshotGasLastCall("BatchSettlement", "refund");
    }

    function test_authorization() public {
        ChannelConfig memory config = configOf(0);
        bytes32 id = batch.getChannelId(config);
        token.mint(payer, 5e6);
        bytes32 nonce = keccak256(abi.encode(id, uint256(7)));
        bytes32 typehash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        bytes32 hash = keccak256(abi.encode(typehash, payer, address(erc3009), 5e6, 0, START_S + 1, nonce));
        bytes memory signature =
            sign(PAYER_KEY, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), hash)));
        batch.deposit(config, 5e6, address(erc3009), abi.encode(0, START_S + 1, 7, signature));
        vm.snapshotGasLastCall("BatchSettlement", "deposit (EIP-3009, opens)");
    }

    function test_settle() public {
        (ChannelConfig memory config,) = opened(0, 5e6);
        claimAs(receiver, voucherOf(config, 1e6, 1e6));
        vm.snapshotGasLastCall("BatchSettlement", "claim (1 channel, its first)");
        batch.settle(receiver, address(token));
        vm.snapshotGasLastCall("BatchSettlement", "settle (the receiver's first)");
        claimAs(receiver, voucherOf(config, 2e6, 2e6));
        batch.settle(receiver, address(token));
        vm.snapshotGasLastCall("BatchSettlement", "settle");
    }

    function test_claim_1() public {
        claimMany(1);
        vm.snapshotGasLastCall("BatchSettlement", "claim (1 channel)");
    }

    function test_claim_10() public {
        claimMany(10);
        vm.snapshotGasLastCall("BatchSettlement", "claim (10 channels)");
    }

    function test_claim_100() public {
        claimMany(100);
        vm.snapshotGasLastCall("BatchSettlement", "claim (100 channels)");
    }

    function test_claim_1000() public {
        claimMany(1000);
        vm.snapshotGasLastCall("BatchSettlement", "claim (1000 channels)");
    }

    function test_claimWithSignature() public {
        VoucherClaim[] memory claims = claimedOnce(100);
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        batch.claimWithSignature(claims, signature);
        vm.snapshotGasLastCall("BatchSettlement", "claimWithSignature (100 channels)");
    }

    function test_receipts() public {
        VoucherClaim[] memory claims = claimedOnce(1);
        anchorWith(claims, 1);
        vm.snapshotGasLastCall("ReceiptAnchor", "claimWithReceipts (1 channel, 1 receipt)");
        claims = again(claims, 4e6);
        anchorWith(claims, 101);
        vm.snapshotGasLastCall("ReceiptAnchor", "claimWithReceipts (1 channel, 101 receipts)");
    }

    function claimMany(uint256 count) private {
        VoucherClaim[] memory claims = claimedOnce(count);
        vm.prank(receiver);
        batch.claim(claims);
    }

    function anchorWith(VoucherClaim[] memory claims, uint256 count) private {
        PaidReceipt[][] memory receipts = new PaidReceipt[][](1);
        receipts[0] = new PaidReceipt[](count);
        for (uint256 i = 0; i < count; ++i) {
            receipts[0][i] = PaidReceipt({receipt: keccak256(abi.encode(i)), gpuMs: 125_000, paid: 30_000});
        }
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        vm.prank(receiver);
        anchor.claimWithReceipts(claims, receipts, signature);
    }

    /// @dev Channels of as many buyers, each with its own session key, with one claim behind them; the next claims.
    function claimedOnce(uint256 count) private returns (VoucherClaim[] memory claims) {
        claims = new VoucherClaim[](count);
        for (uint256 i = 0; i < count; ++i) {
            ChannelConfig memory config = configOf(0);
            (config.payer, config.payerAuthorizer) = (vm.addr(0x1000000 + i), vm.addr(0x2000000 + i));
            fill(config, 5e6);
            claims[i] = signedBy(0x2000000 + i, config, 1e6, 1e6);
        }
        // In parts that fit a transaction each.
        for (uint256 from = 0; from < count; from += 100) {
            VoucherClaim[] memory part = new VoucherClaim[](count - from < 100 ? count - from : 100);
            for (uint256 i = 0; i < part.length; ++i) {
                part[i] = claims[from + i];
            }
            vm.prank(receiver);
            batch.claim(part);
        }
        batch.settle(receiver, address(token));
        return again(claims, 2_345_678);
    }

    function again(VoucherClaim[] memory claims, uint128 total) private view returns (VoucherClaim[] memory next) {
        next = new VoucherClaim[](claims.length);
        for (uint256 i = 0; i < claims.length; ++i) {
            next[i] = signedBy(0x2000000 + i, claims[i].voucher.channel, total, total);
        }
    }
}
