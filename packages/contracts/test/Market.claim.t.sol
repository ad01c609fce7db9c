// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMarket} from "../contracts/interfaces/IMarket.sol";
import {Lease, Receipt} from "../contracts/libraries/LodeTypes.sol";
import {MarketFixture} from "./support/MarketFixture.sol";

contract MarketClaimTest is MarketFixture {
    function test_claim_opensTheWindow() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        Receipt memory receipt = receiptOf(id, FIRST + 1, RIGHT, 7e5);
        bytes32 digest = market.receiptDigest(receipt);
        uint64 deadline = uint64(nowMs()) + ACCEPTANCE_MS;
        vm.expectEmit(address(market));
        emit IMarket.Claimed(id, FIRST + 1, digest, receipt, 3e5, deadline);
        claimOne(lease, receipt, providerKeys[0]);
        IMarket.Claim memory open = market.claimOf(id, FIRST + 1);
        assertEq(uint256(open.status), uint256(IMarket.TaskStatus.Claimed), "status");
        assertEq(open.deadlineMs, deadline, "deadline");
        assertEq(open.amount, 7e5, "amount");
        assertEq(open.receipt, digest, "receipt");
        IMarket.LeaseState memory state = market.leaseOf(id);
        assertEq(state.reserved, 3e6, "reserve");
        assertEq(state.openClaims, 1, "claims");
        assertEq(pot(), 3e5, "pot");
        assertStatus(id, FIRST + 1, IMarket.TaskStatus.Claimed, "task");
    }

    function test_claim_skipsTasksTakenBeforeAndRefusesNothing() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        settleBy(providers[0], lease, line(FIRST, 1e6));
        (Receipt[] memory receipts, bytes[] memory sigs) = batch(id, 3, 1e6);
        claimOne(lease, receipts[1], providerKeys[0]);
        market.claim(lease, receipts, sigs);
        assertEq(market.leaseOf(id).openClaims, 2, "tasks 1 and 2");
        assertEq(market.leaseOf(id).reserved, 1e6, "task 3 left");
        vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToDo.selector));
        market.claim(lease, receipts, sigs);
    }

    function test_claim_beforeExpiryOnly() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        (Receipt[] memory receipts, bytes[] memory sigs) = batch(id, 1, 1e6);
        skipMs(LEASE_MS);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseExpired.selector, lease.expiresAtMs));
        market.claim(lease, receipts, sigs);
        vm.warp(block.timestamp - 1);
        market.claim(lease, receipts, sigs);
    }

    function test_claim_refusesForeignReceipts() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        (, bytes32 otherId) = reserved(1);
        (Receipt[] memory receipts, bytes[] memory sigs) = batch(otherId, 1, 1e6);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseMismatch.selector, id, otherId));
        market.claim(lease, receipts, sigs);
        (receipts, sigs) = batch(id, 1, 1e6);
        bytes32 digest = market.receiptDigest(receipts[0]);
        sigs[0] = sign(providerKeys[1], digest);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, providers[0], digest));
        market.claim(lease, receipts, sigs);
    }

    function test_claim_refusesTasksOutsideAmountsAboveAndOddBatches() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        (Receipt[] memory receipts, bytes[] memory sigs) = batch(id, 1, 1e6 + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.AmountAboveHoldback.selector, 1e6 + 1, 1e6));
        market.claim(lease, receipts, sigs);
        receipts[0].task = FIRST + TASKS;
        vm.expectRevert(abi.encodeWithSelector(IMarket.TaskOutOfRange.selector, FIRST + TASKS));
        market.claim(lease, receipts, sigs);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidBatch.selector, 0, 1024));
        market.claim(lease, new Receipt[](0), sigs);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LengthMismatch.selector, 1, 2));
        market.claim(lease, receipts, new bytes[](2));
    }

    function test_finalize_afterTheWindowPaysTheProvider() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        (Receipt[] memory receipts, bytes[] memory sigs) = batch(id, 2, 9e5);
        market.claim(lease, receipts, sigs);
        uint32[] memory tasks = new uint32[](4);
        (tasks[0], tasks[1], tasks[2], tasks[3]) = (FIRST, FIRST + 1, FIRST + 2, FIRST);
        skipMs(ACCEPTANCE_MS - 1000);
        uint64 deadline = market.claimOf(id, FIRST).deadlineMs;
        vm.expectRevert(abi.encodeWithSelector(IMarket.WindowOpen.selector, deadline));
        market.finalize(lease, tasks);
        skipMs(1000);
        vm.expectEmit(address(market));
        emit IMarket.TaskClosed(id, FIRST, IMarket.Outcome.Silence, 9e5, 0);
        vm.prank(stranger);
        market.finalize(lease, tasks);
        assertEq(token.balanceOf(providers[0]), 18e5, "both, once");
        assertEq(market.leaseOf(id).openClaims, 0, "no claims");
        vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToDo.selector));
        market.finalize(lease, tasks);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidBatch.selector, 0, 1024));
        market.finalize(lease, new uint32[](0));
    }

    function test_finalize_refusesObjected() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        Receipt memory receipt = receiptOf(id, FIRST, RIGHT, 1e6);
        claimOne(lease, receipt, providerKeys[0]);
        objectTo(lease, receipt);
        skipMs(ACCEPTANCE_MS + OBJECTION_MS);
        vm.expectRevert(abi.encodeWithSelector(IMarket.UnderObjection.selector, FIRST));
        market.finalize(lease, only(FIRST));
    }

    function testFuzz_claim_splitsTheHoldback(uint128 amount, uint32 task) public {
        (Lease memory lease, bytes32 id) = reserved(0);
        amount = uint128(bound(amount, 0, HOLDBACK));
        task = uint32(bound(task, FIRST, FIRST + TASKS - 1));
        claimOne(lease, receiptOf(id, task, RIGHT, amount), providerKeys[0]);
        assertEq(pot(), HOLDBACK - amount, "rest");
        skipMs(ACCEPTANCE_MS);
        market.finalize(lease, only(task));
        assertEq(token.balanceOf(providers[0]), amount, "provider");
        assertEq(token.balanceOf(address(market)), uint256(TASKS) * HOLDBACK - amount, "conserved");
    }

    function batch(bytes32 id, uint32 count, uint128 amount)
        private
        view
        returns (Receipt[] memory receipts, bytes[] memory sigs)
    {
        receipts = new Receipt[](count);
        sigs = new bytes[](count);
        for (uint32 i = 0; i < count; ++i) {
            receipts[i] = receiptOf(id, FIRST + i, RIGHT, amount);
            sigs[i] = sign(providerKeys[0], market.receiptDigest(receipts[i]));
        }
    }
}
