// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Market} from "../contracts/Market.sol";
import {IMarket} from "../contracts/interfaces/IMarket.sol";
import {Lease} from "../contracts/libraries/LodeTypes.sol";
import {MarketFixture} from "./support/MarketFixture.sol";
import {FeeToken, ShrinkingToken} from "./support/Tokens.sol";

contract MarketPotTest is MarketFixture {
    bytes32 private constant SALT = keccak256("salt");

    function test_views() public view {
        assertEq(address(market.token()), address(token), "token");
        assertEq(address(market.registry()), address(registry), "registry");
    }

    function test_fund_topsUp() public {
        vm.expectEmit(address(market));
        emit IMarket.Funded(buyer, JOB, 5e6);
        fundPot(5e6);
        fundPot(2e6);
        assertEq(pot(), 7e6, "pot");
        assertEq(token.balanceOf(address(market)), 7e6, "held");
        assertEq(market.potOf(buyer, keccak256("other job")), 0, "another job's pot");
    }

    function test_fund_refusesZero() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.ZeroAmount.selector));
        market.fund(JOB, 0);
    }

    function test_fund_needsAllowance() public {
        vm.prank(stranger);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 0, 1)
        );
        market.fund(JOB, 1);
    }

    function test_fund_refusesTokensThatDeliverLess() public {
        FeeToken fee = new FeeToken();
        Market other = new Market(fee, registry);
        fee.mint(address(this), 200);
        fee.approve(address(other), 100);
        vm.expectRevert(abi.encodeWithSelector(IMarket.TransferMismatch.selector, 100, 99));
        other.fund(JOB, 100);
        vm.expectRevert(abi.encodeWithSelector(IMarket.TransferMismatch.selector, 100, 99));
        other.fundWithAuthorization(address(this), JOB, 100, 0, 0, SALT, "");
    }

    function test_fund_refusesTokensThatTakeMoreThanTheyBring() public {
        ShrinkingToken shrinking = new ShrinkingToken();
        Market other = new Market(shrinking, registry);
        shrinking.mint(address(this), 100);
        shrinking.mint(address(other), 1);
        shrinking.approve(address(other), 100);
        vm.expectRevert(abi.encodeWithSelector(IMarket.TransferMismatch.selector, 100, 0));
        other.fund(JOB, 100);
    }

    function test_fundWithPermit() public {
        vm.prank(buyer);
        token.approve(address(market), 0);
        IMarket.Permit memory permit = permitFor(4e6);
        vm.prank(buyer);
        market.fundWithPermit(JOB, 4e6, permit);
        assertEq(pot(), 4e6, "pot");
    }

    function test_fundWithPermit_usedByAnotherFirst() public {
        vm.prank(buyer);
        token.approve(address(market), 0);
        IMarket.Permit memory permit = permitFor(4e6);
        vm.prank(stranger);
        token.permit(buyer, address(market), 4e6, permit.deadline, permit.v, permit.r, permit.s);
        vm.prank(buyer);
        market.fundWithPermit(JOB, 4e6, permit);
        assertEq(pot(), 4e6, "pot");
    }

    function test_fundWithAuthorization_byAnybodyIntoTheSignedJobsPot() public {
        bytes memory sig = authorization(6e6);
        vm.prank(stranger);
        vm.expectEmit(address(market));
        emit IMarket.Funded(buyer, JOB, 6e6);
        market.fundWithAuthorization(buyer, JOB, 6e6, 0, block.timestamp + 1, SALT, sig);
        assertEq(pot(), 6e6, "pot");
        bytes32 nonce = keccak256(abi.encode(JOB, SALT));
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, buyer, nonce));
        market.fundWithAuthorization(buyer, JOB, 6e6, 0, block.timestamp + 1, SALT, sig);
    }

    function test_fundWithAuthorization_cannotBeTurnedToAnotherPot() public {
        bytes memory sig = authorization(6e6);
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009InvalidSignature.selector));
        market.fundWithAuthorization(buyer, keccak256("other job"), 6e6, 0, block.timestamp + 1, SALT, sig);
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009InvalidSignature.selector));
        market.fundWithAuthorization(stranger, JOB, 6e6, 0, block.timestamp + 1, SALT, sig);
        vm.expectRevert(abi.encodeWithSelector(IMarket.ZeroAmount.selector));
        market.fundWithAuthorization(buyer, JOB, 0, 0, block.timestamp + 1, SALT, sig);
    }

    function test_refund_paysTheBuyerOnce() public {
        fundPot(5e6);
        uint256 before = token.balanceOf(buyer);
        vm.prank(buyer);
        vm.expectEmit(address(market));
        emit IMarket.Refunded(buyer, JOB, 5e6);
        assertEq(market.refund(JOB), 5e6, "amount");
        assertEq(token.balanceOf(buyer) - before, 5e6, "arrived");
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToRefund.selector));
        market.refund(JOB);
    }

    function test_refund_byAStrangerFindsNoPot() public {
        fundPot(5e6);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NothingToRefund.selector));
        market.refund(JOB);
        assertEq(pot(), 5e6, "pot untouched");
    }

    function test_fundAndReserve_inOneTransaction() public {
        Lease memory lease = leaseOf(0);
        bytes32 id = market.leaseId(lease);
        bytes[] memory sigs = list(sign(providerKeys[0], id));
        vm.prank(buyer);
        market.fundAndReserve(JOB, 5e6, only(lease), sigs);
        assertEq(pot(), 1e6, "rest in the pot");
        assertEq(market.leaseOf(id).reserved, 4e6, "reserved");
    }

    function test_fundWithPermitAndReserve_inOneTransaction() public {
        vm.prank(buyer);
        token.approve(address(market), 0);
        Lease memory lease = leaseOf(0);
        bytes32 id = market.leaseId(lease);
        bytes[] memory sigs = list(sign(providerKeys[0], id));
        IMarket.Permit memory permit = permitFor(4e6);
        vm.prank(buyer);
        market.fundWithPermitAndReserve(JOB, 4e6, permit, only(lease), sigs);
        assertEq(pot(), 0, "pot");
        assertEq(market.leaseOf(id).reserved, 4e6, "reserved");
    }

    function testFuzz_fundAndRefund(uint256 first, uint256 second) public {
        first = bound(first, 1, 400_000e6);
        second = bound(second, 1, 400_000e6);
        uint256 before = token.balanceOf(buyer);
        fundPot(first);
        fundPot(second);
        assertEq(pot(), first + second, "pot");
        vm.prank(buyer);
        market.refund(JOB);
        assertEq(token.balanceOf(buyer), before, "all back");
    }

    function permitFor(uint256 amount) private view returns (IMarket.Permit memory permit) {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(
            abi.encode(typeHash, buyer, address(market), amount, token.nonces(buyer), block.timestamp)
        );
        permit.deadline = block.timestamp;
        (permit.v, permit.r, permit.s) =
            vm.sign(BUYER_KEY, MessageHashUtils.toTypedDataHash(token.DOMAIN_SEPARATOR(), structHash));
    }

    function authorization(uint256 amount) private view returns (bytes memory) {
        bytes32 typeHash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        bytes32 nonce = keccak256(abi.encode(JOB, SALT));
        bytes32 structHash =
            keccak256(abi.encode(typeHash, buyer, address(market), amount, 0, block.timestamp + 1, nonce));
        return sign(BUYER_KEY, MessageHashUtils.toTypedDataHash(token.DOMAIN_SEPARATOR(), structHash));
    }
}
