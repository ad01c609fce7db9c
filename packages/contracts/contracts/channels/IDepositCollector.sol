// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Brings a deposit's tokens to the {IBatchSettlement} that calls it; one way of authorising that a contract.
/// @dev A collector must take nobody's tokens that did not agree to this channel. The settlement contract trusts it
/// with nothing: it looks at its own balance.
interface IDepositCollector {
    /// @notice The caller is not the settlement contract.
    error OnlyBatchSettlement();

    /// @notice Moves `amount` of `token` from `payer` to the caller, for `channelId`.
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata collectorData)
        external;
}
