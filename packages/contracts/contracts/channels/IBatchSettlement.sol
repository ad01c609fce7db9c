// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ChannelConfig, VoucherClaim} from "./ChannelTypes.sol";

/// @title BatchSettlement
/// @notice One-way payment channels with the ABI, types and domain of the x402 `batch-settlement` scheme.
/// @dev A payer's money is in its channel (`balance` less `totalClaimed`), owed to a receiver (`totalClaimed` less
/// `totalSettled`), or out. Vouchers carry a cumulative amount, so that the highest one is all a receiver needs and an
/// old one moves nothing. No owner, no admin, no upgrade, no state from a constructor.
///
/// Who can take what: a receiver, at any time, up to the highest voucher within the balance; a payer, after the delay
/// it announced, what was not claimed by then. A receiver must therefore claim within the delay.
interface IBatchSettlement {
    /// @notice The first money in a channel, or the first after all was taken out unclaimed.
    event ChannelCreated(bytes32 indexed channelId, ChannelConfig config);

    /// @notice Nothing is left in a channel that never paid anything.
    event ChannelClosed(bytes32 indexed channelId, ChannelConfig config);

    /// @notice `amount` came into the channel.
    event Deposited(bytes32 indexed channelId, address indexed sender, uint128 amount, uint128 newBalance);

    /// @notice The receiver is owed `claimAmount` more.
    event Claimed(bytes32 indexed channelId, address indexed sender, uint128 claimAmount, uint128 newTotalClaimed);

    /// @notice A receiver was paid all it was owed in `token`.
    event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount);

    /// @notice The receiver gave `amount` back to the payer.
    event Refunded(bytes32 indexed channelId, address indexed sender, uint128 amount);

    /// @notice The payer wants `amount` back; it may take what is unclaimed from `finalizeAfter` on (seconds).
    event WithdrawInitiated(bytes32 indexed channelId, uint128 amount, uint40 finalizeAfter);

    /// @notice The payer took `amount` back.
    event WithdrawFinalized(bytes32 indexed channelId, address indexed sender, uint128 amount);

    error InvalidChannel();
    error WithdrawDelayOutOfRange();
    error ZeroDeposit();
    error DepositOverflow();
    error InvalidCollector();
    error DepositCollectionFailed();
    error EmptyBatch();
    error InvalidSignature();
    error NotAuthorizedToClaim();
    error NotReceiverAuthorizer();
    error ClaimExceedsCeiling();
    error ClaimExceedsBalance();
    error NothingToWithdraw();
    error WithdrawAmountExceedsAvailable();
    error WithdrawalAlreadyPending();
    error WithdrawalNotPending();
    error WithdrawDelayNotElapsed();
    error NotAuthorizedToFinalizeWithdraw();
    error NotAuthorizedToRefund();
    error InvalidRefundNonce();
    error ZeroRefund();

    /// @notice Opens or tops up a channel: `collector` brings exactly `amount`, or nothing happens.
    function deposit(ChannelConfig calldata config, uint128 amount, address collector, bytes calldata collectorData)
        external;

    /// @notice Claims of many channels, by the receiver or the receiver's authorizer of each.
    /// @dev A claim that is not above what was claimed before is skipped; any other that fails makes all fail.
    function claim(VoucherClaim[] calldata voucherClaims) external;

    /// @notice Claims of many channels with one receiver's authorizer, by anybody with its signature.
    function claimWithSignature(VoucherClaim[] calldata voucherClaims, bytes calldata authorizerSignature) external;

    /// @notice Pays `receiver` what it is owed in `token`. Anybody may call it; nothing owed, nothing done.
    function settle(address receiver, address token) external;

    /// @notice The payer or its authorizer announces a withdrawal of at most what is unclaimed now.
    function initiateWithdraw(ChannelConfig calldata config, uint128 amount) external;

    /// @notice The payer or its authorizer has it paid, to the payer: the announced amount, or what is still unclaimed.
    function finalizeWithdraw(ChannelConfig calldata config) external;

    /// @notice The receiver or its authorizer gives up to `amount` of what is unclaimed back to the payer.
    function refund(ChannelConfig calldata config, uint128 amount) external;

    /// @notice The same, by anybody with the authorizer's signature for {refundNonce}.
    function refundWithSignature(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 nonce,
        bytes calldata receiverAuthorizerSignature
    ) external;

    function channels(bytes32 channelId) external view returns (uint128 balance, uint128 totalClaimed);

    /// @return amount What was announced, less what was refunded since.
    /// @return initiatedAt When, in seconds; zero if no withdrawal is announced.
    function pendingWithdrawals(bytes32 channelId) external view returns (uint128 amount, uint40 initiatedAt);

    function receivers(address receiver, address token)
        external
        view
        returns (uint128 totalClaimed, uint128 totalSettled);

    /// @notice The nonce the channel's next refund signature needs. Each refund, signed or not, moves it on.
    function refundNonce(bytes32 channelId) external view returns (uint256);

    function getChannelId(ChannelConfig calldata config) external view returns (bytes32);

    function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) external view returns (bytes32);

    function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) external view returns (bytes32);

    function getClaimBatchDigest(VoucherClaim[] calldata voucherClaims) external view returns (bytes32);
}
