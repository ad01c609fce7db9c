// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ChannelConfig, VoucherClaim} from "../../contracts/channels/ChannelTypes.sol";
import {ChannelFixture} from "./ChannelFixture.sol";

/// @dev Random histories of a few channels, against books kept apart. Every call is one that must succeed, so that a
/// revert is a finding; what must fail is in the unit tests.
contract ChannelHandler is ChannelFixture {
    uint256 private constant CHANNELS = 4;
    uint128 private constant MOST = 1_000e6;

    struct Book {
        uint128 deposited;
        uint128 returned;
        uint128 claimed;
        uint128 announced;
        uint256 announcedAt;
    }

    ChannelConfig[] private _configs;
    bytes32[] private _ids;
    mapping(uint256 channel => Book) private _books;
    mapping(address receiver => uint128) private _owed;
    address[2] private _receivers;
    address[2] private _payers;
    uint256 private _nowS = START_S;

    constructor() {
        setUp();
        _receivers = [receiver, vm.addr(0xbeef)];
        _payers = [payer, vm.addr(0xdad)];
        for (uint256 i = 0; i < CHANNELS; ++i) {
            ChannelConfig memory config = configOf(i);
            (config.receiver, config.payer) = (_receivers[i % 2], _payers[i / 2]);
            // One channel has no session key.
            if (i == 1) config.payerAuthorizer = address(0);
            _configs.push(config);
            _ids.push(batch.getChannelId(config));
        }
    }

    function doDeposit(uint256 index, uint128 amount) external {
        index %= CHANNELS;
        amount = uint128(bound(amount, 1, MOST));
        fill(_configs[index], amount);
        _books[index].deposited += amount;
    }

    /// @dev One call over several channels, with vouchers old and new, and some twice.
    function doClaim(uint256 mask, uint128[CHANNELS] calldata amounts, bool bySignature) external {
        VoucherClaim[] memory claims = new VoucherClaim[](CHANNELS);
        uint256 count = 0;
        for (uint256 i = 0; i < CHANNELS; ++i) {
            uint128 available = _books[i].deposited - _books[i].returned;
            if (mask >> i & 1 == 0 || available == 0) continue;
            uint128 total = uint128(bound(amounts[i], 1, available));
            // A ceiling above the balance is a promise like any other.
            claims[count++] = signedBy(i == 1 ? PAYER_KEY : SESSION_KEY, _configs[i], total + MOST, total);
            if (total > _books[i].claimed) {
                _owed[_configs[i].receiver] += total - _books[i].claimed;
                _books[i].claimed = total;
            }
        }
        if (count == 0) return;
        assembly ("memory-safe") {
            mstore(claims, count)
        }
        bytes memory signature = batchSignature(AUTHORIZER_KEY, claims);
        if (bySignature) {
            batch.claimWithSignature(claims, signature);
        } else {
            vm.prank(authorizer);
            batch.claim(claims);
        }
    }

    function doSettle(uint256 index) external {
        address to = _receivers[index % 2];
        uint256 before = token.balanceOf(to);
        batch.settle(to, address(token));
        assertEq(token.balanceOf(to) - before, _owed[to], "settled what was owed");
        _owed[to] = 0;
    }

    function doInitiate(uint256 index, uint128 amount) external {
        index %= CHANNELS;
        Book storage book = _books[index];
        if (book.announcedAt != 0 || unclaimed(index) == 0) return;
        amount = uint128(bound(amount, 1, unclaimed(index)));
        vm.prank(_configs[index].payer);
        batch.initiateWithdraw(_configs[index], amount);
        (book.announced, book.announcedAt) = (amount, _nowS);
    }

    function doFinalize(uint256 index) external {
        index %= CHANNELS;
        if (_books[index].announcedAt == 0) return;
        uint256 due = _books[index].announcedAt + DELAY;
        if (due > _nowS) doWait(due - _nowS);
        finalize(index);
    }

    function doRefund(uint256 index, uint128 amount, bool bySignature) external {
        index %= CHANNELS;
        amount = uint128(bound(amount, 1, MOST));
        ChannelConfig memory config = _configs[index];
        bytes32 id = _ids[index];
        uint256 nonce = batch.refundNonce(id);
        if (bySignature) {
            batch.refundWithSignature(config, amount, nonce, refundSignature(id, nonce, amount));
        } else {
            vm.prank(config.receiver);
            batch.refund(config, amount);
        }
        assertEq(batch.refundNonce(id), nonce + 1, "a nonce is used once");
        Book storage book = _books[index];
        uint128 given = amount < unclaimed(index) ? amount : unclaimed(index);
        if (given == 0) return;
        book.returned += given;
        if (given < book.announced) book.announced -= given;
        else (book.announced, book.announcedAt) = (0, 0);
    }

    function doWait(uint256 seconds_) public {
        if (seconds_ > 1 days) seconds_ %= 1 days;
        _nowS += seconds_;
        vm.warp(_nowS);
    }

    // --- what must hold

    /// @dev Sum of balances less what was settled of the claims, is what the contract has; so say its own views.
    function assertConserved() external view {
        uint256 held = 0;
        for (uint256 i = 0; i < CHANNELS; ++i) {
            (uint128 balance, uint128 claimed) = batch.channels(_ids[i]);
            held += balance - claimed;
        }
        for (uint256 i = 0; i < 2; ++i) {
            (uint128 claimed, uint128 settled) = batch.receivers(_receivers[i], address(token));
            held += claimed - settled;
        }
        assertEq(token.balanceOf(address(batch)), held, "money is conserved");
    }

    /// @dev Each channel stands as the books say: claimed is the highest voucher's amount, so it only grows.
    function assertBooks() external view {
        uint256[2] memory paid;
        for (uint256 i = 0; i < CHANNELS; ++i) {
            Book memory book = _books[i];
            (uint128 balance, uint128 claimed) = batch.channels(_ids[i]);
            assertEq(claimed, book.claimed, "claimed");
            assertEq(balance, book.deposited - book.returned, "balance");
            assertTrue(claimed <= balance, "never more claimed than there");
            (uint128 announced, uint40 since) = batch.pendingWithdrawals(_ids[i]);
            assertEq(announced, book.announced, "announced");
            assertEq(since, book.announcedAt, "since");
            paid[i % 2] += book.claimed;
        }
        for (uint256 i = 0; i < 2; ++i) {
            assertEq(token.balanceOf(_receivers[i]) + _owed[_receivers[i]], paid[i], "each voucher paid once");
        }
    }

    /// @dev From wherever a history ended: each payer alone, after the delay, and anybody for the receivers.
    function takeEverythingOut() external {
        for (uint256 i = 0; i < CHANNELS; ++i) {
            if (_books[i].announcedAt != 0) {
                doWait(DELAY);
                finalize(i);
            }
            if (unclaimed(i) == 0) continue;
            vm.prank(_configs[i].payer);
            batch.initiateWithdraw(_configs[i], unclaimed(i));
            (_books[i].announced, _books[i].announcedAt) = (unclaimed(i), _nowS);
            doWait(DELAY);
            finalize(i);
        }
        batch.settle(_receivers[0], address(token));
        batch.settle(_receivers[1], address(token));
        assertEq(token.balanceOf(address(batch)), 0, "money is stuck");
    }

    function finalize(uint256 index) private {
        Book storage book = _books[index];
        uint128 expected = book.announced < unclaimed(index) ? book.announced : unclaimed(index);
        address to = _configs[index].payer;
        uint256 before = token.balanceOf(to);
        vm.prank(to);
        batch.finalizeWithdraw(_configs[index]);
        assertEq(token.balanceOf(to) - before, expected, "withdrawn");
        book.returned += expected;
        (book.announced, book.announcedAt) = (0, 0);
    }

    function unclaimed(uint256 index) private view returns (uint128) {
        Book memory book = _books[index];
        return book.deposited - book.returned - book.claimed;
    }
}
