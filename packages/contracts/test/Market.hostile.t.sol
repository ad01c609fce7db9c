// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Market} from "../contracts/Market.sol";
import {IMarket} from "../contracts/interfaces/IMarket.sol";
import {IProviderRegistry} from "../contracts/interfaces/IProviderRegistry.sol";
import {Lease, Objection, Receipt} from "../contracts/libraries/LodeTypes.sol";
import {MarketFixture} from "./support/MarketFixture.sol";
import {BlockingToken, HostileToken, MintableUSD} from "./support/Tokens.sol";
import {Wallet1271} from "./support/Wallet1271.sol";

/// @dev A token that calls back while money moves.
contract MarketReentrancyTest is MarketFixture {
    HostileToken private hostile;

    function setUp() public override {
        vm.warp(START_S);
        hostile = new HostileToken();
        deploy(hostile);
        buyer = vm.addr(BUYER_KEY);
        stranger = vm.addr(STRANGER_KEY);
        token.mint(buyer, 1_000e6);
        vm.prank(buyer);
        token.approve(address(market), type(uint256).max);
        makeProviders(2);
    }

    function test_refund_cannotBeEntered() public {
        fundPot(5e6);
        hostile.arm(address(market), abi.encodeCall(IMarket.refund, (JOB)));
        vm.prank(buyer);
        market.refund(JOB);
        assertRefused(5e6);
    }

    function test_fund_cannotBeEntered() public {
        hostile.arm(address(market), abi.encodeCall(IMarket.fund, (JOB, 1)));
        fundPot(5e6);
        assertRefused(0);
        assertEq(pot(), 5e6, "credited once");
    }

    function test_settle_cannotBeEntered() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        bytes memory sig = sign(BUYER_KEY, market.acceptanceDigest(0, id, line(FIRST, 1e6)));
        hostile.arm(address(market), abi.encodeCall(IMarket.settle, (lease, line(FIRST, 1e6), 0, sig)));
        market.settle(lease, line(FIRST, 1e6), 0, sig);
        assertRefused(1e6);
    }

    function test_finalize_cannotBeEntered() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        claimOne(lease, receiptOf(id, FIRST, RIGHT, 1e6), providerKeys[0]);
        skipMs(ACCEPTANCE_MS);
        hostile.arm(address(market), abi.encodeCall(IMarket.finalize, (lease, only(FIRST))));
        market.finalize(lease, only(FIRST));
        assertRefused(1e6);
    }

    function test_drop_cannotBeEntered() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        Receipt memory receipt = receiptOf(id, FIRST, RIGHT, 1e6);
        claimOne(lease, receipt, providerKeys[0]);
        hostile.arm(address(market), abi.encodeCall(IMarket.refund, (JOB)));
        objectTo(lease, receipt);
        assertRefused(0);
        skipMs(OBJECTION_MS);
        hostile.arm(address(market), abi.encodeCall(IMarket.drop, (lease, FIRST)));
        market.drop(lease, FIRST);
        assertRefused(1e6 + OBJECTION_BOND);
    }

    function test_registry_cannotBeEntered() public {
        address provider = providers[0];
        vm.prank(provider);
        registry.requestUnbond(BOND);
        skipMs(DELAY_MS);
        hostile.arm(address(registry), abi.encodeCall(IProviderRegistry.withdraw, ()));
        vm.prank(provider);
        registry.withdraw();
        assertEq(token.balanceOf(provider), BOND, "once");
        assertTrue(hostile.called() && !hostile.succeeded(), "entered");
    }

    /// @dev The call back was made and refused; provider 0 (or the buyer) got `paid` out of the market, once.
    function assertRefused(uint256 paid) private view {
        assertTrue(hostile.called(), "the token did not call back");
        assertTrue(!hostile.succeeded(), "entered");
        assertEq(
            bytes32(hostile.result()),
            bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
            "the reason"
        );
        uint256 held = token.balanceOf(address(market));
        assertTrue(token.balanceOf(providers[0]) == paid || held == 0, "paid once");
    }
}

/// @dev A stablecoin's blocklist stops one party's money only.
contract MarketBlockedTest is MarketFixture {
    BlockingToken private blocking;

    function setUp() public override {
        vm.warp(START_S);
        blocking = new BlockingToken();
        deploy(blocking);
        buyer = vm.addr(BUYER_KEY);
        stranger = vm.addr(STRANGER_KEY);
        token.mint(buyer, 1_000e6);
        vm.prank(buyer);
        token.approve(address(market), type(uint256).max);
        makeProviders(2);
    }

    function test_aBlockedProviderKeepsNothingOfTheBuyers() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        claimOne(lease, receiptOf(id, FIRST, RIGHT, 6e5), providerKeys[0]);
        Receipt memory disputed = receiptOf(id, FIRST + 1, WRONG, 6e5);
        claimOne(lease, disputed, providerKeys[0]);
        objectTo(lease, disputed);
        blocking.setBlocked(providers[0], true);
        skipMs(LEASE_MS);
        vm.expectRevert(abi.encodeWithSelector(BlockingToken.Blocked.selector, providers[0]));
        market.finalize(lease, only(FIRST));
        vm.expectRevert(abi.encodeWithSelector(BlockingToken.Blocked.selector, providers[0]));
        market.drop(lease, FIRST + 1);
        // All the buyer's: two untouched tasks (the claims' rests paid for part of the objection's bond).
        market.release(lease);
        vm.prank(buyer);
        market.refund(JOB);
        assertEq(token.balanceOf(address(market)), 12e5 + OBJECTION_BOND, "only the provider's is left");
        blocking.setBlocked(providers[0], false);
        market.finalize(lease, only(FIRST));
        market.drop(lease, FIRST + 1);
        assertEq(token.balanceOf(address(market)), 0, "paid when it can be");
    }

    function test_aBlockedBuyerKeepsNothingOfTheProviders() public {
        (Lease memory lease, bytes32 id) = reserved(0);
        claimOne(lease, receiptOf(id, FIRST, RIGHT, 6e5), providerKeys[0]);
        blocking.setBlocked(buyer, true);
        settleBy(providers[0], lease, line(FIRST + 1, 5e5));
        skipMs(ACCEPTANCE_MS);
        market.finalize(lease, only(FIRST));
        assertEq(token.balanceOf(providers[0]), 11e5, "paid");
    }
}

/// @dev Contract wallets as buyer, provider and witness.
contract MarketWalletTest is MarketFixture {
    Wallet1271 private wallet;
    uint256 private constant WALLET_KEY = 0x1271;

    function setUp() public override {
        super.setUp();
        wallet = new Wallet1271(vm.addr(WALLET_KEY));
    }

    function test_walletAsBuyer() public {
        buyer = address(wallet);
        token.mint(buyer, 100e6);
        asWallet(address(token), abi.encodeCall(token.approve, (address(market), type(uint256).max)));
        asWallet(address(market), abi.encodeCall(IMarket.fund, (JOB, 4e6)));
        Lease memory lease = leaseOf(0);
        bytes32 id = market.leaseId(lease);
        market.reserveFor(only(lease), list(sign(WALLET_KEY, id)), list(sign(providerKeys[0], id)));
        bytes32 digest = market.acceptanceDigest(0, id, line(FIRST, 1e6));
        bytes memory wrong = sign(BUYER_KEY, digest);
        vm.expectRevert(abi.encodeWithSelector(IMarket.InvalidSignature.selector, buyer, digest));
        market.settle(lease, line(FIRST, 1e6), 0, wrong);
        market.settle(lease, line(FIRST, 1e6), 0, sign(WALLET_KEY, digest));
        assertEq(token.balanceOf(providers[0]), 1e6, "paid");
        Receipt memory receipt = receiptOf(id, FIRST + 1, WRONG, 1e6);
        claimOne(lease, receipt, providerKeys[0]);
        Objection memory objection = objectionTo(id, receipt);
        market.object(lease, objection, sign(WALLET_KEY, market.objectionDigest(objection)));
        skipMs(LEASE_MS);
        market.drop(lease, FIRST + 1);
        market.release(lease);
        asWallet(address(market), abi.encodeCall(IMarket.refund, (JOB)));
        assertEq(token.balanceOf(address(market)), 0, "all out");
    }

    function test_walletAsProviderAndWitness() public {
        (Lease memory lease, bytes32 id) = reservedForWallet();
        address provider = lease.provider;
        claimOne(lease, receiptOf(id, FIRST, RIGHT, 1e6), WALLET_KEY);
        uphold(lease, id);
        skipMs(ACCEPTANCE_MS);
        market.finalize(lease, only(FIRST));
        assertEq(token.balanceOf(provider), 1e6, "paid");
    }

    /// @dev The call the buyer would have to decode is the wallet's own: what was claimed is in the event.
    function test_claimThroughTheWalletShowsTheReceiptAndIsRefused() public {
        (Lease memory lease, bytes32 id) = reservedForWallet();
        Receipt memory wrong = receiptOf(id, FIRST, WRONG, 7e5);
        bytes32 digest = market.receiptDigest(wrong);
        Receipt[] memory receipts = new Receipt[](1);
        receipts[0] = wrong;
        bytes memory data = abi.encodeCall(IMarket.claim, (lease, receipts, list(sign(WALLET_KEY, digest))));
        vm.expectEmit(address(market));
        emit IMarket.Claimed(id, FIRST, digest, wrong, 3e5, uint64(nowMs()) + ACCEPTANCE_MS);
        asWallet(address(market), data);
        objectTo(lease, wrong);
        IMarket.Evidence[] memory two = new IMarket.Evidence[](2);
        for (uint256 i = 0; i < 2; ++i) {
            (Lease memory other, bytes32 otherId) = reserved(i);
            two[i] = witness(other, receiptOf(otherId, FIRST, RIGHT, 1e6), providerKeys[i]);
        }
        market.uphold(lease, wrong, two);
        assertStatus(id, FIRST, IMarket.TaskStatus.Closed, "upheld");
        assertEq(token.balanceOf(lease.provider), 0, "unpaid");
    }

    /// @dev A reserved lease of which the wallet, bonded, is the provider.
    function reservedForWallet() private returns (Lease memory lease, bytes32 id) {
        address provider = address(wallet);
        token.mint(provider, BOND);
        asWallet(address(token), abi.encodeCall(token.approve, (address(registry), BOND)));
        asWallet(address(registry), abi.encodeCall(IProviderRegistry.bond, (BOND)));
        asWallet(
            address(registry),
            abi.encodeCall(IProviderRegistry.publishRecord, (JOB, 1, uint64(nowMs() + LEASE_MS)))
        );
        lease = leaseOf(0);
        lease.provider = provider;
        fundPot(4e6);
        id = reserveOne(lease, WALLET_KEY);
    }

    /// @dev An EOA's wrong result, against the wallet's and another EOA's.
    function uphold(Lease memory walletLease, bytes32 walletId) private {
        (Lease memory lease, bytes32 id) = reserved(0);
        (Lease memory third, bytes32 thirdId) = reserved(1);
        Receipt memory wrong = receiptOf(id, FIRST, WRONG, 1e6);
        claimOne(lease, wrong, providerKeys[0]);
        objectTo(lease, wrong);
        IMarket.Evidence[] memory two = new IMarket.Evidence[](2);
        two[0] = witness(walletLease, receiptOf(walletId, FIRST, RIGHT, 1e6), WALLET_KEY);
        two[1] = witness(third, receiptOf(thirdId, FIRST, RIGHT, 1e6), providerKeys[1]);
        if (providers[1] < address(wallet)) (two[0], two[1]) = (two[1], two[0]);
        market.uphold(lease, wrong, two);
        assertStatus(id, FIRST, IMarket.TaskStatus.Closed, "upheld");
    }

    function asWallet(address target, bytes memory data) private {
        vm.prank(vm.addr(WALLET_KEY));
        wallet.run(target, data);
    }
}
