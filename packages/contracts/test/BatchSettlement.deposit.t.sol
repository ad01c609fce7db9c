// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {ChannelConfig} from "../contracts/channels/ChannelTypes.sol";
import {IBatchSettlement} from "../contracts/channels/IBatchSettlement.sol";
import {IDepositCollector} from "../contracts/channels/IDepositCollector.sol";
import {PayerDepositCollector} from "../contracts/channels/PayerDepositCollector.sol";
import {ChannelFixture} from "./support/ChannelFixture.sol";
import {FeeToken, ShrinkingToken} from "./support/Tokens.sol";

/// @dev Brings what its data says, whatever it was asked for.
contract GenerousCollector is IDepositCollector {
    function collect(address, address token, uint256, bytes32, bytes calldata data) external {
        (bool ok,) = token.call(abi.encodeWithSignature("mint(address,uint256)", msg.sender, abi.decode(data, (uint256))));
        require(ok);
    }
}

contract BatchSettlementDepositTest is ChannelFixture {
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    function test_oneSignatureOpensAChannel_whoeverSendsIt() public {
        ChannelConfig memory config = configOf(1);
        bytes32 id = batch.getChannelId(config);
        token.mint(payer, 5e6);
        vm.expectEmit(address(batch));
        emit IBatchSettlement.ChannelCreated(id, config);
        vm.expectEmit(address(batch));
        emit IBatchSettlement.Deposited(id, stranger, 5e6, 5e6);
        bytes memory data = authorization(id, 5e6);
        vm.prank(stranger);
        batch.deposit(config, 5e6, address(erc3009), data);
        assertChannel(id, 5e6, 0, "opened");
        assertEq(token.balanceOf(address(batch)), 5e6, "money is there");
        assertEq(token.balanceOf(address(erc3009)), 0, "the collector keeps nothing");
    }

    function test_anAuthorizationIsForOneChannel() public {
        ChannelConfig memory thief = configOf(1);
        bytes memory data = authorization(batch.getChannelId(thief), 5e6);
        (thief.payerAuthorizer, thief.receiver) = (stranger, stranger);
        token.mint(payer, 5e6);
        expectError(ERC3009.ERC3009InvalidSignature.selector);
        batch.deposit(thief, 5e6, address(erc3009), data);
    }

    function test_anAuthorizationIsForOneDeposit() public {
        ChannelConfig memory config = configOf(1);
        bytes memory data = authorization(batch.getChannelId(config), 5e6);
        token.mint(payer, 10e6);
        batch.deposit(config, 5e6, address(erc3009), data);
        bytes32 nonce = keccak256(abi.encode(batch.getChannelId(config), uint256(7)));
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, payer, nonce));
        batch.deposit(config, 5e6, address(erc3009), data);
    }

    function test_topUp_fromAllowance() public {
        (ChannelConfig memory config, bytes32 id) = opened(1, 5e6);
        fill(config, 2e6);
        assertChannel(id, 7e6, 0, "topped up");
    }

    function test_aPermitOpensAChannel() public {
        ChannelConfig memory config = configOf(1);
        token.mint(payer, 5e6);
        (uint8 v, bytes32 r, bytes32 s) = permit(5e6);
        vm.prank(payer);
        collector.depositWithPermit(config, 5e6, START_S, v, r, s);
        assertChannel(batch.getChannelId(config), 5e6, 0, "opened");
    }

    function test_aPermitThatSomebodySentBefore_isNoHindrance() public {
        ChannelConfig memory config = configOf(1);
        token.mint(payer, 5e6);
        (uint8 v, bytes32 r, bytes32 s) = permit(5e6);
        token.permit(payer, address(collector), 5e6, START_S, v, r, s);
        vm.prank(payer);
        collector.depositWithPermit(config, 5e6, START_S, v, r, s);
        assertChannel(batch.getChannelId(config), 5e6, 0, "opened");
    }

    function test_nobodySpendsAnothersAllowanceOrPermit() public {
        ChannelConfig memory thief = configOf(1);
        (thief.payerAuthorizer, thief.receiver) = (stranger, stranger);
        token.mint(payer, 5e6);
        vm.prank(payer);
        token.approve(address(collector), 5e6);
        (uint8 v, bytes32 r, bytes32 s) = permit(5e6);
        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(PayerDepositCollector.NotPayer.selector, payer));
        collector.deposit(thief, 5e6);
        vm.expectRevert(abi.encodeWithSelector(PayerDepositCollector.NotPayer.selector, payer));
        collector.depositWithPermit(thief, 5e6, START_S, v, r, s);
        expectError(PayerDepositCollector.UnexpectedCollection.selector);
        batch.deposit(thief, 5e6, address(collector), "");
        expectError(IDepositCollector.OnlyBatchSettlement.selector);
        collector.collect(payer, address(token), 5e6, 0, "");
        expectError(IDepositCollector.OnlyBatchSettlement.selector);
        erc3009.collect(payer, address(token), 5e6, 0, "");
        vm.stopPrank();
        assertEq(token.balanceOf(payer), 5e6, "untouched");
    }

    function test_exactlyTheAmountOrNothing() public {
        GenerousCollector generous = new GenerousCollector();
        ChannelConfig memory config = configOf(1);
        for (uint256 given = 4e6; given <= 6e6; given += 1e6) {
            if (given != 5e6) expectError(IBatchSettlement.DepositCollectionFailed.selector);
            batch.deposit(config, 5e6, address(generous), abi.encode(given));
        }
        assertChannel(batch.getChannelId(config), 5e6, 0, "only the exact one");
    }

    function test_tokensThatDeliverLess_areRefused() public {
        FeeToken fee = new FeeToken();
        ShrinkingToken shrinking = new ShrinkingToken();
        fee.mint(payer, 5e6);
        shrinking.mint(payer, 5e6);
        ChannelConfig memory config = configOf(1);
        vm.startPrank(payer);
        fee.approve(address(collector), 5e6);
        shrinking.approve(address(collector), 5e6);
        config.token = address(fee);
        expectError(IBatchSettlement.DepositCollectionFailed.selector);
        collector.deposit(config, 5e6);
        config.token = address(shrinking);
        expectError(IBatchSettlement.DepositCollectionFailed.selector);
        collector.deposit(config, 5e6);
        vm.stopPrank();
    }

    function test_aConfigThatCannotWork_isRefused() public {
        ChannelConfig memory config = configOf(1);
        config.payer = address(0);
        refuses(config, IBatchSettlement.InvalidChannel.selector);
        config = configOf(1);
        config.receiver = address(0);
        refuses(config, IBatchSettlement.InvalidChannel.selector);
        config = configOf(1);
        config.receiverAuthorizer = address(0);
        refuses(config, IBatchSettlement.InvalidChannel.selector);
        config = configOf(1);
        config.token = address(0);
        refuses(config, IBatchSettlement.InvalidChannel.selector);
        config = configOf(1);
        config.withdrawDelay = 15 minutes - 1;
        refuses(config, IBatchSettlement.WithdrawDelayOutOfRange.selector);
        config.withdrawDelay = 30 days + 1;
        refuses(config, IBatchSettlement.WithdrawDelayOutOfRange.selector);
    }

    function test_aDepositThatCannotWork_isRefused() public {
        ChannelConfig memory config = configOf(1);
        expectError(IBatchSettlement.ZeroDeposit.selector);
        batch.deposit(config, 0, address(collector), "");
        expectError(IBatchSettlement.InvalidCollector.selector);
        batch.deposit(config, 1, address(0), "");
        GenerousCollector generous = new GenerousCollector();
        batch.deposit(config, type(uint128).max, address(generous), abi.encode(type(uint128).max));
        expectError(IBatchSettlement.DepositOverflow.selector);
        batch.deposit(config, 1, address(generous), abi.encode(1));
    }

    function refuses(ChannelConfig memory config, bytes4 selector) private {
        expectError(selector);
        batch.deposit(config, 1, address(collector), "");
    }

    function authorization(bytes32 id, uint256 amount) private view returns (bytes memory) {
        bytes32 nonce = keccak256(abi.encode(id, uint256(7)));
        bytes32 hash =
            keccak256(abi.encode(RECEIVE_TYPEHASH, payer, address(erc3009), amount, 0, START_S + 1, nonce));
        return abi.encode(0, START_S + 1, 7, sign(PAYER_KEY, tokenDigest(hash)));
    }

    function permit(uint256 amount) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 hash =
            keccak256(abi.encode(PERMIT_TYPEHASH, payer, address(collector), amount, token.nonces(payer), START_S));
        return vm.sign(PAYER_KEY, tokenDigest(hash));
    }

    function tokenDigest(bytes32 structHash) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash));
    }
}
