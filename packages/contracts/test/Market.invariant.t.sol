// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MarketHandler} from "./support/MarketHandler.sol";
import {Test} from "./support/Test.sol";

contract MarketInvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    MarketHandler private handler;

    function setUp() public {
        handler = new MarketHandler();
        // A history starts with leases, so that it does not spend its length on finding one.
        handler.doReserve(0, 0, 2e6, type(uint256).max);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](11);
        selectors[0] = MarketHandler.doFund.selector;
        selectors[1] = MarketHandler.doRefund.selector;
        selectors[2] = MarketHandler.doReserve.selector;
        selectors[3] = MarketHandler.doSettle.selector;
        selectors[4] = MarketHandler.doClaim.selector;
        selectors[5] = MarketHandler.doObject.selector;
        selectors[6] = MarketHandler.doUphold.selector;
        selectors[7] = MarketHandler.doDrop.selector;
        selectors[8] = MarketHandler.doFinalize.selector;
        selectors[9] = MarketHandler.doRelease.selector;
        selectors[10] = MarketHandler.doWait.selector;
        targets[0] = FuzzSelector({addr: address(handler), selectors: selectors});
    }

    /// @dev Balance = pots + reserves + claims + bonds = in - out; each party has what its own books say.
    function invariant_moneyIsConserved() public view {
        uint256 balance = handler.marketBalance();
        assertEq(handler.heldByViews(), balance, "the market's books and its balance");
        assertEq(handler.heldByBooks(), balance, "in less out and the balance");
        handler.assertPots();
        handler.assertProviders();
    }

    /// @dev Each task is paid at most once, and never above its holdback (with a dropped objection's bond).
    function invariant_noDoubleSettle() public view {
        handler.assertTasks();
    }

    /// @dev From the state each history ends in, everybody's money can be taken out.
    function afterInvariant() public {
        handler.takeEverythingOut();
        assertEq(handler.marketBalance(), 0, "money is stuck");
    }
}
