// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Provider registry
/// @notice Providers' bonds and the hash of the NodeRecord that binds each one's peer id to its account.
/// @dev **The unbonding delay stands in for per-lease locks.** Nothing here knows of leases. {Market} instead refuses a
/// lease whose worst end (expiry, acceptance window, objection window) lies further away than the delay: whatever bond
/// was there at the reserve is still here, active or unbonding, when that lease's last dispute ends.
/// Amounts are micro-dollars, times are milliseconds since the epoch. No owner, no admin, no upgrade.
interface IProviderRegistry {
    /// @notice An amount on its way out.
    struct Unbonding {
        uint128 amount;
        uint64 availableAtMs;
    }

    /// @notice The latest NodeRecord a provider published.
    struct Record {
        bytes32 recordHash;
        uint64 sequence;
        uint64 expiresAtMs;
    }

    /// @notice The delay is zero or above {MAX_UNBONDING_DELAY_MS}.
    error InvalidUnbondingDelay(uint256 delayMs);

    /// @notice The minimum bond is zero: identities would be free.
    error InvalidMinimumBond();

    /// @notice The amount is zero or does not fit 128 bits.
    error InvalidAmount(uint256 amount);

    /// @notice The token delivered something else than the amount asked for.
    error TransferMismatch(uint256 expected, uint256 received);

    /// @notice More was asked for than is bonded.
    error InsufficientBond(uint256 bonded, uint256 requested);

    /// @notice {MAX_UNBONDINGS} requests are pending: withdraw or cancel one first.
    error TooManyUnbondings(uint256 limit);

    /// @notice No pending request has that index.
    error UnknownUnbonding(uint256 index);

    /// @notice No request is due yet.
    error NothingToWithdraw();

    /// @notice The record's hash is zero.
    error EmptyRecord();

    /// @notice A record's sequence number must grow.
    error SequenceNotAbove(uint64 current, uint64 given);

    /// @notice The record would be expired on arrival.
    error RecordExpired(uint64 expiresAtMs);

    /// @notice `provider` added `amount`; `bonded` is its bond after it.
    event Bonded(address indexed provider, uint256 amount, uint256 bonded);

    /// @notice `provider` asked for `amount` back; `bonded` is its bond after it.
    event UnbondRequested(address indexed provider, uint256 amount, uint64 availableAtMs, uint256 bonded);

    /// @notice `provider` took a request back; `bonded` is its bond after it.
    event UnbondCancelled(address indexed provider, uint256 amount, uint256 bonded);

    /// @notice `provider` was paid `amount` of what it had unbonded.
    event Withdrawn(address indexed provider, uint256 amount);

    /// @notice `provider` published a NodeRecord.
    event RecordPublished(
        address indexed provider, bytes32 indexed recordHash, uint64 sequence, uint64 expiresAtMs
    );

    /// @notice Adds to the caller's bond; needs an allowance.
    function bond(uint256 amount) external;

    /// @notice {bond} with an EIP-2612 permit instead of an allowance.
    function bondWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Takes `amount` out of the caller's bond; it can be withdrawn after the delay. At most
    /// {MAX_UNBONDINGS} requests are pending at a time.
    function requestUnbond(uint256 amount) external;

    /// @notice Puts the pending request at `index` back into the caller's bond; later requests move down by one.
    function cancelUnbond(uint256 index) external;

    /// @notice Pays the caller every request that is due.
    /// @return amount Micro-dollars paid.
    function withdraw() external returns (uint256 amount);

    /// @notice Publishes the hash of the caller's NodeRecord.
    /// @param recordHash The record's canonical hash.
    /// @param sequence Above every earlier one.
    /// @param expiresAtMs In the future.
    function publishRecord(bytes32 recordHash, uint64 sequence, uint64 expiresAtMs) external;

    /// @notice The token bonds are held in.
    function token() external view returns (IERC20);

    /// @notice How long an unbonding takes.
    function unbondingDelayMs() external view returns (uint64);

    /// @notice The bond a provider needs to be active.
    function minimumBond() external view returns (uint128);

    /// @notice What `provider` has bonded, without what is unbonding.
    function bondOf(address provider) external view returns (uint256);

    /// @notice What `provider` has asked back, oldest first.
    function unbondingsOf(address provider) external view returns (Unbonding[] memory);

    /// @notice The latest record `provider` published; zeros when none.
    function recordOf(address provider) external view returns (Record memory);

    /// @notice Whether `provider` has the minimum bond and a record that has not expired.
    function isActive(address provider) external view returns (bool);
}
