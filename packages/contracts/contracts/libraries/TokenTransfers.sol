// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Token transfers
/// @notice Token movements that tell what really arrived: a token that takes a fee would leave the books above the
/// balance, and the last one out unpaid. Callers refuse a difference.
library TokenTransfers {
    using SafeERC20 for IERC20;

    /// @dev Pulls `amount` from `from` to this contract.
    /// @return received By how much this contract's balance grew; zero when it shrank.
    function pull(IERC20 token, address from, uint256 amount) internal returns (uint256 received) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(from, address(this), amount);
        return grownSince(token, before);
    }

    /// @dev Pays `amount` to `to`; nothing is called for nothing.
    function push(IERC20 token, address to, uint256 amount) internal {
        if (amount != 0) token.safeTransfer(to, amount);
    }

    /// @dev By how much this contract's balance exceeds `before`.
    function grownSince(IERC20 token, uint256 before) internal view returns (uint256) {
        uint256 afterwards = token.balanceOf(address(this));
        return afterwards > before ? afterwards - before : 0;
    }
}
