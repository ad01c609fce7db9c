// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMarket} from "../contracts/interfaces/IMarket.sol";
import {Lease, Objection, Receipt} from "../contracts/libraries/LodeTypes.sol";
import {MarketFixture} from "./support/MarketFixture.sol";

contract MarketLeaseTest is MarketFixture {
    function test_reserve_movesThePotIntoTheLease() public {
        Lease memory lease = leaseOf(0);
        bytes32 id = market.leaseId(lease);
        fundPot(5e6);
        vm.expectEmit(address(market));
        emit IMarket.Reserved(id, buyer, providers[0], JOB, 4e6);
        reserveOne(lease, providerKeys[0]);
        IMarket.LeaseState memory state = market.leaseOf(id);
        assertEq(uint256(state.status), uint256(IMarket.LeaseStatus.Reserved), "status");
        assertEq(state.reserved, 4e6, "reserved");
        assertEq(state.openClaims, 0, "claims");
        assertEq(pot(), 1e6, "pot");
    }

    function test_reserve_severalLeasesAtOnce() public {
        fundPot(12e6);
        Lease[] memory leases = new Lease[](3);
        bytes[] memory sigs = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            leases[i] = leaseOf(i);
            sigs[i] = sign(providerKeys[i], market.leaseId(leases[i]));
        }
        vm.prank(buyer);
        market.reserve(leases, sigs);
        assertEq(pot(), 0, "pot");
        assertEq(market.leaseOf(market.leaseId(leases[2])).reserved, 4e6, "the last");
    }

    function test_reserve_neverTwice() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        fundPot(4e6);
        expectRefused(lease, abi.encodeWithSelector(IMarket.LeaseExists.selector, id));
        skipMs(LEASE_MS);
        market.release(lease);
        expectRefused(lease, abi.encodeWithSelector(IMarket.LeaseExists.selector, id));
    }

    function test_reserve_onlyByTheBuyer() public {
        fundPot(4e6);
        Lease memory lease = leaseOf(0);
        bytes[] memory sigs = list(sign(providerKeys[0], market.leaseId(lease)));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotAuthorized.selector, buyer));
        market.reserve(only(lease), sigs);
    }

    function test_reserveFor_withBothSignatures() public {
        fundPot(4e6);
        Lease memory lease = leaseOf(0);
        bytes32 id = market.leaseId(lease);
        bytes[] memory providerSigs = list(sign(providerKeys[0], id));
        bytes[] memory wrong = list(sign(STRANGER_KEY, id));
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, buyer, id));
        market.reserveFor(only(lease), wrong, providerSigs);
        market.reserveFor(only(lease), list(sign(BUYER_KEY, id)), providerSigs);
        assertEq(market.leaseOf(id).reserved, 4e6, "reserved");
    }

    function test_reserve_refusesAnotherSigner() public {
        fundPot(4e6);
        Lease memory lease = leaseOf(0);
        bytes32 id = market.leaseId(lease);
        bytes[] memory sigs = list(sign(providerKeys[1], id));
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, providers[0], id));
        market.reserve(only(lease), sigs);
        sigs[0] = hex"1234";
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, providers[0], id));
        market.reserve(only(lease), sigs);
    }

    function test_reserve_signatureBindsEveryField() public {
        fundPot(100e6);
        Lease memory lease = leaseOf(0);
        bytes[] memory sigs = list(sign(providerKeys[0], market.leaseId(lease)));
        lease.holdbackMicroUsdPerTask -= 1;
        bytes32 id = market.leaseId(lease);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, providers[0], id));
        market.reserve(only(lease), sigs);
    }

    function test_reserve_refusesEmptyBatchesAndOddLengths() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidBatch.selector, 0, 1024));
        market.reserve(new Lease[](0), new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidBatch.selector, 1025, 1024));
        market.reserve(new Lease[](1025), new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IMarket.LengthMismatch.selector, 1, 0));
        market.reserve(new Lease[](1), new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidBatch.selector, 0, 1024));
        market.reserveFor(new Lease[](0), new bytes[](0), new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IMarket.LengthMismatch.selector, 1, 0));
        market.reserveFor(new Lease[](1), new bytes[](0), new bytes[](1));
        vm.expectRevert(abi.encodeWithSelector(IMarket.LengthMismatch.selector, 1, 2));
        market.reserveFor(new Lease[](1), new bytes[](1), new bytes[](2));
    }

    function test_reserve_refusesBadTaskRanges() public {
        Lease memory lease = leaseOf(0);
        lease.taskCount = 0;
        expectRefused(lease, abi.encodeWithSelector(IMarket.InvalidTaskRange.selector, FIRST, 0));
        lease.firstTask = type(uint32).max;
        lease.taskCount = 2;
        expectRefused(lease, abi.encodeWithSelector(IMarket.InvalidTaskRange.selector, type(uint32).max, 2));
        lease.taskCount = 1;
        fundPot(1e6);
        reserveOne(lease, providerKeys[0]);
    }

    function test_reserve_refusesQuorumZero() public {
        Lease memory lease = leaseOf(0);
        lease.quorum = 0;
        expectRefused(lease, abi.encodeWithSelector(IMarket.InvalidQuorum.selector));
    }

    function test_reserve_refusesExpired() public {
        Lease memory lease = leaseOf(0);
        lease.expiresAtMs = uint64(nowMs());
        expectRefused(lease, abi.encodeWithSelector(IMarket.LeaseExpired.selector, lease.expiresAtMs));
    }

    function test_reserve_refusesLeasesThatOutliveTheBond() public {
        fundPot(8e6);
        Lease memory lease = leaseOf(0);
        lease.expiresAtMs = uint64(nowMs()) + DELAY_MS - ACCEPTANCE_MS - OBJECTION_MS + 1;
        expectRefused(
            lease, abi.encodeWithSelector(IMarket.OutlivesBond.selector, nowMs() + DELAY_MS + 1, nowMs() + DELAY_MS)
        );
        lease.expiresAtMs -= 1;
        reserveOne(lease, providerKeys[0]);
        lease.objectionWindowMs = type(uint64).max;
        lease.acceptanceWindowMs = type(uint64).max;
        lease.expiresAtMs = type(uint64).max;
        expectRefused(
            lease,
            abi.encodeWithSelector(
                IMarket.OutlivesBond.selector, 3 * uint256(type(uint64).max), nowMs() + DELAY_MS
            )
        );
    }

    function test_reserve_needsAnActiveProviderWithEnoughBond() public {
        fundPot(4e6);
        Lease memory lease = leaseOf(0);
        lease.bondReservedMicroUsd = BOND + 1;
        expectRefused(lease, abi.encodeWithSelector(IMarket.InsufficientBond.selector, BOND, BOND + 1));
        vm.prank(providers[0]);
        registry.requestUnbond(BOND);
        lease.bondReservedMicroUsd = 0;
        expectRefused(lease, abi.encodeWithSelector(IMarket.ProviderNotActive.selector, providers[0]));
    }

    function test_reserve_needsThePot() public {
        fundPot(4e6 - 1);
        expectRefused(leaseOf(0), abi.encodeWithSelector(IMarket.InsufficientPot.selector, 4e6 - 1, 4e6));
    }

    function test_reserve_hugeHoldbackFindsNoPot() public {
        Lease memory lease = leaseOf(0);
        lease.firstTask = 0;
        lease.taskCount = type(uint32).max;
        lease.holdbackMicroUsdPerTask = type(uint128).max;
        uint256 required = uint256(type(uint32).max) * type(uint128).max;
        expectRefused(lease, abi.encodeWithSelector(IMarket.InsufficientPot.selector, 0, required));
    }

    function test_release_afterExpiryOnly() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseNotExpired.selector, lease.expiresAtMs));
        market.release(lease);
        skipMs(LEASE_MS);
        vm.prank(stranger);
        vm.expectEmit(address(market));
        emit IMarket.Released(id, 4e6);
        market.release(lease);
        assertEq(pot(), 4e6, "back in the pot");
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseAlreadyReleased.selector, id));
        market.release(lease);
    }

    function test_release_leavesOpenClaimsAlone() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        Receipt memory receipt = receiptOf(id, FIRST, RIGHT, 1e6);
        skipMs(LEASE_MS - 1000);
        claimOne(lease, receipt, providerKeys[0]);
        skipMs(1000);
        market.release(lease);
        assertEq(pot(), 3e6, "the rest went back");
        assertEq(market.leaseOf(id).openClaims, 1, "claim open");
        skipMs(ACCEPTANCE_MS);
        market.finalize(lease, only(FIRST));
        assertEq(token.balanceOf(providers[0]), 1e6, "paid");
    }

    function test_unknownLeases() public {
        Lease memory lease = leaseOf(0);
        bytes32 id = market.leaseId(lease);
        bytes memory unknown = abi.encodeWithSelector(IMarket.UnknownLease.selector, id);
        Receipt memory receipt = receiptOf(id, FIRST, RIGHT, 1e6);
        vm.expectRevert(unknown);
        market.release(lease);
        vm.expectRevert(unknown);
        market.settle(lease, line(FIRST, 1e6), 0, "");
        vm.expectRevert(unknown);
        market.settleWithConsent(lease, line(FIRST, 1e6), 0, "", "");
        Receipt[] memory receipts = new Receipt[](1);
        vm.expectRevert(unknown);
        market.claim(lease, receipts, new bytes[](1));
        vm.expectRevert(unknown);
        market.finalize(lease, only(FIRST));
        vm.expectRevert(unknown);
        market.drop(lease, FIRST);
        vm.expectRevert(unknown);
        market.uphold(lease, receipt, new IMarket.Evidence[](1));
        Objection memory objection = objectionTo(id, receipt);
        vm.expectRevert(unknown);
        market.object(lease, objection, "");
    }

    function testFuzz_aChangedLeaseIsAnotherLease(Lease memory given) public {
        (, bytes32 id) = reserved(0);
        bytes32 other = market.leaseId(given);
        assertTrue(other != id, "another id");
        vm.expectRevert(abi.encodeWithSelector(IMarket.UnknownLease.selector, other));
        market.release(given);
    }

    function expectRefused(Lease memory lease, bytes memory reason) private {
        bytes[] memory sigs = list(sign(providerKeys[0], market.leaseId(lease)));
        vm.prank(buyer);
        vm.expectRevert(reason);
        market.reserve(only(lease), sigs);
    }
}
