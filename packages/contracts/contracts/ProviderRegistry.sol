// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {TokenTransfers} from "./libraries/TokenTransfers.sol";

/// @title Provider registry
/// @notice Providers' bonds and NodeRecords: see {IProviderRegistry}, and there why no lease locks a bond.
contract ProviderRegistry is IProviderRegistry, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using TokenTransfers for IERC20;

    /// @notice Most unbonding requests a provider has pending: it bounds the loops of {withdraw} and {cancelUnbond}.
    uint256 public constant MAX_UNBONDINGS = 16;

    /// @notice The longest delay a registry can be made with: a typing error must not lock bonds for ever.
    uint64 public constant MAX_UNBONDING_DELAY_MS = 365 days * 1000;

    IERC20 private immutable _token;
    uint64 private immutable _unbondingDelayMs;
    uint128 private immutable _minimumBond;

    mapping(address provider => uint128) private _bonds;
    mapping(address provider => Unbonding[]) private _unbondings;
    mapping(address provider => Record) private _records;

    /// @param token_ The stablecoin bonds are held in.
    /// @param unbondingDelayMs_ Must exceed the longest lease together with its dispute: {Market} refuses longer ones.
    /// @param minimumBond_ What an identity costs to keep, in micro-dollars.
    constructor(IERC20 token_, uint64 unbondingDelayMs_, uint128 minimumBond_) {
        if (unbondingDelayMs_ == 0 || unbondingDelayMs_ > MAX_UNBONDING_DELAY_MS) {
            revert InvalidUnbondingDelay(unbondingDelayMs_);
        }
        if (minimumBond_ == 0) revert InvalidMinimumBond();
        _token = token_;
        _unbondingDelayMs = unbondingDelayMs_;
        _minimumBond = minimumBond_;
    }

    /// @inheritdoc IProviderRegistry
    function bond(uint256 amount) external nonReentrant {
        _bond(amount);
    }

    /// @inheritdoc IProviderRegistry
    function bondWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        // Anybody may have used the permit first; what counts is the allowance, which the transfer checks.
        try IERC20Permit(address(_token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _bond(amount);
    }

    /// @inheritdoc IProviderRegistry
    function requestUnbond(uint256 amount) external nonReentrant {
        uint128 bonded = _bonds[msg.sender];
        if (amount == 0) revert InvalidAmount(amount);
        if (amount > bonded) revert InsufficientBond(bonded, amount);
        Unbonding[] storage pending = _unbondings[msg.sender];
        if (pending.length == MAX_UNBONDINGS) revert TooManyUnbondings(MAX_UNBONDINGS);

        // Fits: at most `bonded`.
        uint128 left = bonded - uint128(amount);
        uint64 availableAtMs = (_nowMs() + _unbondingDelayMs).toUint64();
        _bonds[msg.sender] = left;
        pending.push(Unbonding({amount: uint128(amount), availableAtMs: availableAtMs}));
        emit UnbondRequested(msg.sender, amount, availableAtMs, left);
    }

    /// @inheritdoc IProviderRegistry
    function cancelUnbond(uint256 index) external nonReentrant {
        Unbonding[] storage pending = _unbondings[msg.sender];
        uint256 count = pending.length;
        if (index >= count) revert UnknownUnbonding(index);

        uint128 amount = pending[index].amount;
        for (uint256 i = index + 1; i < count; ++i) {
            pending[i - 1] = pending[i];
        }
        pending.pop();
        uint128 bonded = _bonds[msg.sender] + amount;
        _bonds[msg.sender] = bonded;
        emit UnbondCancelled(msg.sender, amount, bonded);
    }

    /// @inheritdoc IProviderRegistry
    function withdraw() external nonReentrant returns (uint256 amount) {
        Unbonding[] storage pending = _unbondings[msg.sender];
        uint256 count = pending.length;
        uint256 kept = 0;
        for (uint256 i = 0; i < count; ++i) {
            Unbonding memory request = pending[i];
            if (request.availableAtMs <= _nowMs()) amount += request.amount;
            else pending[kept++] = request;
        }
        if (amount == 0) revert NothingToWithdraw();
        for (uint256 i = kept; i < count; ++i) {
            pending.pop();
        }
        emit Withdrawn(msg.sender, amount);

        _token.push(msg.sender, amount);
    }

    /// @inheritdoc IProviderRegistry
    function publishRecord(bytes32 recordHash, uint64 sequence, uint64 expiresAtMs) external {
        if (recordHash == 0) revert EmptyRecord();
        uint64 current = _records[msg.sender].sequence;
        if (sequence <= current) revert SequenceNotAbove(current, sequence);
        if (expiresAtMs <= _nowMs()) revert RecordExpired(expiresAtMs);

        _records[msg.sender] = Record({recordHash: recordHash, sequence: sequence, expiresAtMs: expiresAtMs});
        emit RecordPublished(msg.sender, recordHash, sequence, expiresAtMs);
    }

    /// @inheritdoc IProviderRegistry
    function token() external view returns (IERC20) {
        return _token;
    }

    /// @inheritdoc IProviderRegistry
    function unbondingDelayMs() external view returns (uint64) {
        return _unbondingDelayMs;
    }

    /// @inheritdoc IProviderRegistry
    function minimumBond() external view returns (uint128) {
        return _minimumBond;
    }

    /// @inheritdoc IProviderRegistry
    function bondOf(address provider) external view returns (uint256) {
        return _bonds[provider];
    }

    /// @inheritdoc IProviderRegistry
    function unbondingsOf(address provider) external view returns (Unbonding[] memory) {
        return _unbondings[provider];
    }

    /// @inheritdoc IProviderRegistry
    function recordOf(address provider) external view returns (Record memory) {
        return _records[provider];
    }

    /// @inheritdoc IProviderRegistry
    function isActive(address provider) external view returns (bool) {
        return _bonds[provider] >= _minimumBond && _records[provider].expiresAtMs > _nowMs();
    }

    function _bond(uint256 amount) private {
        if (amount == 0 || amount > type(uint128).max) revert InvalidAmount(amount);
        uint128 bonded = (_bonds[msg.sender] + amount).toUint128();
        _bonds[msg.sender] = bonded;
        emit Bonded(msg.sender, amount, bonded);

        uint256 received = _token.pull(msg.sender, amount);
        if (received != amount) revert TransferMismatch(amount, received);
    }

    function _nowMs() private view returns (uint256) {
        return block.timestamp * 1000;
    }
}
