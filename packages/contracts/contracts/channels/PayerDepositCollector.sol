// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ChannelConfig} from "./ChannelTypes.sol";
import {IBatchSettlement} from "./IBatchSettlement.sol";
import {IDepositCollector} from "./IDepositCollector.sol";
import {Predeployed} from "./Predeployed.sol";

/// @title PayerDepositCollector
/// @notice Deposits that the payer sends itself, from its allowance or with an EIP-2612 permit.
/// @dev Neither an allowance nor a permit says for which channel the money is: whoever may name the channel may name
/// itself the receiver. So only the payer's own transaction does, which starts here, not at the settlement contract.
contract PayerDepositCollector is IDepositCollector {
    using SafeERC20 for IERC20;

    /// @dev What the settlement contract may collect in this call; each deposit sets it before, and uses it up.
    bytes32 private transient _expected;

    /// @notice Only the channel's payer deposits this way.
    error NotPayer(address payer);

    /// @notice The collection is not the one that the payer started.
    error UnexpectedCollection();

    /// @notice Deposits `amount` of the caller's money into its channel, from the allowance it gave this contract.
    function deposit(ChannelConfig calldata config, uint128 amount) external {
        _deposit(config, amount);
    }

    /// @notice The same, with a permit of the caller for this contract.
    function depositWithPermit(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        // Anybody may have used the permit first; what counts is the allowance, which the transfer checks.
        try IERC20Permit(config.token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _deposit(config, amount);
    }

    /// @inheritdoc IDepositCollector
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata) external {
        if (msg.sender != Predeployed.BATCH_SETTLEMENT) revert OnlyBatchSettlement();
        if (_expected != keccak256(abi.encode(payer, token, amount, channelId))) revert UnexpectedCollection();
        _expected = 0;
        IERC20(token).safeTransferFrom(payer, msg.sender, amount);
    }

    function _deposit(ChannelConfig calldata config, uint128 amount) private {
        if (msg.sender != config.payer) revert NotPayer(config.payer);
        IBatchSettlement settlement = IBatchSettlement(Predeployed.BATCH_SETTLEMENT);
        bytes32 channelId = settlement.getChannelId(config);
        _expected = keccak256(abi.encode(msg.sender, config.token, uint256(amount), channelId));
        settlement.deposit(config, amount, address(this), "");
    }
}
