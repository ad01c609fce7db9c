// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ChannelHandler} from "./support/ChannelHandler.sol";
import {Test} from "./support/Test.sol";

contract BatchSettlementInvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    ChannelHandler private handler;

    function setUp() public {
        handler = new ChannelHandler();
        // A history starts with money in a channel, so that it does not spend its length on finding it.
        handler.doDeposit(0, 100e6);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = ChannelHandler.doDeposit.selector;
        selectors[1] = ChannelHandler.doClaim.selector;
        selectors[2] = ChannelHandler.doSettle.selector;
        selectors[3] = ChannelHandler.doInitiate.selector;
        selectors[4] = ChannelHandler.doFinalize.selector;
        selectors[5] = ChannelHandler.doRefund.selector;
        selectors[6] = ChannelHandler.doWait.selector;
        targets[0] = FuzzSelector({addr: address(handler), selectors: selectors});
    }

    function invariant_moneyIsConserved() public view {
        handler.assertConserved();
    }

    function invariant_eachVoucherPaysOnce() public view {
        handler.assertBooks();
    }

    function afterInvariant() public {
        handler.takeEverythingOut();
    }
}
