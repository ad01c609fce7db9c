// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {AcceptedReceipt, Lease, Objection, Receipt} from "../../contracts/libraries/LodeTypes.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @dev Takes the market through random histories of two buyers and four providers, and keeps its own books of every
/// party to compare with. A job's leases come in threes over the same tasks, so that receipts can speak against each
/// other. A call that should be refused is made too, and must revert for the reason the books give.
contract MarketHandler is MarketFixture {
    uint256 public constant MAX_LEASES = 12;
    uint256 public constant JOBS = 3;
    uint256 private constant OTHER_BUYER_KEY = 0xb0b2;

    /// @dev Where the handler thinks a task's money is.
    struct Task {
        IMarket.TaskStatus status;
        uint256 held;
        uint256 bond;
        uint256 paid;
        uint256 payments;
        Receipt receipt;
    }

    Lease[] private _leases;
    bytes32[] private _ids;
    mapping(uint256 lease => mapping(uint256 task => Task)) private _tasks;
    mapping(uint256 lease => bool) public released;
    mapping(address buyer => mapping(bytes32 jobKey => uint256)) public expectedPot;
    /// @dev What the market should have paid each provider in all, and what providers have earned by the books.
    mapping(address provider => uint256) public expectedPaid;
    mapping(address provider => uint256) private _startBalance;
    address private _otherBuyer;
    uint256 public fundedTotal;
    uint256 public refundedTotal;
    uint256 public bondsFromAllowance;
    mapping(bytes32 action => uint256) public done;

    constructor() {
        setUp();
        for (uint256 i = 0; i < providers.length; ++i) {
            _startBalance[providers[i]] = token.balanceOf(providers[i]);
        }
        _otherBuyer = vm.addr(OTHER_BUYER_KEY);
        token.mint(_otherBuyer, 1_000_000e6);
        vm.prank(_otherBuyer);
        token.approve(address(market), type(uint256).max);
    }

    // --- actions

    function doFund(uint256 job, uint256 amount) public {
        fundJob(job, bound(amount, 1, 20e6));
        ++done["fund"];
    }

    function doRefund(uint256 job) public {
        address payer = payerOf(job);
        uint256 due = expectedPot[payer][jobOf(job)];
        if (due == 0) return;
        uint256 before = token.balanceOf(payer);
        vm.prank(payer);
        market.refund(jobOf(job));
        assertEq(token.balanceOf(payer) - before, due, "refund");
        expectedPot[payer][jobOf(job)] = 0;
        refundedTotal += due;
        ++done["refund"];
    }

    function doReserve(uint256 job, uint256 skipped, uint256 holdback, uint256 expiry) public {
        if (_leases.length + 3 > MAX_LEASES) return;
        holdback = bound(holdback, 0, 5e6);
        uint256 need = 3 * TASKS * holdback;
        if (expectedPot[payerOf(job)][jobOf(job)] < need) fundJob(job, need);
        Lease[] memory leases = new Lease[](3);
        bytes[] memory sigs = new bytes[](3);
        uint256 next = 0;
        for (uint256 i = 0; i < 4; ++i) {
            if (i == skipped % 4) continue;
            Lease memory lease = leaseOf(i);
            lease.body = keccak256(abi.encode(_leases.length));
            lease.buyer = payerOf(job);
            lease.jobKey = jobOf(job);
            lease.holdbackMicroUsdPerTask = uint128(holdback);
            lease.expiresAtMs = uint64(nowMs() + bound(expiry, 1, LEASE_MS));
            leases[next] = lease;
            _ids.push(market.leaseId(lease));
            sigs[next++] = sign(providerKeys[i], market.leaseId(lease));
            _leases.push(lease);
            for (uint256 task = 0; task < TASKS; ++task) {
                _tasks[_leases.length - 1][task].held = holdback;
            }
        }
        vm.prank(payerOf(job));
        market.reserve(leases, sigs);
        expectedPot[payerOf(job)][jobOf(job)] -= need;
        ++done["reserve"];
    }

    function doSettle(uint256 lease, uint256 mask, uint256 amount, bool byProvider) public {
        if (_leases.length == 0) return;
        lease %= _leases.length;
        mask = mask % 15 + 1;
        AcceptedReceipt[] memory lines = linesOf(lease, mask, amount, byProvider);
        bytes memory sig = sign(buyerKeyOf(lease), market.acceptanceDigest(0, _ids[lease], lines));
        bool anyOpen = false;
        for (uint256 i = 0; i < lines.length; ++i) {
            anyOpen = bookSettled(lease, lines[i].task - FIRST, lines[i].holdbackMicroUsd) || anyOpen;
        }
        vm.prank(byProvider ? _leases[lease].provider : stranger);
        if (!anyOpen) vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToDo.selector));
        market.settle(_leases[lease], lines, 0, sig);
        ++done[anyOpen ? bytes32("settle") : bytes32("settle refused")];
        // The very same acceptance again must never pay.
        vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToDo.selector));
        market.settle(_leases[lease], lines, 0, sig);
    }

    function doClaim(uint256 lease, uint256 task, uint256 amount, bool wrong) public {
        if (_leases.length == 0) return;
        (lease, task) = openTask(lease, task);
        Lease memory terms = _leases[lease];
        Receipt memory receipt = receiptOf(
            _ids[lease],
            uint32(FIRST + task),
            wrong ? WRONG : RIGHT,
            uint128(bound(amount, 0, terms.holdbackMicroUsdPerTask))
        );
        Receipt[] memory receipts = new Receipt[](1);
        receipts[0] = receipt;
        uint256 key = keyOf(terms.provider);
        bytes[] memory sigs = list(sign(key, market.receiptDigest(receipt)));
        Task storage book = _tasks[lease][task];
        if (nowMs() >= terms.expiresAtMs) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseExpired.selector, terms.expiresAtMs));
        } else if (book.status != IMarket.TaskStatus.Untouched) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToDo.selector));
        } else {
            expectedPot[terms.buyer][terms.jobKey] += book.held - receipt.holdbackMicroUsd;
            book.held = receipt.holdbackMicroUsd;
            book.status = IMarket.TaskStatus.Claimed;
            book.receipt = receipt;
            ++done["claim"];
        }
        market.claim(terms, receipts, sigs);
    }

    function doObject(uint256 lease, uint256 task) public {
        if (_leases.length == 0) return;
        (lease, task) = findTask(lease, task, IMarket.TaskStatus.Claimed);
        Task storage book = _tasks[lease][task];
        Lease memory terms = _leases[lease];
        if (book.status != IMarket.TaskStatus.Claimed) return;
        Objection memory objection = objectionTo(_ids[lease], book.receipt);
        bytes memory sig = sign(buyerKeyOf(lease), market.objectionDigest(objection));
        uint64 deadline = market.claimOf(_ids[lease], uint32(FIRST + task)).deadlineMs;
        if (nowMs() >= deadline) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.WindowClosed.selector, deadline));
        } else {
            book.status = IMarket.TaskStatus.Objected;
            book.bond = terms.objectionBondMicroUsd;
            uint256 inPot = expectedPot[terms.buyer][terms.jobKey];
            uint256 fromPot = inPot < book.bond ? inPot : book.bond;
            expectedPot[terms.buyer][terms.jobKey] = inPot - fromPot;
            bondsFromAllowance += book.bond - fromPot;
            ++done["object"];
        }
        market.object(terms, objection, sig);
    }

    function doUphold(uint256 lease, uint256 task) public {
        if (_leases.length == 0) return;
        (lease, task) = findTask(lease, task, IMarket.TaskStatus.Objected);
        Task storage book = _tasks[lease][task];
        if (book.status != IMarket.TaskStatus.Objected) return;
        IMarket.Evidence[] memory two = new IMarket.Evidence[](2);
        uint256 next = 0;
        for (uint256 i = lease - lease % 3; i < lease - lease % 3 + 3; ++i) {
            if (i == lease) continue;
            uint256 key = keyOf(_leases[i].provider);
            two[next++] = witness(_leases[i], receiptOf(_ids[i], uint32(FIRST + task), RIGHT, 0), key);
        }
        uint64 deadline = market.claimOf(_ids[lease], uint32(FIRST + task)).deadlineMs;
        if (nowMs() >= deadline) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.WindowClosed.selector, deadline));
        } else if (book.receipt.outputsRoot == RIGHT) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.EvidenceAgreesWithAccused.selector));
        } else {
            close(lease, task, 0);
            ++done["uphold"];
        }
        market.uphold(_leases[lease], book.receipt, two);
    }

    function doDrop(uint256 lease, uint256 task) public {
        if (_leases.length == 0) return;
        (lease, task) = findTask(lease, task, IMarket.TaskStatus.Objected);
        Task storage book = _tasks[lease][task];
        if (book.status != IMarket.TaskStatus.Objected) return;
        uint64 deadline = market.claimOf(_ids[lease], uint32(FIRST + task)).deadlineMs;
        if (nowMs() < deadline) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.WindowOpen.selector, deadline));
        } else {
            close(lease, task, book.held + book.bond);
            ++done["drop"];
        }
        market.drop(_leases[lease], uint32(FIRST + task));
    }

    function doFinalize(uint256 lease, uint256 task) public {
        if (_leases.length == 0) return;
        (lease, task) = findTask(lease, task, IMarket.TaskStatus.Claimed);
        Task storage book = _tasks[lease][task];
        if (book.status != IMarket.TaskStatus.Claimed) return;
        uint64 deadline = market.claimOf(_ids[lease], uint32(FIRST + task)).deadlineMs;
        if (nowMs() < deadline) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.WindowOpen.selector, deadline));
        } else {
            close(lease, task, book.held);
            ++done["finalize"];
        }
        market.finalize(_leases[lease], only(uint32(FIRST + task)));
    }

    function doRelease(uint256 lease) public {
        if (_leases.length == 0) return;
        lease %= _leases.length;
        Lease memory terms = _leases[lease];
        if (nowMs() < terms.expiresAtMs) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseNotExpired.selector, terms.expiresAtMs));
        } else if (released[lease]) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseAlreadyReleased.selector, _ids[lease]));
        } else {
            released[lease] = true;
            expectedPot[terms.buyer][terms.jobKey] += reserveOf(lease);
            ++done["release"];
        }
        market.release(terms);
    }

    function doWait(uint256 ms) public {
        skipMs(bound(ms, 1000, LEASE_MS / 3));
        ++done["wait"];
    }

    // --- the way out

    /// @dev Whatever the state: after long enough, anybody closes what is open, and the buyer takes the rest.
    function takeEverythingOut() public {
        skipMs(DELAY_MS);
        for (uint256 lease = 0; lease < _leases.length; ++lease) {
            if (!released[lease]) market.release(_leases[lease]);
            for (uint256 task = 0; task < TASKS; ++task) {
                IMarket.TaskStatus status = market.taskStatus(_ids[lease], uint32(FIRST + task));
                if (status == IMarket.TaskStatus.Claimed) market.finalize(_leases[lease], only(uint32(FIRST + task)));
                if (status == IMarket.TaskStatus.Objected) market.drop(_leases[lease], uint32(FIRST + task));
            }
        }
        for (uint256 job = 0; job < JOBS; ++job) {
            if (market.potOf(payerOf(job), jobOf(job)) == 0) continue;
            vm.prank(payerOf(job));
            market.refund(jobOf(job));
        }
    }

    // --- what the invariants read

    function marketBalance() external view returns (uint256) {
        return token.balanceOf(address(market));
    }

    /// @dev Pots, reserves, claims and bonds as the market's own views tell them.
    function heldByViews() external view returns (uint256 sum) {
        for (uint256 job = 0; job < JOBS; ++job) {
            sum += market.potOf(payerOf(job), jobOf(job));
        }
        for (uint256 lease = 0; lease < _leases.length; ++lease) {
            sum += market.leaseOf(_ids[lease]).reserved;
            for (uint256 task = 0; task < TASKS; ++task) {
                IMarket.Claim memory open = market.claimOf(_ids[lease], uint32(FIRST + task));
                sum += open.amount;
                if (open.status == IMarket.TaskStatus.Objected) sum += _leases[lease].objectionBondMicroUsd;
            }
        }
    }

    /// @dev What came in less what went out, by the handler's books.
    function heldByBooks() external view returns (uint256) {
        uint256 paid = 0;
        for (uint256 i = 0; i < providers.length; ++i) {
            paid += expectedPaid[providers[i]];
        }
        return fundedTotal + bondsFromAllowance - refundedTotal - paid;
    }

    function assertPots() external view {
        for (uint256 job = 0; job < JOBS; ++job) {
            assertEq(market.potOf(payerOf(job), jobOf(job)), expectedPot[payerOf(job)][jobOf(job)], "pot");
        }
    }

    function assertTasks() external view {
        for (uint256 lease = 0; lease < _leases.length; ++lease) {
            uint256 open = 0;
            for (uint256 task = 0; task < TASKS; ++task) {
                Task storage book = _tasks[lease][task];
                assertStatus(_ids[lease], uint32(FIRST + task), book.status, "task status");
                if (book.status == IMarket.TaskStatus.Claimed || book.status == IMarket.TaskStatus.Objected) ++open;
                assertTrue(book.payments <= 1, "paid twice");
                uint256 most = uint256(_leases[lease].holdbackMicroUsdPerTask) + book.bond;
                assertTrue(book.paid <= most, "paid above the holdback");
            }
            IMarket.LeaseState memory state = market.leaseOf(_ids[lease]);
            assertEq(state.openClaims, open, "open claims");
            assertEq(state.reserved, released[lease] ? 0 : reserveOf(lease), "reserve");
        }
    }

    function assertProviders() external view {
        for (uint256 i = 0; i < providers.length; ++i) {
            uint256 earned = token.balanceOf(providers[i]) - _startBalance[providers[i]];
            assertEq(earned, expectedPaid[providers[i]], "provider");
        }
    }

    // --- inside

    function fundJob(uint256 job, uint256 amount) private {
        vm.prank(payerOf(job));
        market.fund(jobOf(job), amount);
        expectedPot[payerOf(job)][jobOf(job)] += amount;
        fundedTotal += amount;
    }

    function jobOf(uint256 job) private pure returns (bytes32) {
        return keccak256(abi.encode("job", job % JOBS % 2));
    }

    /// @dev Jobs 0 and 1 are one buyer's; job 2 has the key of job 0 and another buyer.
    function payerOf(uint256 job) private view returns (address) {
        return job % JOBS == 2 ? _otherBuyer : buyer;
    }

    function buyerKeyOf(uint256 lease) private view returns (uint256) {
        return _leases[lease].buyer == buyer ? BUYER_KEY : OTHER_BUYER_KEY;
    }

    function keyOf(address provider) private view returns (uint256) {
        for (uint256 i = 0; i < providers.length; ++i) {
            if (providers[i] == provider) return providerKeys[i];
        }
        revert AssertionFailed("no such provider");
    }

    function reserveOf(uint256 lease) private view returns (uint256 sum) {
        for (uint256 task = 0; task < TASKS; ++task) {
            if (_tasks[lease][task].status == IMarket.TaskStatus.Untouched) sum += _tasks[lease][task].held;
        }
    }

    /// @dev A claimable task if the search from the given place finds one, else the given place.
    function openTask(uint256 lease, uint256 task) private view returns (uint256, uint256) {
        for (uint256 i = 0; i < _leases.length; ++i) {
            uint256 candidate = (lease % _leases.length + i) % _leases.length;
            if (nowMs() < _leases[candidate].expiresAtMs) return (candidate, task % TASKS);
        }
        return (lease % _leases.length, task % TASKS);
    }

    function findTask(uint256 lease, uint256 task, IMarket.TaskStatus status)
        private
        view
        returns (uint256, uint256)
    {
        uint256 all = _leases.length * TASKS;
        uint256 start = (lease % _leases.length) * TASKS + task % TASKS;
        for (uint256 i = 0; i < all; ++i) {
            uint256 place = (start + i) % all;
            if (_tasks[place / TASKS][place % TASKS].status == status) return (place / TASKS, place % TASKS);
        }
        return (start / TASKS, start % TASKS);
    }

    /// @dev A stranger's acceptance pays all that is held; a provider's any amount.
    function linesOf(uint256 lease, uint256 mask, uint256 amount, bool byProvider)
        private
        view
        returns (AcceptedReceipt[] memory lines)
    {
        uint256 count = (mask & 1) + ((mask >> 1) & 1) + ((mask >> 2) & 1) + ((mask >> 3) & 1);
        lines = new AcceptedReceipt[](count);
        uint256 next = 0;
        uint256 holdback = _leases[lease].holdbackMicroUsdPerTask;
        for (uint256 task = 0; task < TASKS; ++task) {
            if (mask & (1 << task) == 0) continue;
            uint128 pays = uint128(byProvider ? bound(amount, 0, holdback) : holdback);
            lines[next++] = AcceptedReceipt(keccak256(abi.encode(task)), uint32(FIRST + task), pays);
        }
    }

    /// @return Whether the market has something to pay or return for the task.
    function bookSettled(uint256 lease, uint256 task, uint256 amount) private returns (bool) {
        Task storage book = _tasks[lease][task];
        if (book.status == IMarket.TaskStatus.Closed) return false;
        if (book.status == IMarket.TaskStatus.Untouched && released[lease]) return false;
        uint256 paid = amount < book.held ? amount : book.held;
        close(lease, task, paid);
        return true;
    }

    /// @dev Closes a task in the books: `paid` to the provider, the rest of what it held, bond included, to the pot.
    function close(uint256 lease, uint256 task, uint256 paid) private {
        Task storage book = _tasks[lease][task];
        expectedPot[_leases[lease].buyer][_leases[lease].jobKey] += book.held + book.bond - paid;
        expectedPaid[_leases[lease].provider] += paid;
        book.status = IMarket.TaskStatus.Closed;
        book.held = 0;
        book.paid += paid;
        ++book.payments;
    }
}
