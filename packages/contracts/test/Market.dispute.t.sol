// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IMarket} from "../contracts/interfaces/IMarket.sol";
import {Lease, Objection, Receipt} from "../contracts/libraries/LodeTypes.sol";
import {MarketFixture} from "./support/MarketFixture.sol";

/// @dev Provider 1 of four claims a wrong result; the others have the right one.
contract MarketDisputeTest is MarketFixture {
    uint256 private constant ACCUSED = 1;

    Lease[4] private leases;
    bytes32[4] private ids;
    Receipt private accused;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < 4; ++i) {
            (leases[i], ids[i]) = reserved(i);
        }
        accused = receiptOf(ids[ACCUSED], FIRST, WRONG, 8e5);
        claimOne(leases[ACCUSED], accused, providerKeys[ACCUSED]);
    }

    function test_object_freezesAndTakesTheBondFromThePotFirst() public {
        uint256 before = token.balanceOf(buyer);
        Objection memory objection = objectionTo(ids[ACCUSED], accused);
        uint64 deadline = uint64(nowMs()) + OBJECTION_MS;
        vm.expectEmit(address(market));
        emit IMarket.Objected(ids[ACCUSED], FIRST, objection.body, objection.evidence, OBJECTION_BOND, deadline);
        objectTo(leases[ACCUSED], accused);
        // 0.2 of the bond was in the pot, left by the claim.
        assertEq(before - token.balanceOf(buyer), OBJECTION_BOND - 2e5, "from the allowance");
        assertEq(pot(), 0, "from the pot");
        IMarket.Claim memory open = market.claimOf(ids[ACCUSED], FIRST);
        assertEq(uint256(open.status), uint256(IMarket.TaskStatus.Objected), "status");
        assertEq(open.deadlineMs, deadline, "deadline");
        assertEq(open.amount, 8e5, "amount");
        assertStatus(ids[ACCUSED], FIRST, IMarket.TaskStatus.Objected, "task");
    }

    function test_object_fromThePotAlone() public {
        fundPot(OBJECTION_BOND);
        vm.prank(buyer);
        token.approve(address(market), 0);
        objectTo(leases[ACCUSED], accused);
        assertEq(pot(), 2e5, "rest of the pot");
    }

    function test_object_needsTheBond() public {
        vm.prank(buyer);
        token.approve(address(market), 1);
        Objection memory objection = objectionTo(ids[ACCUSED], accused);
        bytes memory sig = sign(BUYER_KEY, market.objectionDigest(objection));
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 1, OBJECTION_BOND - 2e5
            )
        );
        market.object(leases[ACCUSED], objection, sig);
    }

    function test_object_insideTheWindowOnly() public {
        uint64 deadline = market.claimOf(ids[ACCUSED], FIRST).deadlineMs;
        skipMs(ACCEPTANCE_MS);
        expectNoObjection(objectionTo(ids[ACCUSED], accused), abi.encodeWithSelector(IMarket.WindowClosed.selector, deadline));
        vm.warp(block.timestamp - 1);
        objectTo(leases[ACCUSED], accused);
    }

    function test_object_onceAndToThatClaim() public {
        Objection memory objection = objectionTo(ids[ACCUSED], accused);
        objection.lease = ids[0];
        expectNoObjection(objection, abi.encodeWithSelector(IMarket.LeaseMismatch.selector, ids[ACCUSED], ids[0]));
        objection = objectionTo(ids[ACCUSED], accused);
        objection.receipt = RIGHT;
        bytes32 digest = market.receiptDigest(accused);
        expectNoObjection(objection, abi.encodeWithSelector(IMarket.ReceiptMismatch.selector, digest, RIGHT));
        objection = objectionTo(ids[ACCUSED], accused);
        objection.task = FIRST + 1;
        expectNoObjection(objection, abi.encodeWithSelector(IMarket.NotClaimed.selector, FIRST + 1));
        objectTo(leases[ACCUSED], accused);
        objection.task = FIRST;
        expectNoObjection(objection, abi.encodeWithSelector(IMarket.NotClaimed.selector, FIRST));
    }

    function test_object_refusesAnotherSigner() public {
        Objection memory objection = objectionTo(ids[ACCUSED], accused);
        bytes32 digest = market.objectionDigest(objection);
        bytes memory sig = sign(STRANGER_KEY, digest);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, buyer, digest));
        market.object(leases[ACCUSED], objection, sig);
    }

    function test_uphold_returnsTheClaimAndTheBond() public {
        objectTo(leases[ACCUSED], accused);
        vm.expectEmit(address(market));
        emit IMarket.TaskClosed(ids[ACCUSED], FIRST, IMarket.Outcome.Upheld, 0, 8e5 + OBJECTION_BOND);
        vm.prank(stranger);
        market.uphold(leases[ACCUSED], accused, evidence(0, 2));
        assertEq(token.balanceOf(providers[ACCUSED]), 0, "not paid");
        assertEq(registry.bondOf(providers[ACCUSED]), BOND, "not slashed");
        assertEq(pot(), 8e5 + OBJECTION_BOND, "claim and bond");
        assertEq(market.leaseOf(ids[ACCUSED]).openClaims, 0, "no claim");
        assertStatus(ids[ACCUSED], FIRST, IMarket.TaskStatus.Closed, "closed");
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotObjected.selector, FIRST));
        market.uphold(leases[ACCUSED], accused, new IMarket.Evidence[](2));
    }

    function test_uphold_withMoreThanTheQuorum() public {
        objectTo(leases[ACCUSED], accused);
        IMarket.Evidence[] memory three = new IMarket.Evidence[](3);
        (three[0], three[1], three[2]) = (witnessOf(0), witnessOf(2), witnessOf(3));
        market.uphold(leases[ACCUSED], accused, three);
        assertStatus(ids[ACCUSED], FIRST, IMarket.TaskStatus.Closed, "closed");
    }

    function test_uphold_withReleasedLeases() public {
        Lease memory lease = leaseOf(ACCUSED);
        lease.body = keccak256("a longer lease");
        lease.expiresAtMs += LEASE_MS;
        fundPot(4e6);
        bytes32 id = reserveOne(lease, providerKeys[ACCUSED]);
        skipMs(LEASE_MS);
        market.release(leases[0]);
        Receipt memory receipt = receiptOf(id, FIRST, WRONG, 1e6);
        claimOne(lease, receipt, providerKeys[ACCUSED]);
        objectTo(lease, receipt);
        market.uphold(lease, receipt, evidence(0, 2));
        assertStatus(id, FIRST, IMarket.TaskStatus.Closed, "closed");
    }

    /// @dev Otherwise a cheat would name a program nobody else ran, and no receipt could ever speak against it.
    function test_uphold_againstAnotherProgramOrOtherInputs() public {
        Receipt memory receipt = receiptOf(ids[ACCUSED], FIRST + 1, RIGHT, 1e6);
        receipt.programHash = WRONG;
        claimOne(leases[ACCUSED], receipt, providerKeys[ACCUSED]);
        objectTo(leases[ACCUSED], receipt);
        market.uphold(leases[ACCUSED], receipt, evidenceFor(FIRST + 1));
        receipt = receiptOf(ids[ACCUSED], FIRST + 2, RIGHT, 1e6);
        receipt.inputsRoot = WRONG;
        claimOne(leases[ACCUSED], receipt, providerKeys[ACCUSED]);
        objectTo(leases[ACCUSED], receipt);
        market.uphold(leases[ACCUSED], receipt, evidenceFor(FIRST + 2));
        assertEq(token.balanceOf(providers[ACCUSED]), 0, "not paid");
    }

    function test_uphold_refusesAgreeingEvidence() public {
        Receipt memory right = receiptOf(ids[0], FIRST, RIGHT, 1e6);
        claimOne(leases[0], right, providerKeys[0]);
        objectTo(leases[0], right);
        IMarket.Evidence[] memory two = evidence(2, 3);
        vm.expectRevert(abi.encodeWithSelector(IMarket.EvidenceAgreesWithAccused.selector));
        market.uphold(leases[0], right, two);
    }

    function test_uphold_refusesTooFew() public {
        objectTo(leases[ACCUSED], accused);
        IMarket.Evidence[] memory one = new IMarket.Evidence[](1);
        one[0] = witnessOf(0);
        expectNotUpheld(one, abi.encodeWithSelector(IMarket.QuorumNotReached.selector, 1, 2));
        expectNotUpheld(new IMarket.Evidence[](0), abi.encodeWithSelector(IMarket.InvalidBatch.selector, 0, 1024));
    }

    function test_uphold_quorumOfTheLease() public {
        expectRequired(1, 1, 2);
        expectRequired(3, 2, 3);
    }

    function test_uphold_refusesRepeatedUnorderedAndInterestedWitnesses() public {
        objectTo(leases[ACCUSED], accused);
        expectNotUpheld(evidence(0, 0), invalidWitness(providers[0]));
        expectNotUpheld(evidence(2, 0), invalidWitness(providers[0]));
        IMarket.Evidence[] memory two = evidence(0, 2);
        two[1] = witness(
            leases[ACCUSED], receiptOf(ids[ACCUSED], FIRST, RIGHT, 1e6), providerKeys[ACCUSED]
        );
        expectNotUpheld(two, invalidWitness(providers[ACCUSED]));
    }

    function test_uphold_refusesTheBuyerAsWitness() public {
        activate(buyer, BOND);
        Lease memory own = leaseOf(0);
        own.provider = buyer;
        fundPot(4e6);
        bytes32 id = reserveOne(own, BUYER_KEY);
        objectTo(leases[ACCUSED], accused);
        IMarket.Evidence[] memory two = new IMarket.Evidence[](2);
        two[0] = witness(own, receiptOf(id, FIRST, RIGHT, 1e6), BUYER_KEY);
        two[1] = two[0];
        expectNotUpheld(two, invalidWitness(buyer));
    }

    function test_uphold_refusesEvidenceFromElsewhere() public {
        objectTo(leases[ACCUSED], accused);
        IMarket.Evidence[] memory two = evidence(0, 2);
        two[1].lease.jobKey = keccak256("never reserved");
        expectNotUpheld(two, abi.encodeWithSelector(IMarket.UnknownLease.selector, market.leaseId(two[1].lease)));

        Lease memory other = leaseOf(2);
        other.jobKey = keccak256("another job");
        vm.prank(buyer);
        market.fund(other.jobKey, 4e6);
        bytes32 id = reserveOne(other, providerKeys[2]);
        two[1] = witness(other, receiptOf(id, FIRST, RIGHT, 1e6), providerKeys[2]);
        expectNotUpheld(two, abi.encodeWithSelector(IMarket.ForeignEvidence.selector, id));

        two = evidence(0, 2);
        two[1].receipt.lease = ids[3];
        expectNotUpheld(two, abi.encodeWithSelector(IMarket.LeaseMismatch.selector, ids[2], ids[3]));

        two = evidence(0, 2);
        two[1].receipt.task = FIRST + 1;
        expectNotUpheld(two, abi.encodeWithSelector(IMarket.TaskMismatch.selector, FIRST, FIRST + 1));

        Lease memory narrow = leaseOf(2);
        narrow.firstTask = FIRST + 1;
        fundPot(4e6);
        id = reserveOne(narrow, providerKeys[2]);
        two[1] = witness(narrow, receiptOf(id, FIRST, RIGHT, 1e6), providerKeys[2]);
        expectNotUpheld(two, abi.encodeWithSelector(IMarket.TaskOutOfRange.selector, FIRST));
    }

    function test_uphold_refusesDisagreeingAndForgedEvidence() public {
        objectTo(leases[ACCUSED], accused);
        IMarket.Evidence[] memory two = evidence(0, 2);
        two[1] = witness(leases[2], receiptOf(ids[2], FIRST, keccak256("a third result"), 1e6), providerKeys[2]);
        bytes32 digest = market.receiptDigest(two[1].receipt);
        expectNotUpheld(two, abi.encodeWithSelector(IMarket.EvidenceDisagrees.selector, digest));
        two = evidence(0, 2);
        digest = market.receiptDigest(two[1].receipt);
        two[1].signature = sign(BUYER_KEY, digest);
        expectNotUpheld(two, abi.encodeWithSelector(IMarket.InvalidSignature.selector, providers[2], digest));
    }

    function test_uphold_needsTheClaimedReceiptAndAnOpenObjection() public {
        expectNotUpheld(evidence(0, 2), abi.encodeWithSelector(IMarket.NotObjected.selector, FIRST));
        objectTo(leases[ACCUSED], accused);
        Receipt memory other = accused;
        other.outputsRoot = keccak256("not what was claimed");
        IMarket.Evidence[] memory two = evidence(0, 2);
        bytes32 digest = market.receiptDigest(other);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.ReceiptMismatch.selector, market.claimOf(ids[ACCUSED], FIRST).receipt, digest)
        );
        market.uphold(leases[ACCUSED], other, two);
    }

    function test_uphold_beforeTheDeadlineAndDropAfter() public {
        objectTo(leases[ACCUSED], accused);
        uint64 deadline = market.claimOf(ids[ACCUSED], FIRST).deadlineMs;
        skipMs(OBJECTION_MS - 1000);
        vm.expectRevert(abi.encodeWithSelector(IMarket.WindowOpen.selector, deadline));
        market.drop(leases[ACCUSED], FIRST);
        skipMs(1000);
        expectNotUpheld(evidence(0, 2), abi.encodeWithSelector(IMarket.WindowClosed.selector, deadline));
        vm.expectEmit(address(market));
        emit IMarket.TaskClosed(ids[ACCUSED], FIRST, IMarket.Outcome.Dropped, 8e5 + OBJECTION_BOND, 0);
        vm.prank(stranger);
        market.drop(leases[ACCUSED], FIRST);
        assertEq(token.balanceOf(providers[ACCUSED]), 8e5 + OBJECTION_BOND, "claim and bond");
        assertStatus(ids[ACCUSED], FIRST, IMarket.TaskStatus.Closed, "closed");
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotObjected.selector, FIRST));
        market.drop(leases[ACCUSED], FIRST);
    }

    function test_claim_neverAgainAfterADispute() public {
        objectTo(leases[ACCUSED], accused);
        market.uphold(leases[ACCUSED], accused, evidence(0, 2));
        Receipt memory again = receiptOf(ids[ACCUSED], FIRST, RIGHT, 8e5);
        Receipt[] memory receipts = new Receipt[](1);
        receipts[0] = again;
        bytes[] memory sigs = list(sign(providerKeys[ACCUSED], market.receiptDigest(again)));
        vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToDo.selector));
        market.claim(leases[ACCUSED], receipts, sigs);
    }

    function testFuzz_uphold_onlyAgainstAnotherResult(uint8 accusedResult, uint8 firstResult, uint8 secondResult)
        public
    {
        bytes32[3] memory results = [bytes32(uint256(accusedResult % 3)), bytes32(uint256(firstResult % 3)), 0];
        results[2] = bytes32(uint256(secondResult % 3));
        Receipt memory receipt = receiptOf(ids[ACCUSED], FIRST + 1, results[0], 1e6);
        claimOne(leases[ACCUSED], receipt, providerKeys[ACCUSED]);
        objectTo(leases[ACCUSED], receipt);
        IMarket.Evidence[] memory two = new IMarket.Evidence[](2);
        two[0] = witness(leases[0], receiptOf(ids[0], FIRST + 1, results[1], 1e6), providerKeys[0]);
        two[1] = witness(leases[2], receiptOf(ids[2], FIRST + 1, results[2], 1e6), providerKeys[2]);
        bool upheld;
        try market.uphold(leases[ACCUSED], receipt, two) {
            upheld = true;
        } catch {
            upheld = false;
        }
        assertTrue(upheld == (results[1] == results[2] && results[0] != results[1]), "the vote");
    }

    function witnessOf(uint256 index) private view returns (IMarket.Evidence memory) {
        return witness(leases[index], receiptOf(ids[index], FIRST, RIGHT, 1e6), providerKeys[index]);
    }

    function evidence(uint256 first, uint256 second) private view returns (IMarket.Evidence[] memory two) {
        two = new IMarket.Evidence[](2);
        (two[0], two[1]) = (witnessOf(first), witnessOf(second));
    }

    function evidenceFor(uint32 task) private view returns (IMarket.Evidence[] memory two) {
        two = new IMarket.Evidence[](2);
        two[0] = witness(leases[0], receiptOf(ids[0], task, RIGHT, 1e6), providerKeys[0]);
        two[1] = witness(leases[2], receiptOf(ids[2], task, RIGHT, 1e6), providerKeys[2]);
    }

    function invalidWitness(address provider) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMarket.InvalidWitness.selector, provider);
    }

    function expectNotUpheld(IMarket.Evidence[] memory given, bytes memory reason) private {
        vm.expectRevert(reason);
        market.uphold(leases[ACCUSED], accused, given);
    }

    function expectNoObjection(Objection memory objection, bytes memory reason) private {
        bytes memory sig = sign(BUYER_KEY, market.objectionDigest(objection));
        vm.expectRevert(reason);
        market.object(leases[ACCUSED], objection, sig);
    }

    /// @dev A lease of quorum `quorum` needs `required` receipts, so `given` are too few.
    function expectRequired(uint8 quorum, uint256 given, uint256 required) private {
        Lease memory lease = leaseOf(ACCUSED);
        lease.quorum = quorum;
        lease.body = keccak256(abi.encode("quorum", quorum));
        fundPot(4e6);
        bytes32 id = reserveOne(lease, providerKeys[ACCUSED]);
        Receipt memory receipt = receiptOf(id, FIRST, WRONG, 1e6);
        claimOne(lease, receipt, providerKeys[ACCUSED]);
        objectTo(lease, receipt);
        IMarket.Evidence[] memory some = new IMarket.Evidence[](given);
        if (given > 0) some[0] = witnessOf(0);
        if (given > 1) some[1] = witnessOf(2);
        vm.expectRevert(abi.encodeWithSelector(IMarket.QuorumNotReached.selector, given, required));
        market.uphold(lease, receipt, some);
        IMarket.Evidence[] memory enough = new IMarket.Evidence[](required);
        (enough[0], enough[1]) = (witnessOf(0), witnessOf(2));
        if (required > 2) enough[2] = witnessOf(3);
        market.uphold(lease, receipt, enough);
        assertStatus(id, FIRST, IMarket.TaskStatus.Closed, "closed");
    }
}
