// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMarket} from "../contracts/interfaces/IMarket.sol";
import {AcceptedReceipt, Lease, Receipt} from "../contracts/libraries/LodeTypes.sol";
import {MarketFixture} from "./support/MarketFixture.sol";

contract MarketSettleTest is MarketFixture {
    bytes32 private constant BODY = keccak256("acceptance");

    function test_settle_paysWhatWasAcceptedAndReturnsTheRest() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        AcceptedReceipt[] memory lines = new AcceptedReceipt[](3);
        lines[0] = AcceptedReceipt(keccak256("a"), FIRST, 1e6);
        lines[1] = AcceptedReceipt(keccak256("b"), FIRST + 1, 0);
        // Past 255: the next word of the bitmap.
        lines[2] = AcceptedReceipt(keccak256("c"), FIRST + 3, 4e5);
        vm.expectEmit(address(market));
        emit IMarket.TaskClosed(id, FIRST, IMarket.Outcome.Accepted, 1e6, 0);
        vm.expectEmit(address(market));
        emit IMarket.TaskClosed(id, FIRST + 1, IMarket.Outcome.Accepted, 0, 1e6);
        vm.expectEmit(address(market));
        emit IMarket.TaskClosed(id, FIRST + 3, IMarket.Outcome.Accepted, 4e5, 6e5);
        vm.expectEmit(address(market));
        emit IMarket.Settled(id, BODY, 14e5);
        settleBy(providers[0], lease, lines);
        assertEq(token.balanceOf(providers[0]), 14e5, "provider");
        assertEq(pot(), 16e5, "pot");
        assertEq(market.leaseOf(id).reserved, 1e6, "one task left");
        IMarket.TaskStatus[] memory statuses = market.taskStatuses(id, FIRST, TASKS);
        assertEq(statuses.length, TASKS, "statuses");
        assertStatus(id, FIRST + 2, IMarket.TaskStatus.Untouched, "untouched");
        for (uint32 i = 0; i < TASKS; ++i) {
            assertEq(uint256(statuses[i]), i == 2 ? 0 : uint256(IMarket.TaskStatus.Closed), "status");
        }
    }

    function test_taskStatuses_isBounded() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidBatch.selector, 1025, 1024));
        market.taskStatuses(0, 0, 1025);
    }

    function test_settle_neverTwice() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        settleBy(providers[0], lease, line(FIRST, 1e6));
        bytes memory sig = sign(BUYER_KEY, market.acceptanceDigest(BODY, id, line(FIRST, 1e6)));
        vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToDo.selector));
        market.settle(lease, line(FIRST, 1e6), BODY, sig);
        assertEq(token.balanceOf(providers[0]), 1e6, "paid once");
    }

    function test_settle_skipsTasksClosedBefore() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        AcceptedReceipt[] memory lines = new AcceptedReceipt[](3);
        lines[0] = AcceptedReceipt(keccak256("a"), FIRST, 1e6);
        lines[1] = AcceptedReceipt(keccak256("b"), FIRST + 1, 1e6);
        lines[2] = lines[1];
        settleBy(stranger, lease, line(FIRST, 1e6));
        settleBy(providers[0], lease, lines);
        assertEq(token.balanceOf(providers[0]), 2e6, "each paid once");
        assertEq(market.leaseOf(id).reserved, 2e6, "two left");
    }

    function test_settle_lessThanHeldNeedsTheProvider() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        bytes memory sig = sign(BUYER_KEY, market.acceptanceDigest(BODY, id, line(FIRST, 9e5)));
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.ProviderConsentRequired.selector, FIRST));
        market.settle(lease, line(FIRST, 9e5), BODY, sig);
        vm.prank(providers[0]);
        market.settle(lease, line(FIRST, 9e5), BODY, sig);
        assertEq(token.balanceOf(providers[0]), 9e5, "paid");
    }

    function test_settleWithConsent_byAnybody() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        bytes32 digest = market.acceptanceDigest(BODY, id, line(FIRST, 9e5));
        bytes memory buyerSig = sign(BUYER_KEY, digest);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, providers[0], digest));
        market.settleWithConsent(lease, line(FIRST, 9e5), BODY, buyerSig, buyerSig);
        bytes memory providerSig = sign(providerKeys[0], digest);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, buyer, digest));
        market.settleWithConsent(lease, line(FIRST, 9e5), BODY, providerSig, providerSig);
        vm.prank(stranger);
        market.settleWithConsent(lease, line(FIRST, 9e5), BODY, buyerSig, providerSig);
        assertEq(token.balanceOf(providers[0]), 9e5, "paid");
        assertEq(pot(), 1e5, "rest");
    }

    function test_settle_refusesWhatTheBuyerDidNotSign() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        bytes memory sig = sign(BUYER_KEY, market.acceptanceDigest(BODY, id, line(FIRST, 1e6)));
        bytes32 digest = market.acceptanceDigest(BODY, id, line(FIRST + 1, 1e6));
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, buyer, digest));
        market.settle(lease, line(FIRST + 1, 1e6), BODY, sig);
        digest = market.acceptanceDigest(0, id, line(FIRST, 1e6));
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, buyer, digest));
        market.settle(lease, line(FIRST, 1e6), 0, sig);
    }

    function test_settle_refusesAnotherLeasesAcceptance() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        (Lease memory other, bytes32 otherId) = reserved(1);
        bytes memory sig = sign(BUYER_KEY, market.acceptanceDigest(BODY, id, line(FIRST, 1e6)));
        bytes32 digest = market.acceptanceDigest(BODY, otherId, line(FIRST, 1e6));
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, buyer, digest));
        market.settle(other, line(FIRST, 1e6), BODY, sig);
        market.settle(lease, line(FIRST, 1e6), BODY, sig);
    }

    function test_settle_refusesTasksOutsideAndAmountsAbove() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        expectRefused(lease, id, line(FIRST - 1, 1e6), abi.encodeWithSelector(IMarket.TaskOutOfRange.selector, FIRST - 1));
        expectRefused(
            lease, id, line(FIRST + TASKS, 1e6), abi.encodeWithSelector(IMarket.TaskOutOfRange.selector, FIRST + TASKS)
        );
        expectRefused(
            lease, id, line(FIRST, 1e6 + 1), abi.encodeWithSelector(IMarket.AmountAboveHoldback.selector, 1e6 + 1, 1e6)
        );
        expectRefused(lease, id, new AcceptedReceipt[](0), abi.encodeWithSelector(IMarket.InvalidBatch.selector, 0, 1024));
    }

    function test_settle_onAClaimEndsIt() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        claimOne(lease, receiptOf(id, FIRST, RIGHT, 8e5), providerKeys[0]);
        assertEq(pot(), 2e5, "what the receipt left");
        bytes memory sig = sign(BUYER_KEY, market.acceptanceDigest(BODY, id, line(FIRST, 7e5)));
        vm.expectRevert(abi.encodeWithSelector(IMarket.ProviderConsentRequired.selector, FIRST));
        market.settle(lease, line(FIRST, 7e5), BODY, sig);
        // All that the claim holds: nobody's consent is needed, and no more is paid.
        settleBy(stranger, lease, line(FIRST, 1e6));
        assertEq(token.balanceOf(providers[0]), 8e5, "the claimed amount");
        assertEq(market.leaseOf(id).openClaims, 0, "no claim");
        assertStatus(id, FIRST, IMarket.TaskStatus.Closed, "closed");
        skipMs(ACCEPTANCE_MS);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToDo.selector));
        market.finalize(lease, only(FIRST));
    }

    function test_settle_onAnObjectionWithdrawsIt() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        Receipt memory receipt = receiptOf(id, FIRST, RIGHT, 8e5);
        claimOne(lease, receipt, providerKeys[0]);
        objectTo(lease, receipt);
        assertEq(pot(), 0, "the bond took the pot");
        settleBy(providers[0], lease, line(FIRST, 5e5));
        assertEq(token.balanceOf(providers[0]), 5e5, "paid");
        assertEq(pot(), 3e5 + OBJECTION_BOND, "rest and bond");
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotObjected.selector, FIRST));
        market.drop(lease, FIRST);
    }

    function test_settle_afterExpiryUntilReleased() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        claimOne(lease, receiptOf(id, FIRST + 1, RIGHT, 1e6), providerKeys[0]);
        skipMs(LEASE_MS);
        settleBy(providers[0], lease, line(FIRST, 1e6));
        market.release(lease);
        AcceptedReceipt[] memory lines = new AcceptedReceipt[](2);
        lines[0] = AcceptedReceipt(keccak256("b"), FIRST + 1, 1e6);
        lines[1] = AcceptedReceipt(keccak256("c"), FIRST + 2, 1e6);
        settleBy(providers[0], lease, lines);
        assertEq(token.balanceOf(providers[0]), 2e6, "the reserve's before, the claim's after");
        assertEq(pot(), 2e6, "the pot kept the released");
        expectRefused(lease, id, line(FIRST + 2, 1e6), abi.encodeWithSelector(IMarket.NothingToDo.selector));
    }

    function testFuzz_settle_sharesEachHoldback(uint128[4] memory amounts, uint8 mask) public {
        (Lease memory lease, bytes32 id) = reserved(0);
        uint256 count = 0;
        for (uint256 i = 0; i < 4; ++i) {
            if (mask & (1 << i) != 0) ++count;
        }
        vm.assume(count != 0);
        AcceptedReceipt[] memory lines = new AcceptedReceipt[](count);
        uint256 paid = 0;
        uint256 next = 0;
        for (uint32 i = 0; i < 4; ++i) {
            if (mask & (1 << i) == 0) continue;
            uint128 amount = uint128(bound(amounts[i], 0, HOLDBACK));
            lines[next++] = AcceptedReceipt(keccak256(abi.encode(i)), FIRST + i, amount);
            paid += amount;
        }
        settleBy(providers[0], lease, lines);
        assertEq(token.balanceOf(providers[0]), paid, "provider");
        assertEq(pot(), count * HOLDBACK - paid, "pot");
        assertEq(market.leaseOf(id).reserved, (TASKS - count) * HOLDBACK, "reserve");
        assertEq(token.balanceOf(address(market)), uint256(TASKS) * HOLDBACK - paid, "conserved");
    }

    function expectRefused(Lease memory lease, bytes32 id, AcceptedReceipt[] memory lines, bytes memory reason)
        private
    {
        bytes memory sig = sign(BUYER_KEY, market.acceptanceDigest(BODY, id, lines));
        vm.prank(providers[0]);
        vm.expectRevert(reason);
        market.settle(lease, lines, BODY, sig);
    }
}
