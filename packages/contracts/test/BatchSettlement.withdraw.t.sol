// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ChannelConfig, VoucherClaim} from "../contracts/channels/ChannelTypes.sol";
import {IBatchSettlement} from "../contracts/channels/IBatchSettlement.sol";
import {ChannelFixture} from "./support/ChannelFixture.sol";
import {BlockingToken} from "./support/Tokens.sol";

/// @dev The payer's ways back: after a delay alone, at once with the receiver.
contract BatchSettlementWithdrawTest is ChannelFixture {
    function test_afterTheDelay_thePayerHasItsMoney() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        vm.expectEmit(address(batch));
        emit IBatchSettlement.WithdrawInitiated(id, 5e6, uint40(START_S) + DELAY);
        initiate(config, 5e6);
        vm.warp(START_S + DELAY - 1);
        expectError(IBatchSettlement.WithdrawDelayNotElapsed.selector);
        finalize(config);
        vm.warp(START_S + DELAY);
        vm.expectEmit(address(batch));
        emit IBatchSettlement.WithdrawFinalized(id, payer, 5e6);
        vm.expectEmit(address(batch));
        emit IBatchSettlement.ChannelClosed(id, config);
        finalize(config);
        assertEq(token.balanceOf(payer), 5e6, "back");
        assertChannel(id, 0, 0, "empty");
        expectError(IBatchSettlement.WithdrawalNotPending.selector);
        finalize(config);
    }

    function test_theSessionKey_mayWithdraw_toThePayerOnly() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        vm.prank(config.payerAuthorizer);
        batch.initiateWithdraw(config, 2e6);
        vm.warp(START_S + DELAY);
        vm.prank(config.payerAuthorizer);
        batch.finalizeWithdraw(config);
        assertEq(token.balanceOf(payer), 2e6, "the payer's");
    }

    function test_nobodyElseWithdraws() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        vm.startPrank(receiver);
        expectError(IBatchSettlement.InvalidChannel.selector);
        batch.initiateWithdraw(config, 1);
        expectError(IBatchSettlement.NotAuthorizedToFinalizeWithdraw.selector);
        batch.finalizeWithdraw(config);
        vm.stopPrank();
    }

    function test_aStaleWithdrawal_losesToAClaimWithinTheDelay() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        initiate(config, 5e6);
        vm.warp(START_S + DELAY);
        claimAs(receiver, voucherOf(config, 3e6, 3e6));
        finalize(config);
        assertEq(token.balanceOf(payer), 2e6, "what was not claimed");
        assertChannel(id, 3e6, 3e6, "the receiver's stays");
        batch.settle(receiver, address(token));
        assertEq(token.balanceOf(receiver), 3e6, "and is paid");
    }

    function test_whoClaimsTooLate_hasNothingToClaim() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        initiate(config, 5e6);
        vm.warp(START_S + DELAY);
        finalize(config);
        VoucherClaim[] memory late = only(voucherOf(config, 3e6, 3e6));
        expectError(IBatchSettlement.ClaimExceedsBalance.selector);
        vm.prank(receiver);
        batch.claim(late);
    }

    function test_aWithdrawal_leavesLaterDeposits() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        initiate(config, 5e6);
        fill(config, 2e6);
        vm.warp(START_S + DELAY);
        finalize(config);
        assertChannel(id, 2e6, 0, "the later deposit");
    }

    function test_initiate_refusesWhatIsNotThere() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        claimAs(receiver, voucherOf(config, 1e6, 1e6));
        expectError(IBatchSettlement.NothingToWithdraw.selector);
        initiate(config, 0);
        expectError(IBatchSettlement.WithdrawAmountExceedsAvailable.selector);
        initiate(config, 4e6 + 1);
        initiate(config, 4e6);
        expectError(IBatchSettlement.WithdrawalAlreadyPending.selector);
        initiate(config, 1);
    }

    function test_refund_paysAtOnce() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        claimAs(receiver, voucherOf(config, 1e6, 1e6));
        vm.expectEmit(address(batch));
        emit IBatchSettlement.Refunded(id, receiver, 4e6);
        vm.prank(receiver);
        batch.refund(config, 9e6);
        assertEq(token.balanceOf(payer), 4e6, "at most what is unclaimed");
        assertChannel(id, 1e6, 1e6, "the claimed stays");
        assertEq(batch.refundNonce(id), 1, "nonce");
    }

    function test_refund_isTheReceiverSides() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        vm.prank(payer);
        expectError(IBatchSettlement.NotAuthorizedToRefund.selector);
        batch.refund(config, 1);
        vm.startPrank(authorizer);
        expectError(IBatchSettlement.ZeroRefund.selector);
        batch.refund(config, 0);
        batch.refund(config, 1);
        vm.stopPrank();
        assertChannel(id, 5e6 - 1, 0, "the authorizer's");
    }

    function test_aSignedRefund_worksOnce() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        bytes memory signature = refundSignature(id, 0, 2e6);
        expectError(IBatchSettlement.InvalidSignature.selector);
        batch.refundWithSignature(config, 3e6, 0, signature);
        vm.prank(stranger);
        batch.refundWithSignature(config, 2e6, 0, signature);
        assertEq(token.balanceOf(payer), 2e6, "refunded");
        expectError(IBatchSettlement.InvalidRefundNonce.selector);
        batch.refundWithSignature(config, 2e6, 0, signature);
        expectError(IBatchSettlement.InvalidSignature.selector);
        batch.refundWithSignature(config, 2e6, 1, signature);
    }

    function test_aRefund_takesFromThePendingWithdrawal() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        initiate(config, 4e6);
        vm.startPrank(receiver);
        batch.refund(config, 1e6);
        (uint128 amount, uint40 since) = batch.pendingWithdrawals(id);
        assertEq(amount, 3e6, "less");
        assertEq(since, START_S, "still pending");
        batch.refund(config, 3e6);
        (amount, since) = batch.pendingWithdrawals(id);
        assertEq(amount, 0, "nothing");
        assertEq(since, 0, "cancelled");
        vm.stopPrank();
    }

    function test_aRefundOfNothing_movesTheNonceOnly() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        claimAs(receiver, voucherOf(config, 5e6, 5e6));
        vm.prank(receiver);
        batch.refund(config, 1);
        assertEq(batch.refundNonce(id), 1, "nonce");
        assertChannel(id, 5e6, 5e6, "unchanged");
    }

    function test_claimAndRefund_inOneCall() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 1e6, 1e6));
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(
            IBatchSettlement.claimWithSignature, (claims, batchSignature(AUTHORIZER_KEY, claims))
        );
        calls[1] = abi.encodeCall(
            IBatchSettlement.refundWithSignature, (config, 4e6, 0, refundSignature(id, 0, 4e6))
        );
        vm.prank(stranger);
        batch.multicall(calls);
        assertChannel(id, 1e6, 1e6, "both");
        assertEq(token.balanceOf(payer), 4e6, "refunded");
    }

    function test_aChannel_opensAgainAfterItsEnd() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        vm.prank(receiver);
        batch.refund(config, 5e6);
        vm.startPrank(payer);
        token.approve(address(collector), 1e6);
        vm.expectEmit(address(batch));
        emit IBatchSettlement.ChannelCreated(id, config);
        collector.deposit(config, 1e6);
        vm.stopPrank();
        assertChannel(id, 1e6, 0, "open");
    }

    function initiate(ChannelConfig memory config, uint128 amount) private {
        vm.prank(payer);
        batch.initiateWithdraw(config, amount);
    }

    function finalize(ChannelConfig memory config) private {
        vm.prank(payer);
        batch.finalizeWithdraw(config);
    }
}

/// @dev An account that its token blocks stops its own money only.
contract BatchSettlementBlockedTest is ChannelFixture {
    BlockingToken private blocking;

    function setUp() public override {
        vm.warp(START_S);
        blocking = new BlockingToken();
        deploy(blocking);
    }

    function test_aBlockedReceiver_keepsNobodysMoney() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        blocking.setBlocked(receiver, true);
        claimAs(receiver, voucherOf(config, 1e6, 1e6));
        vm.expectRevert(abi.encodeWithSelector(BlockingToken.Blocked.selector, receiver));
        batch.settle(receiver, address(token));
        vm.startPrank(payer);
        batch.initiateWithdraw(config, 4e6);
        vm.warp(START_S + DELAY);
        batch.finalizeWithdraw(config);
        vm.stopPrank();
        assertEq(token.balanceOf(payer), 4e6, "the payer's");
        blocking.setBlocked(receiver, false);
        batch.settle(receiver, address(token));
        assertEq(token.balanceOf(receiver), 1e6, "later");
    }

    function test_aBlockedPayer_keepsNobodysMoney() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        vm.prank(payer);
        batch.initiateWithdraw(config, 5e6);
        blocking.setBlocked(payer, true);
        vm.warp(START_S + DELAY);
        vm.expectRevert(abi.encodeWithSelector(BlockingToken.Blocked.selector, payer));
        vm.prank(payer);
        batch.finalizeWithdraw(config);
        claimAs(receiver, voucherOf(config, 1e6, 1e6));
        batch.settle(receiver, address(token));
        assertEq(token.balanceOf(receiver), 1e6, "the receiver's");
        blocking.setBlocked(payer, false);
        vm.prank(payer);
        batch.finalizeWithdraw(config);
        assertEq(token.balanceOf(payer), 4e6, "later");
    }
}
