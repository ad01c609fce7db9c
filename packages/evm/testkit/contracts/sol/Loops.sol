// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {TestNft} from "./TestNft.sol";

interface IUniswapV2Pair {
    function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 timestamp);
    function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes calldata data) external;
}

/// @notice Loops that one call runs: many operations without the cost of a transaction each.
contract Loops {
    receive() external payable {}

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

    /// @dev `first` and the addresses after it receive one wei each.
    function payLoop(uint160 first, uint256 count) external returns (uint256) {
        for (uint256 i = 0; i < count; ++i) {
            (bool ok,) = address(uint160(first + i)).call{value: 1}("");
            require(ok);
        }
        return address(this).balance;
    }

    function transferLoop(IERC20 token, uint160 first, uint256 count) external returns (uint256) {
        for (uint256 i = 0; i < count; ++i) {
            token.transfer(address(uint160(first + i)), 1);
        }
        return token.balanceOf(address(this));
    }

    function mintLoop(TestNft nft, uint160 first, uint256 count) external returns (address) {
        for (uint256 i = 0; i < count; ++i) {
            nft.mint(address(uint160(first + i)), uint256(first) + i);
        }
        return nft.ownerOf(uint256(first) + count - 1);
    }

    /// @dev A token each time: its constructor writes its name, symbol and one balance.
    function deployLoop(bytes memory creation, uint256 count) external returns (address last) {
        for (uint256 i = 0; i < count; ++i) {
            assembly {
                last := create(0, add(creation, 32), mload(creation))
            }
            require(last != address(0));
        }
    }

    function tradeLoop(IUniswapV2Pair[] calldata pairs, IERC20[2] calldata tokens, uint256 amount, uint256 count)
        external
        returns (uint256)
    {
        for (uint256 i = 0; i < count; ++i) {
            trade(pairs[(i / 2) % pairs.length], tokens[i % 2], i % 2 == 0, amount);
        }
        return tokens[0].balanceOf(address(this));
    }

    /// @dev What Uniswap's router does for one hop: pay the pair, ask for what its price allows.
    function trade(IUniswapV2Pair pair, IERC20 tokenIn, bool zeroForOne, uint256 amountIn) public {
        (uint256 reserve0, uint256 reserve1,) = pair.getReserves();
        (uint256 reserveIn, uint256 reserveOut) = zeroForOne ? (reserve0, reserve1) : (reserve1, reserve0);
        uint256 withFee = amountIn * 997;
        uint256 amountOut = (withFee * reserveOut) / (reserveIn * 1000 + withFee);
        tokenIn.transfer(address(pair), amountIn);
        pair.swap(zeroForOne ? 0 : amountOut, zeroForOne ? amountOut : 0, address(this), "");
    }
}
