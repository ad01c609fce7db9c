// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice EIP-3009's receive, in the form with a `bytes` signature that serves EOAs and ERC-1271 wallets alike.
interface IReceiveWithAuthorization {
    /// @notice Moves `value` from `from` to `to`, which must be the caller.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) external;
}
