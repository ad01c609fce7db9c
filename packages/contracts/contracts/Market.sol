// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IReceiveWithAuthorization} from "./interfaces/IReceiveWithAuthorization.sol";
import {AcceptedReceipt, Lease, LodeTypes, Objection, Receipt} from "./libraries/LodeTypes.sol";
import {TokenTransfers} from "./libraries/TokenTransfers.sol";

/// @title Market
/// @notice Escrow for the held-back part of a job's price, and its disputes: see {IMarket}.
contract Market is IMarket, EIP712, ReentrancyGuardTransient {
    using LodeTypes for Lease;
    using LodeTypes for Objection;
    using LodeTypes for Receipt;
    using SafeCast for uint256;
    using TokenTransfers for IERC20;

    /// @notice Most leases, receipts, tasks or pieces of evidence in one call. Block gas ends sooner for the dear ones.
    uint256 public constant MAX_BATCH = 1024;

    /// @notice Receipts an objection needs, whatever the lease says: one provider's word is not evidence against another's.
    uint256 public constant MIN_EVIDENCE = 2;

    /// @dev What an acceptance moves, summed over its lines.
    struct Tally {
        bool released;
        uint32 fromReserve;
        uint32 fromClaims;
        uint256 paid;
        uint256 returned;
    }

    IERC20 private immutable _token;
    IProviderRegistry private immutable _registry;

    mapping(address buyer => mapping(bytes32 jobKey => uint256 amount)) private _pots;
    mapping(bytes32 lease => LeaseState) private _leases;
    /// @dev One bit a task, set when its money leaves the lease's reserve. A task that is taken and has no claim is closed.
    mapping(bytes32 lease => mapping(uint256 word => uint256 bits)) private _taken;
    mapping(bytes32 lease => mapping(uint32 task => Claim)) private _claims;

    constructor(IERC20 token_, IProviderRegistry registry_) EIP712("Lode", "1") {
        _token = token_;
        _registry = registry_;
    }

    // --- into the pot, and out of it

    /// @inheritdoc IMarket
    function fund(bytes32 jobKey, uint256 amount) external nonReentrant {
        _fund(jobKey, amount);
    }

    /// @inheritdoc IMarket
    function fundWithPermit(bytes32 jobKey, uint256 amount, Permit calldata permit) external nonReentrant {
        _permit(amount, permit);
        _fund(jobKey, amount);
    }

    /// @inheritdoc IMarket
    function fundWithAuthorization(
        address buyer,
        bytes32 jobKey,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external nonReentrant {
        _creditFunding(buyer, jobKey, amount);

        uint256 before = _token.balanceOf(address(this));
        IReceiveWithAuthorization(address(_token)).receiveWithAuthorization(
            buyer, address(this), amount, validAfter, validBefore, keccak256(abi.encode(jobKey, salt)), signature
        );
        _requireReceived(amount, _token.grownSince(before));
    }

    /// @inheritdoc IMarket
    function refund(bytes32 jobKey) external nonReentrant returns (uint256 amount) {
        amount = _pots[msg.sender][jobKey];
        if (amount == 0) revert NothingToRefund();
        _pots[msg.sender][jobKey] = 0;
        emit Refunded(msg.sender, jobKey, amount);

        _token.push(msg.sender, amount);
    }

    // --- leases

    /// @inheritdoc IMarket
    function reserve(Lease[] calldata leases, bytes[] calldata providerSigs) external nonReentrant {
        _reserveOwn(leases, providerSigs);
    }

    /// @inheritdoc IMarket
    function reserveFor(Lease[] calldata leases, bytes[] calldata buyerSigs, bytes[] calldata providerSigs)
        external
        nonReentrant
    {
        _checkBatch(leases.length);
        _checkLength(leases.length, buyerSigs.length);
        _checkLength(leases.length, providerSigs.length);
        for (uint256 i = 0; i < leases.length; ++i) {
            bytes32 id = leaseId(leases[i]);
            _checkSignature(leases[i].buyer, id, buyerSigs[i]);
            _reserve(id, leases[i], providerSigs[i]);
        }
    }

    /// @inheritdoc IMarket
    function fundAndReserve(bytes32 jobKey, uint256 amount, Lease[] calldata leases, bytes[] calldata providerSigs)
        external
        nonReentrant
    {
        _fund(jobKey, amount);
        _reserveOwn(leases, providerSigs);
    }

    /// @inheritdoc IMarket
    function fundWithPermitAndReserve(
        bytes32 jobKey,
        uint256 amount,
        Permit calldata permit,
        Lease[] calldata leases,
        bytes[] calldata providerSigs
    ) external nonReentrant {
        _permit(amount, permit);
        _fund(jobKey, amount);
        _reserveOwn(leases, providerSigs);
    }

    /// @inheritdoc IMarket
    function release(Lease calldata lease) external nonReentrant {
        (bytes32 id, LeaseState storage state) = _known(lease);
        if (_nowMs() < lease.expiresAtMs) revert LeaseNotExpired(lease.expiresAtMs);
        if (state.status == LeaseStatus.Released) revert LeaseAlreadyReleased(id);

        uint256 amount = state.reserved;
        state.status = LeaseStatus.Released;
        state.reserved = 0;
        _credit(lease, amount);
        emit Released(id, amount);
    }

    // --- acceptance

    /// @inheritdoc IMarket
    function settle(Lease calldata lease, AcceptedReceipt[] calldata receipts, bytes32 body, bytes calldata buyerSig)
        external
        nonReentrant
    {
        (bytes32 id,) = _known(lease);
        _checkSignature(lease.buyer, acceptanceDigest(body, id, receipts), buyerSig);
        _settle(id, lease, receipts, body, msg.sender == lease.provider);
    }

    /// @inheritdoc IMarket
    function settleWithConsent(
        Lease calldata lease,
        AcceptedReceipt[] calldata receipts,
        bytes32 body,
        bytes calldata buyerSig,
        bytes calldata providerSig
    ) external nonReentrant {
        (bytes32 id,) = _known(lease);
        bytes32 digest = acceptanceDigest(body, id, receipts);
        _checkSignature(lease.buyer, digest, buyerSig);
        _checkSignature(lease.provider, digest, providerSig);
        _settle(id, lease, receipts, body, true);
    }

    // --- silence

    /// @inheritdoc IMarket
    function claim(Lease calldata lease, Receipt[] calldata receipts, bytes[] calldata providerSigs)
        external
        nonReentrant
    {
        _checkBatch(receipts.length);
        _checkLength(receipts.length, providerSigs.length);
        (bytes32 id, LeaseState storage state) = _known(lease);
        if (_nowMs() >= lease.expiresAtMs) revert LeaseExpired(lease.expiresAtMs);

        uint32 opened = 0;
        uint256 returned = 0;
        for (uint256 i = 0; i < receipts.length; ++i) {
            _checkTask(lease, receipts[i].task);
            if (!_take(id, receipts[i].task)) continue;
            returned += _openClaim(id, lease, receipts[i], providerSigs[i]);
            ++opened;
        }
        if (opened == 0) revert NothingToDo();
        // Fits: each opened task was still in the reserve.
        state.reserved -= uint128(opened * uint256(lease.holdbackMicroUsdPerTask));
        state.openClaims += opened;
        _credit(lease, returned);
    }

    /// @inheritdoc IMarket
    function finalize(Lease calldata lease, uint32[] calldata tasks) external nonReentrant {
        _checkBatch(tasks.length);
        (bytes32 id, LeaseState storage state) = _known(lease);

        uint32 closed = 0;
        uint256 paid = 0;
        for (uint256 i = 0; i < tasks.length; ++i) {
            Claim storage open = _claims[id][tasks[i]];
            TaskStatus status = open.status;
            if (status == TaskStatus.Untouched) continue;
            if (status == TaskStatus.Objected) revert UnderObjection(tasks[i]);
            if (_nowMs() < open.deadlineMs) revert WindowOpen(open.deadlineMs);

            uint256 amount = open.amount;
            delete _claims[id][tasks[i]];
            paid += amount;
            ++closed;
            emit TaskClosed(id, tasks[i], Outcome.Silence, amount, 0);
        }
        if (closed == 0) revert NothingToDo();
        state.openClaims -= closed;

        _token.push(lease.provider, paid);
    }

    // --- objection

    /// @inheritdoc IMarket
    function object(Lease calldata lease, Objection calldata objection, bytes calldata buyerSig)
        external
        nonReentrant
    {
        (bytes32 id,) = _known(lease);
        if (objection.lease != id) revert LeaseMismatch(id, objection.lease);
        _checkSignature(lease.buyer, objectionDigest(objection), buyerSig);
        Claim storage open = _claims[id][objection.task];
        if (open.status != TaskStatus.Claimed) revert NotClaimed(objection.task);
        if (open.receipt != objection.receipt) revert ReceiptMismatch(open.receipt, objection.receipt);
        if (_nowMs() >= open.deadlineMs) revert WindowClosed(open.deadlineMs);

        uint64 deadlineMs = _deadline(lease.objectionWindowMs);
        open.status = TaskStatus.Objected;
        open.deadlineMs = deadlineMs;
        uint256 bond = lease.objectionBondMicroUsd;
        uint256 pot = _pots[lease.buyer][lease.jobKey];
        uint256 fromPot = Math.min(bond, pot);
        if (fromPot != 0) _pots[lease.buyer][lease.jobKey] = pot - fromPot;
        emit Objected(id, objection.task, objection.body, objection.evidence, bond, deadlineMs);

        if (bond != fromPot) _pull(lease.buyer, bond - fromPot);
    }

    /// @inheritdoc IMarket
    function uphold(Lease calldata lease, Receipt calldata accused, Evidence[] calldata evidence)
        external
        nonReentrant
    {
        _checkBatch(evidence.length);
        (bytes32 id, LeaseState storage state) = _known(lease);
        Claim memory open = _claims[id][accused.task];
        if (open.status != TaskStatus.Objected) revert NotObjected(accused.task);
        if (_nowMs() >= open.deadlineMs) revert WindowClosed(open.deadlineMs);
        bytes32 digest = receiptDigest(accused);
        if (digest != open.receipt) revert ReceiptMismatch(open.receipt, digest);
        _checkEvidence(lease, accused, evidence);

        uint256 returned = uint256(open.amount) + lease.objectionBondMicroUsd;
        delete _claims[id][accused.task];
        --state.openClaims;
        _credit(lease, returned);
        emit TaskClosed(id, accused.task, Outcome.Upheld, 0, returned);
    }

    /// @inheritdoc IMarket
    function drop(Lease calldata lease, uint32 task) external nonReentrant {
        (bytes32 id, LeaseState storage state) = _known(lease);
        Claim memory open = _claims[id][task];
        if (open.status != TaskStatus.Objected) revert NotObjected(task);
        if (_nowMs() < open.deadlineMs) revert WindowOpen(open.deadlineMs);

        uint256 paid = uint256(open.amount) + lease.objectionBondMicroUsd;
        delete _claims[id][task];
        --state.openClaims;
        emit TaskClosed(id, task, Outcome.Dropped, paid, 0);

        _token.push(lease.provider, paid);
    }

    // --- views

    /// @inheritdoc IMarket
    function token() external view returns (IERC20) {
        return _token;
    }

    /// @inheritdoc IMarket
    function registry() external view returns (IProviderRegistry) {
        return _registry;
    }

    /// @inheritdoc IMarket
    function potOf(address buyer, bytes32 jobKey) external view returns (uint256) {
        return _pots[buyer][jobKey];
    }

    /// @inheritdoc IMarket
    function leaseOf(bytes32 lease) external view returns (LeaseState memory) {
        return _leases[lease];
    }

    /// @inheritdoc IMarket
    function claimOf(bytes32 lease, uint32 task) external view returns (Claim memory) {
        return _claims[lease][task];
    }

    /// @inheritdoc IMarket
    function taskStatuses(bytes32 lease, uint32 firstTask, uint32 count)
        external
        view
        returns (TaskStatus[] memory statuses)
    {
        _checkBatch(count);
        statuses = new TaskStatus[](count);
        for (uint32 i = 0; i < count; ++i) {
            statuses[i] = taskStatus(lease, firstTask + i);
        }
    }

    /// @inheritdoc IMarket
    function taskStatus(bytes32 lease, uint32 task) public view returns (TaskStatus) {
        if (_taken[lease][task >> 8] & (1 << (task & 0xff)) == 0) return TaskStatus.Untouched;
        TaskStatus status = _claims[lease][task].status;
        return status == TaskStatus.Untouched ? TaskStatus.Closed : status;
    }

    /// @inheritdoc IMarket
    function leaseId(Lease calldata lease) public view returns (bytes32) {
        return _hashTypedDataV4(lease.hash());
    }

    /// @inheritdoc IMarket
    function receiptDigest(Receipt calldata receipt) public view returns (bytes32) {
        return _hashTypedDataV4(receipt.hash());
    }

    /// @inheritdoc IMarket
    function acceptanceDigest(bytes32 body, bytes32 lease, AcceptedReceipt[] calldata receipts)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(LodeTypes.hashAcceptance(body, lease, receipts));
    }

    /// @inheritdoc IMarket
    function objectionDigest(Objection calldata objection) public view returns (bytes32) {
        return _hashTypedDataV4(objection.hash());
    }

    // --- inside

    function _fund(bytes32 jobKey, uint256 amount) private {
        _creditFunding(msg.sender, jobKey, amount);
        _pull(msg.sender, amount);
    }

    function _creditFunding(address buyer, bytes32 jobKey, uint256 amount) private {
        if (amount == 0) revert ZeroAmount();
        _pots[buyer][jobKey] += amount;
        emit Funded(buyer, jobKey, amount);
    }

    function _permit(uint256 amount, Permit calldata permit) private {
        // Anybody may have used the permit first; what counts is the allowance, which the transfer checks.
        try IERC20Permit(address(_token)).permit(
            msg.sender, address(this), amount, permit.deadline, permit.v, permit.r, permit.s
        ) {} catch {}
    }

    function _reserveOwn(Lease[] calldata leases, bytes[] calldata providerSigs) private {
        _checkBatch(leases.length);
        _checkLength(leases.length, providerSigs.length);
        for (uint256 i = 0; i < leases.length; ++i) {
            if (leases[i].buyer != msg.sender) revert NotAuthorized(leases[i].buyer);
            _reserve(leaseId(leases[i]), leases[i], providerSigs[i]);
        }
    }

    function _reserve(bytes32 id, Lease calldata lease, bytes calldata providerSig) private {
        if (_leases[id].status != LeaseStatus.Unknown) revert LeaseExists(id);
        _checkTerms(lease);
        _checkSignature(lease.provider, id, providerSig);
        if (!_registry.isActive(lease.provider)) revert ProviderNotActive(lease.provider);
        uint256 bonded = _registry.bondOf(lease.provider);
        if (bonded < lease.bondReservedMicroUsd) revert InsufficientBond(bonded, lease.bondReservedMicroUsd);
        // At most 2^32 * 2^128: no overflow.
        uint256 amount = uint256(lease.taskCount) * lease.holdbackMicroUsdPerTask;
        uint256 pot = _pots[lease.buyer][lease.jobKey];
        if (pot < amount) revert InsufficientPot(pot, amount);

        _pots[lease.buyer][lease.jobKey] = pot - amount;
        _leases[id] = LeaseState({status: LeaseStatus.Reserved, reserved: amount.toUint128(), openClaims: 0});
        emit Reserved(id, lease.buyer, lease.provider, lease.jobKey, amount);
    }

    function _settle(
        bytes32 id,
        Lease calldata lease,
        AcceptedReceipt[] calldata receipts,
        bytes32 body,
        bool providerConsents
    ) private {
        _checkBatch(receipts.length);
        LeaseState storage state = _leases[id];
        Tally memory tally;
        tally.released = state.status == LeaseStatus.Released;
        for (uint256 i = 0; i < receipts.length; ++i) {
            _settleTask(id, lease, receipts[i], providerConsents, tally);
        }
        if (tally.fromReserve + tally.fromClaims == 0) revert NothingToDo();
        if (tally.fromReserve != 0) {
            // Fits: each of them was still in the reserve.
            state.reserved -= uint128(tally.fromReserve * uint256(lease.holdbackMicroUsdPerTask));
        }
        if (tally.fromClaims != 0) state.openClaims -= tally.fromClaims;
        _credit(lease, tally.returned);
        emit Settled(id, body, tally.paid);

        _token.push(lease.provider, tally.paid);
    }

    /// @dev Closes one accepted task, wherever its money was, and adds it to `tally`. Leaves one without money alone.
    function _settleTask(
        bytes32 id,
        Lease calldata lease,
        AcceptedReceipt calldata line,
        bool providerConsents,
        Tally memory tally
    ) private {
        _checkTask(lease, line.task);
        _checkAmount(lease, line.holdbackMicroUsd);
        uint256 available = lease.holdbackMicroUsdPerTask;
        uint256 bond = 0;
        // A released lease has no reserve: only its open claims can still be settled.
        if (!tally.released && _take(id, line.task)) {
            ++tally.fromReserve;
        } else {
            Claim memory open = _claims[id][line.task];
            if (open.status == TaskStatus.Untouched) return;
            delete _claims[id][line.task];
            ++tally.fromClaims;
            available = open.amount;
            if (open.status == TaskStatus.Objected) bond = lease.objectionBondMicroUsd;
        }
        if (line.holdbackMicroUsd < available && !providerConsents) revert ProviderConsentRequired(line.task);

        uint256 paid = Math.min(line.holdbackMicroUsd, available);
        uint256 returned = available - paid + bond;
        tally.paid += paid;
        tally.returned += returned;
        emit TaskClosed(id, line.task, Outcome.Accepted, paid, returned);
    }

    /// @return returned What the receipt leaves of the task's holdback.
    function _openClaim(bytes32 id, Lease calldata lease, Receipt calldata receipt, bytes calldata providerSig)
        private
        returns (uint256 returned)
    {
        if (receipt.lease != id) revert LeaseMismatch(id, receipt.lease);
        _checkAmount(lease, receipt.holdbackMicroUsd);
        bytes32 digest = receiptDigest(receipt);
        _checkSignature(lease.provider, digest, providerSig);

        uint64 deadlineMs = _deadline(lease.acceptanceWindowMs);
        _claims[id][receipt.task] = Claim({
            status: TaskStatus.Claimed,
            deadlineMs: deadlineMs,
            amount: receipt.holdbackMicroUsd,
            receipt: digest
        });
        returned = lease.holdbackMicroUsdPerTask - receipt.holdbackMicroUsd;
        emit Claimed(id, receipt.task, digest, receipt, returned, deadlineMs);
    }

    /// @dev Marks the task's money as out of the reserve.
    /// @return Whether it was still in it.
    function _take(bytes32 id, uint32 task) private returns (bool) {
        uint256 bits = _taken[id][task >> 8];
        uint256 bit = 1 << (task & 0xff);
        if (bits & bit != 0) return false;
        _taken[id][task >> 8] = bits | bit;
        return true;
    }

    function _credit(Lease calldata lease, uint256 amount) private {
        if (amount != 0) _pots[lease.buyer][lease.jobKey] += amount;
    }

    function _pull(address from, uint256 amount) private {
        _requireReceived(amount, _token.pull(from, amount));
    }

    function _checkEvidence(Lease calldata lease, Receipt calldata accused, Evidence[] calldata evidence)
        private
        view
    {
        uint256 required = Math.max(lease.quorum, MIN_EVIDENCE);
        if (evidence.length < required) revert QuorumNotReached(evidence.length, required);
        bytes32 verdict = _result(evidence[0].receipt);
        if (verdict == _result(accused)) revert EvidenceAgreesWithAccused();
        address last = address(0);
        for (uint256 i = 0; i < evidence.length; ++i) {
            Lease calldata witnessed = evidence[i].lease;
            Receipt calldata receipt = evidence[i].receipt;
            (bytes32 id,) = _known(witnessed);
            if (witnessed.buyer != lease.buyer || witnessed.jobKey != lease.jobKey) revert ForeignEvidence(id);
            address witness = witnessed.provider;
            if (witness <= last || witness == lease.provider || witness == lease.buyer) revert InvalidWitness(witness);
            last = witness;
            if (receipt.lease != id) revert LeaseMismatch(id, receipt.lease);
            if (receipt.task != accused.task) revert TaskMismatch(accused.task, receipt.task);
            _checkTask(witnessed, receipt.task);
            bytes32 digest = receiptDigest(receipt);
            if (_result(receipt) != verdict) revert EvidenceDisagrees(digest);
            _checkSignature(witness, digest, evidence[i].signature);
        }
    }

    function _checkTerms(Lease calldata lease) private view {
        if (lease.taskCount == 0 || uint256(lease.firstTask) + lease.taskCount > 1 << 32) {
            revert InvalidTaskRange(lease.firstTask, lease.taskCount);
        }
        if (lease.quorum == 0) revert InvalidQuorum();
        uint256 nowMs = _nowMs();
        if (nowMs >= lease.expiresAtMs) revert LeaseExpired(lease.expiresAtMs);
        uint256 endsAtMs = uint256(lease.expiresAtMs) + lease.acceptanceWindowMs + lease.objectionWindowMs;
        uint256 bondHeldUntilMs = nowMs + _registry.unbondingDelayMs();
        if (endsAtMs > bondHeldUntilMs) revert OutlivesBond(endsAtMs, bondHeldUntilMs);
    }

    function _known(Lease calldata lease) private view returns (bytes32 id, LeaseState storage state) {
        id = leaseId(lease);
        state = _leases[id];
        if (state.status == LeaseStatus.Unknown) revert UnknownLease(id);
    }

    function _checkSignature(address signer, bytes32 digest, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) {
            revert InvalidSignature(signer, digest);
        }
    }

    /// @dev A window from now; it fits, as {_checkTerms} bounded the lease's end.
    function _deadline(uint64 windowMs) private view returns (uint64) {
        return uint64(_nowMs() + windowMs);
    }

    function _nowMs() private view returns (uint256) {
        return block.timestamp * 1000;
    }

    /// @dev What an objection is decided on.
    function _result(Receipt calldata receipt) private pure returns (bytes32) {
        return keccak256(abi.encode(receipt.programHash, receipt.inputsRoot, receipt.outputsRoot));
    }

    function _checkTask(Lease calldata lease, uint32 task) private pure {
        if (task < lease.firstTask || task - lease.firstTask >= lease.taskCount) revert TaskOutOfRange(task);
    }

    function _checkAmount(Lease calldata lease, uint256 amount) private pure {
        if (amount > lease.holdbackMicroUsdPerTask) revert AmountAboveHoldback(amount, lease.holdbackMicroUsdPerTask);
    }

    function _checkBatch(uint256 length) private pure {
        if (length == 0 || length > MAX_BATCH) revert InvalidBatch(length, MAX_BATCH);
    }

    function _checkLength(uint256 expected, uint256 given) private pure {
        if (given != expected) revert LengthMismatch(expected, given);
    }

    function _requireReceived(uint256 expected, uint256 received) private pure {
        if (received != expected) revert TransferMismatch(expected, received);
    }
}
