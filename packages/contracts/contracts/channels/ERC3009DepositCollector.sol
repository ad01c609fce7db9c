// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IReceiveWithAuthorization} from "../interfaces/IReceiveWithAuthorization.sol";
import {TokenTransfers} from "../libraries/TokenTransfers.sol";
import {IDepositCollector} from "./IDepositCollector.sol";
import {Predeployed} from "./Predeployed.sol";

/// @title ERC3009DepositCollector
/// @notice Deposits by the payer's EIP-3009 authorization: one signature opens a channel, whoever sends it.
/// @dev The authorization's nonce is made of the channel's id, so the sender cannot direct the money to another
/// channel. `collectorData` is `abi.encode(validAfter, validBefore, salt, signature)`.
contract ERC3009DepositCollector is IDepositCollector {
    using TokenTransfers for IERC20;

    /// @inheritdoc IDepositCollector
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata collectorData)
        external
    {
        if (msg.sender != Predeployed.BATCH_SETTLEMENT) revert OnlyBatchSettlement();
        (uint256 validAfter, uint256 validBefore, uint256 salt, bytes memory signature) =
            abi.decode(collectorData, (uint256, uint256, uint256, bytes));
        IReceiveWithAuthorization(token)
            .receiveWithAuthorization(
                payer,
                address(this),
                amount,
                validAfter,
                validBefore,
                keccak256(abi.encode(channelId, salt)),
                signature
            );
        IERC20(token).push(msg.sender, amount);
    }
}
