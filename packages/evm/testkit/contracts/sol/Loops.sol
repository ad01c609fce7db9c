// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {TestToken} from "./TestToken.sol";

/// @notice Loops that an `eth_call` runs on a peer: many operations without the cost of a transaction each.
contract Loops {
    /// @dev A chain of hashes, so that none can be skipped.
    function keccakLoop(uint256 count) external pure returns (bytes32 h) {
        for (uint256 i = 0; i < count; ++i) {
            h = keccak256(abi.encode(h, i));
        }
    }

    /// @dev 256-bit multiplication and division, unchecked as in fixed-point libraries.
    function mulDivLoop(uint256 count, uint256 seed) external pure returns (uint256 x) {
        unchecked {
            x = seed;
            for (uint256 i = 0; i < count; ++i) {
                x = x * 0x9e3779b97f4a7c15f39cc0605cedc8341082276bf3a27251f86c6a11d0c18e95 + i;
                x = x / (i | 1) + (x % (i + 3));
            }
        }
    }

    /// @dev `to` are the addresses after `first`, one for each transfer.
    function transferLoop(TestToken token, uint160 first, uint256 count) external {
        for (uint256 i = 0; i < count; ++i) {
            token.transfer(address(uint160(first + i)), 1);
        }
    }
}
