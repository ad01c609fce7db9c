// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ChannelConfig, VoucherClaim} from "../contracts/channels/ChannelTypes.sol";
import {IBatchSettlement} from "../contracts/channels/IBatchSettlement.sol";
import {IDepositCollector} from "../contracts/channels/IDepositCollector.sol";
import {PayerDepositCollector} from "../contracts/channels/PayerDepositCollector.sol";
import {ChannelFixture} from "./support/ChannelFixture.sol";
import {HostileToken} from "./support/Tokens.sol";

/// @dev Pays a deposit out of a second one that it makes meanwhile.
contract NestingCollector is IDepositCollector {
    bytes public refusal;

    function collect(address, address token, uint256 amount, bytes32, bytes calldata data) external {
        (bool ok, bytes memory result) = msg.sender.call(data);
        require(!ok);
        refusal = result;
        (ok,) = token.call(abi.encodeWithSignature("mint(address,uint256)", msg.sender, amount));
        require(ok);
    }
}

/// @dev A token, a collector and a wallet that call back while money moves.
contract BatchSettlementReentrancyTest is ChannelFixture {
    HostileToken private hostile;

    function setUp() public override {
        vm.warp(START_S);
        hostile = new HostileToken();
        deploy(hostile);
    }

    function test_settle_cannotBeEntered() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        claimAs(receiver, voucherOf(config, 2e6, 2e6));
        hostile.arm(address(batch), abi.encodeCall(IBatchSettlement.settle, (receiver, address(token))));
        batch.settle(receiver, address(token));
        assertRefused();
        assertEq(token.balanceOf(receiver), 2e6, "paid once");
    }

    function test_finalizeWithdraw_cannotBeEntered() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        VoucherClaim[] memory claims = only(voucherOf(config, 5e6, 5e6));
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        vm.startPrank(payer);
        batch.initiateWithdraw(config, 5e6);
        vm.warp(START_S + DELAY);
        hostile.arm(address(batch), abi.encodeCall(IBatchSettlement.claimWithSignature, (claims, signature)));
        batch.finalizeWithdraw(config);
        vm.stopPrank();
        assertRefused();
        assertChannel(id, 0, 0, "withdrawn, not claimed too");
    }

    function test_refund_cannotBeEntered() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        bytes memory signature = refundSignature(id, 1, 2e6);
        hostile.arm(
            address(batch), abi.encodeCall(IBatchSettlement.refundWithSignature, (config, 2e6, 1, signature))
        );
        vm.prank(receiver);
        batch.refund(config, 2e6);
        assertRefused();
        assertEq(token.balanceOf(payer), 2e6, "refunded once");
    }

    function test_multicall_isNoWayAround() public {
        (ChannelConfig memory config,) = opened(1, 5e6);
        claimAs(receiver, voucherOf(config, 2e6, 2e6));
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IBatchSettlement.settle, (receiver, address(token)));
        hostile.arm(address(batch), abi.encodeWithSignature("multicall(bytes[])", calls));
        batch.settle(receiver, address(token));
        assertRefused();
    }

    function test_deposit_cannotBeEntered() public {
        ChannelConfig memory config = configOf(1);
        hostile.mint(payer, 5e6);
        vm.startPrank(payer);
        hostile.approve(address(collector), 5e6);
        hostile.arm(address(batch), abi.encodeCall(IBatchSettlement.deposit, (config, 1, address(collector), "")));
        collector.deposit(config, 5e6);
        vm.stopPrank();
        assertRefused();
        assertChannel(batch.getChannelId(config), 5e6, 0, "credited once");
    }

    function test_aDeposit_cannotBePaidByAnother() public {
        NestingCollector nesting = new NestingCollector();
        ChannelConfig memory config = configOf(1);
        bytes memory inner = abi.encodeCall(IBatchSettlement.deposit, (configOf(2), 5e6, address(nesting), ""));
        batch.deposit(config, 5e6, address(nesting), inner);
        assertEq(
            keccak256(nesting.refusal()),
            keccak256(abi.encodePacked(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)),
            "refused"
        );
        assertEq(token.balanceOf(address(batch)), 5e6, "one deposit, one payment");
    }

    /// @dev The collector expects one collection; a second deposit from within the first finds the door closed.
    function test_thePayersCollector_cannotBeEntered() public {
        ChannelConfig memory config = configOf(1);
        config.payer = address(hostile);
        hostile.mint(address(hostile), 9e6);
        hostile.mint(payer, 5e6);
        hostile.arm(address(collector), abi.encodeCall(PayerDepositCollector.deposit, (config, 9e6)));
        vm.startPrank(payer);
        hostile.approve(address(collector), 5e6);
        collector.deposit(configOf(2), 5e6);
        vm.stopPrank();
        assertRefused();
        assertEq(token.balanceOf(address(batch)), 5e6, "the outer one");
    }

    function assertRefused() private view {
        assertTrue(hostile.called(), "called back");
        assertTrue(!hostile.succeeded(), "and was let in");
        assertEq(
            keccak256(hostile.result()),
            keccak256(abi.encodePacked(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)),
            "by the guard"
        );
    }
}
