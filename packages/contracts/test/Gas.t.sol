// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMarket} from "../contracts/interfaces/IMarket.sol";
import {AcceptedReceipt, Lease, Objection, Receipt} from "../contracts/libraries/LodeTypes.sol";
import {MarketFixture} from "./support/MarketFixture.sol";

/// @dev Gas of whole transactions, written to snapshots/ by `npm run gas` and checked there by `npm test`. Each test
/// prepares first, and measures one call of what it names.
contract GasTest is MarketFixture {
    uint32 private constant MANY = 64;

    function test_testUsd() public {
        token.faucet(1e6);
        vm.snapshotGasLastCall("TestUSD", "faucet");
    }

    function test_registry() public {
        token.mint(stranger, BOND);
        vm.startPrank(stranger);
        token.approve(address(registry), BOND);
        registry.bond(BOND);
        vm.snapshotGasLastCall("ProviderRegistry", "bond");
        registry.publishRecord(JOB, 1, uint64(nowMs()) + LEASE_MS);
        vm.snapshotGasLastCall("ProviderRegistry", "publishRecord");
        registry.requestUnbond(BOND);
        vm.snapshotGasLastCall("ProviderRegistry", "requestUnbond");
        skipMs(DELAY_MS);
        registry.withdraw();
        vm.snapshotGasLastCall("ProviderRegistry", "withdraw");
    }

    function test_pot() public {
        fundPot(5e6);
        vm.snapshotGasLastCall("Market", "fund");
        fundPot(5e6);
        vm.snapshotGasLastCall("Market", "fund (top-up)");
        vm.prank(buyer);
        market.refund(JOB);
        vm.snapshotGasLastCall("Market", "refund");
    }

    function test_reserve() public {
        fundPot(100e6);
        reserveOne(leaseOf(0), providerKeys[0]);
        vm.snapshotGasLastCall("Market", "reserve (1 lease)");
        Lease[] memory leases = new Lease[](3);
        bytes[] memory sigs = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            leases[i] = leaseOf(i + 1);
            sigs[i] = sign(providerKeys[i + 1], market.leaseId(leases[i]));
        }
        vm.prank(buyer);
        market.reserve(leases, sigs);
        vm.snapshotGasLastCall("Market", "reserve (3 leases)");
    }

    function test_fundAndReserve() public {
        Lease memory lease = leaseOf(0);
        bytes[] memory sigs = list(sign(providerKeys[0], market.leaseId(lease)));
        vm.prank(buyer);
        market.fundAndReserve(JOB, 4e6, only(lease), sigs);
        vm.snapshotGasLastCall("Market", "fundAndReserve (1 lease)");
    }

    function test_settle_one() public {
        (Lease memory lease,) = wide();
        settleBy(providers[0], lease, line(0, 5e5));
        vm.snapshotGasLastCall("Market", "settle (1 task)");
    }

    function test_settle_many() public {
        (Lease memory lease,) = wide();
        AcceptedReceipt[] memory lines = new AcceptedReceipt[](MANY);
        for (uint32 i = 0; i < MANY; ++i) {
            lines[i] = AcceptedReceipt(keccak256(abi.encode(i)), i, 5e5);
        }
        settleBy(providers[0], lease, lines);
        vm.snapshotGasLastCall("Market", "settle (64 tasks)");
    }

    function test_silence_one() public {
        (Lease memory lease, bytes32 id) = wide();
        claimOne(lease, receiptOf(id, 0, RIGHT, 5e5), providerKeys[0]);
        vm.snapshotGasLastCall("Market", "claim (1 task)");
        skipMs(LEASE_MS);
        market.finalize(lease, only(uint32(0)));
        vm.snapshotGasLastCall("Market", "finalize (1 task)");
        market.release(lease);
        vm.snapshotGasLastCall("Market", "release");
    }

    function test_silence_many() public {
        (Lease memory lease, bytes32 id) = wide();
        Receipt[] memory receipts = new Receipt[](MANY);
        bytes[] memory sigs = new bytes[](MANY);
        uint32[] memory tasks = new uint32[](MANY);
        for (uint32 i = 0; i < MANY; ++i) {
            receipts[i] = receiptOf(id, i, RIGHT, 5e5);
            sigs[i] = sign(providerKeys[0], market.receiptDigest(receipts[i]));
            tasks[i] = i;
        }
        market.claim(lease, receipts, sigs);
        vm.snapshotGasLastCall("Market", "claim (64 tasks)");
        skipMs(LEASE_MS);
        market.finalize(lease, tasks);
        vm.snapshotGasLastCall("Market", "finalize (64 tasks)");
    }

    function test_dispute() public {
        (Lease memory lease, bytes32 id) = reserved(1);
        IMarket.Evidence[] memory two = new IMarket.Evidence[](2);
        for (uint256 i = 0; i < 2; ++i) {
            (Lease memory other, bytes32 otherId) = reserved(i * 2);
            two[i] = witness(other, receiptOf(otherId, FIRST, RIGHT, 1e6), providerKeys[i * 2]);
        }
        Receipt memory accused = receiptOf(id, FIRST, WRONG, 1e6);
        Receipt memory second = receiptOf(id, FIRST + 1, RIGHT, 1e6);
        claimOne(lease, accused, providerKeys[1]);
        claimOne(lease, second, providerKeys[1]);
        objectTo(lease, accused);
        vm.snapshotGasLastCall("Market", "object (bond from the allowance)");
        objectTo(lease, second);
        market.uphold(lease, accused, two);
        vm.snapshotGasLastCall("Market", "uphold (2 witnesses)");
        skipMs(OBJECTION_MS);
        market.drop(lease, FIRST + 1);
        vm.snapshotGasLastCall("Market", "drop");
    }

    /// @dev A reserved lease of provider 0 over tasks 0 to 63; another pot keeps money, so that no slot is cleared.
    function wide() private returns (Lease memory lease, bytes32 id) {
        lease = leaseOf(0);
        lease.firstTask = 0;
        lease.taskCount = MANY;
        fundPot(uint256(MANY) * HOLDBACK + 1);
        id = reserveOne(lease, providerKeys[0]);
    }
}
