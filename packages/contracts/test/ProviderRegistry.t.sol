// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ProviderRegistry} from "../contracts/ProviderRegistry.sol";
import {IProviderRegistry} from "../contracts/interfaces/IProviderRegistry.sol";
import {Test} from "./support/Test.sol";
import {FeeToken, MintableUSD, ShrinkingToken} from "./support/Tokens.sol";

contract ProviderRegistryTest is Test {
    uint64 private constant DELAY_MS = 7 days * 1000;
    uint128 private constant MIN_BOND = 10e6;
    uint256 private constant NOW = 1_800_000_000;
    uint256 private constant KEY = 0xa11ce;

    MintableUSD private usd;
    ProviderRegistry private registry;

    function setUp() public {
        vm.warp(NOW);
        usd = new MintableUSD();
        registry = new ProviderRegistry(usd, DELAY_MS, MIN_BOND);
        usd.mint(address(this), type(uint128).max);
        usd.approve(address(registry), type(uint256).max);
    }

    function test_constructor_refusesBadTerms() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidUnbondingDelay.selector, 0));
        new ProviderRegistry(usd, 0, MIN_BOND);
        uint64 tooLong = registry.MAX_UNBONDING_DELAY_MS() + 1;
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidUnbondingDelay.selector, tooLong));
        new ProviderRegistry(usd, tooLong, MIN_BOND);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidMinimumBond.selector));
        new ProviderRegistry(usd, DELAY_MS, 0);
    }

    function test_views() public view {
        assertEq(address(registry.token()), address(usd), "token");
        assertEq(registry.unbondingDelayMs(), DELAY_MS, "delay");
        assertEq(registry.minimumBond(), MIN_BOND, "minimum");
    }

    function test_bond_addsUp() public {
        vm.expectEmit(address(registry));
        emit IProviderRegistry.Bonded(address(this), 4e6, 4e6);
        registry.bond(4e6);
        registry.bond(6e6);
        assertEq(registry.bondOf(address(this)), 10e6, "bond");
        assertEq(usd.balanceOf(address(registry)), 10e6, "held");
    }

    function test_bond_refusesZeroAndHuge() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidAmount.selector, 0));
        registry.bond(0);
        uint256 huge = uint256(type(uint128).max) + 1;
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidAmount.selector, huge));
        registry.bond(huge);
        registry.bond(type(uint128).max);
        vm.expectRevert(
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, uint8(128), huge)
        );
        registry.bond(1);
    }

    function test_bond_refusesTokensThatDeliverLess() public {
        FeeToken fee = new FeeToken();
        ProviderRegistry other = new ProviderRegistry(fee, DELAY_MS, MIN_BOND);
        fee.mint(address(this), 100);
        fee.approve(address(other), 100);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.TransferMismatch.selector, 100, 99));
        other.bond(100);
    }

    function test_bond_refusesTokensThatTakeMoreThanTheyBring() public {
        ShrinkingToken shrinking = new ShrinkingToken();
        ProviderRegistry other = new ProviderRegistry(shrinking, DELAY_MS, MIN_BOND);
        shrinking.mint(address(this), 100);
        shrinking.mint(address(other), 1);
        shrinking.approve(address(other), 100);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.TransferMismatch.selector, 100, 0));
        other.bond(100);
    }

    function test_bondWithPermit_evenWhenThePermitWasUsedFirst() public {
        address alice = vm.addr(KEY);
        usd.mint(alice, 20e6);
        (uint8 v, bytes32 r, bytes32 s) = permit(alice, 8e6);
        usd.permit(alice, address(registry), 8e6, NOW, v, r, s);
        vm.prank(alice);
        registry.bondWithPermit(8e6, NOW, v, r, s);
        (v, r, s) = permit(alice, 9e6);
        vm.prank(alice);
        registry.bondWithPermit(9e6, NOW, v, r, s);
        assertEq(registry.bondOf(alice), 17e6, "bond");
    }

    function test_requestUnbond_movesOutOfTheBond() public {
        registry.bond(30e6);
        uint64 due = uint64(NOW * 1000) + DELAY_MS;
        vm.expectEmit(address(registry));
        emit IProviderRegistry.UnbondRequested(address(this), 10e6, due, 20e6);
        registry.requestUnbond(10e6);
        assertEq(registry.bondOf(address(this)), 20e6, "bond");
        IProviderRegistry.Unbonding[] memory pending = registry.unbondingsOf(address(this));
        assertEq(pending.length, 1, "pending");
        assertEq(pending[0].amount, 10e6, "amount");
        assertEq(pending[0].availableAtMs, due, "due");
    }

    function test_requestUnbond_refusesZeroTooMuchAndTooMany() public {
        registry.bond(30e6);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidAmount.selector, 0));
        registry.requestUnbond(0);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InsufficientBond.selector, 30e6, 30e6 + 1));
        registry.requestUnbond(30e6 + 1);
        uint256 most = registry.MAX_UNBONDINGS();
        for (uint256 i = 0; i < most; ++i) {
            registry.requestUnbond(1);
        }
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.TooManyUnbondings.selector, most));
        registry.requestUnbond(1);
    }

    function test_cancelUnbond_keepsTheOthersInOrder() public {
        registry.bond(30e6);
        registry.requestUnbond(1e6);
        registry.requestUnbond(2e6);
        registry.requestUnbond(3e6);
        vm.expectEmit(address(registry));
        emit IProviderRegistry.UnbondCancelled(address(this), 1e6, 25e6);
        registry.cancelUnbond(0);
        IProviderRegistry.Unbonding[] memory pending = registry.unbondingsOf(address(this));
        assertEq(pending.length, 2, "pending");
        assertEq(pending[0].amount, 2e6, "first");
        assertEq(pending[1].amount, 3e6, "second");
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.UnknownUnbonding.selector, 2));
        registry.cancelUnbond(2);
    }

    function test_withdraw_paysWhatIsDueOnly() public {
        registry.bond(30e6);
        registry.requestUnbond(1e6);
        vm.warp(NOW + 1 days);
        registry.requestUnbond(2e6);
        vm.warp(NOW + 7 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NothingToWithdraw.selector));
        registry.withdraw();
        vm.warp(NOW + 7 days);
        uint256 before = usd.balanceOf(address(this));
        vm.expectEmit(address(registry));
        emit IProviderRegistry.Withdrawn(address(this), 1e6);
        assertEq(registry.withdraw(), 1e6, "paid");
        assertEq(usd.balanceOf(address(this)) - before, 1e6, "arrived");
        assertEq(registry.unbondingsOf(address(this)).length, 1, "one left");
        vm.warp(NOW + 8 days);
        assertEq(registry.withdraw(), 2e6, "the other");
    }

    function test_publishRecord_sequenceGrows() public {
        uint64 expiry = uint64((NOW + 1) * 1000);
        vm.expectEmit(address(registry));
        emit IProviderRegistry.RecordPublished(address(this), keccak256("a"), 5, expiry);
        registry.publishRecord(keccak256("a"), 5, expiry);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.SequenceNotAbove.selector, 5, 5));
        registry.publishRecord(keccak256("b"), 5, expiry);
        registry.publishRecord(keccak256("b"), 6, expiry);
        IProviderRegistry.Record memory record = registry.recordOf(address(this));
        assertEq(record.recordHash, keccak256("b"), "hash");
        assertEq(record.sequence, 6, "sequence");
        assertEq(record.expiresAtMs, expiry, "expiry");
    }

    function test_publishRecord_refusesEmptyAndExpired() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.EmptyRecord.selector));
        registry.publishRecord(0, 1, uint64((NOW + 1) * 1000));
        uint64 expired = uint64(NOW * 1000);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.RecordExpired.selector, expired));
        registry.publishRecord(keccak256("a"), 1, expired);
    }

    function test_isActive_needsBondAndCurrentRecord() public {
        assertTrue(!registry.isActive(address(this)), "neither");
        registry.bond(MIN_BOND);
        assertTrue(!registry.isActive(address(this)), "no record");
        registry.publishRecord(keccak256("a"), 1, uint64((NOW + 10) * 1000));
        assertTrue(registry.isActive(address(this)), "both");
        vm.warp(NOW + 10);
        assertTrue(!registry.isActive(address(this)), "expired");
        registry.publishRecord(keccak256("a"), 2, uint64((NOW + 20) * 1000));
        registry.requestUnbond(1);
        assertTrue(!registry.isActive(address(this)), "below the minimum");
        registry.cancelUnbond(0);
        assertTrue(registry.isActive(address(this)), "again");
    }

    function testFuzz_everythingComesBack(uint128 amount, uint128[5] memory asks, uint256 cancelled) public {
        uint256 bonded = bound(amount, 1e6, type(uint128).max);
        registry.bond(bonded);
        for (uint256 i = 0; i < asks.length; ++i) {
            uint256 left = registry.bondOf(address(this));
            if (left != 0) registry.requestUnbond(bound(asks[i], 1, left));
        }
        registry.cancelUnbond(cancelled % registry.unbondingsOf(address(this)).length);
        registry.requestUnbond(registry.bondOf(address(this)));
        vm.warp(NOW + 7 days);
        assertEq(registry.withdraw(), bonded, "all of it");
        assertEq(usd.balanceOf(address(registry)), 0, "nothing left behind");
    }

    function permit(address owner, uint256 value) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash =
            keccak256(abi.encode(typeHash, owner, address(registry), value, usd.nonces(owner), NOW));
        return vm.sign(KEY, MessageHashUtils.toTypedDataHash(usd.DOMAIN_SEPARATOR(), structHash));
    }
}
