// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {TestUSD} from "../../contracts/TestUSD.sol";

/// @dev TestUSD without the faucet's limits.
contract MintableUSD is TestUSD {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @dev Keeps one part in a hundred of each transfer.
contract FeeToken is ERC20("Fee", "FEE") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : amount / 100;
        super._update(from, to, amount - fee);
        if (fee != 0) super._update(from, address(0), fee);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256,
        uint256,
        bytes32,
        bytes calldata
    ) external {
        _transfer(from, to, value);
    }
}

/// @dev Burns the receiver's whole balance on a transferFrom: the balance shrinks where it should grow.
contract ShrinkingToken is ERC20("Shrink", "SHR") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        super.transferFrom(from, to, amount);
        _burn(to, balanceOf(to));
        return true;
    }
}

/// @dev A stablecoin with a blocklist, as the real ones have.
contract BlockingToken is MintableUSD {
    mapping(address => bool) public blocked;

    error Blocked(address account);

    function setBlocked(address account, bool on) external {
        blocked[account] = on;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (blocked[from]) revert Blocked(from);
        if (blocked[to]) revert Blocked(to);
        super._update(from, to, amount);
    }
}

/// @dev Calls back on each transfer, once, and remembers what came of it.
contract HostileToken is MintableUSD {
    address private _target;
    bytes private _data;
    bool public called;
    bool public succeeded;
    bytes public result;

    function arm(address target, bytes calldata data) external {
        (_target, _data, called, succeeded) = (target, data, false, false);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (_target != address(0) && !called) {
            called = true;
            (succeeded, result) = _target.call(_data);
        }
        super._update(from, to, amount);
    }
}
