// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Market} from "../../contracts/Market.sol";
import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {AcceptedReceipt, Lease, Objection, Receipt} from "../../contracts/libraries/LodeTypes.sol";
import {Test} from "./Test.sol";
import {MintableUSD} from "./Tokens.sol";

/// @dev A market with a buyer, four bonded providers in ascending order of address, and builders of signed objects.
abstract contract MarketFixture is Test {
    uint256 internal constant START_S = 1_800_000_000;
    uint64 internal constant DELAY_MS = 7 days * 1000;
    uint64 internal constant LEASE_MS = 1 hours * 1000;
    uint64 internal constant ACCEPTANCE_MS = 10 minutes * 1000;
    uint64 internal constant OBJECTION_MS = 20 minutes * 1000;
    uint128 internal constant MIN_BOND = 10e6;
    uint128 internal constant BOND = 100e6;
    uint128 internal constant HOLDBACK = 1e6;
    uint128 internal constant OBJECTION_BOND = 3e6;
    uint32 internal constant TASKS = 4;
    uint32 internal constant FIRST = 254;
    bytes32 internal constant JOB = keccak256("job");
    bytes32 internal constant PROGRAM = keccak256("program");
    bytes32 internal constant RIGHT = keccak256("right");
    bytes32 internal constant WRONG = keccak256("wrong");

    uint256 internal constant BUYER_KEY = 0xb0b;
    uint256 internal constant STRANGER_KEY = 0x57a;

    MintableUSD internal token;
    ProviderRegistry internal registry;
    Market internal market;
    address internal buyer;
    address internal stranger;
    address[] internal providers;
    uint256[] internal providerKeys;

    function setUp() public virtual {
        vm.warp(START_S);
        deploy(new MintableUSD());
        buyer = vm.addr(BUYER_KEY);
        stranger = vm.addr(STRANGER_KEY);
        token.mint(buyer, 1_000_000e6);
        vm.prank(buyer);
        token.approve(address(market), type(uint256).max);
        makeProviders(4);
    }

    function deploy(MintableUSD token_) internal {
        token = token_;
        registry = new ProviderRegistry(token, DELAY_MS, MIN_BOND);
        market = new Market(token, registry);
    }

    /// @dev Keys are sorted by their address, so that evidence in order of index is in order.
    function makeProviders(uint256 count) internal {
        for (uint256 i = 0; i < count; ++i) {
            uint256 key = 0xfeed + i;
            address provider = vm.addr(key);
            providers.push(provider);
            providerKeys.push(key);
            for (uint256 j = i; j > 0 && providers[j - 1] > provider; --j) {
                (providers[j], providers[j - 1]) = (providers[j - 1], providers[j]);
                (providerKeys[j], providerKeys[j - 1]) = (providerKeys[j - 1], providerKeys[j]);
            }
            activate(provider, BOND);
        }
    }

    function activate(address provider, uint256 amount) internal {
        token.mint(provider, amount);
        vm.startPrank(provider);
        token.approve(address(registry), amount);
        registry.bond(amount);
        registry.publishRecord(keccak256(abi.encode(provider)), 1, uint64(nowMs() + 365 days * 1000));
        vm.stopPrank();
    }

    function nowMs() internal view returns (uint256) {
        return block.timestamp * 1000;
    }

    function skipMs(uint256 ms) internal {
        vm.warp(block.timestamp + ms / 1000);
    }

    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function leaseOf(uint256 index) internal view returns (Lease memory lease) {
        lease = Lease({
            body: keccak256(abi.encode("lease", index)),
            jobKey: JOB,
            buyer: buyer,
            provider: providers[index],
            firstTask: FIRST,
            taskCount: TASKS,
            holdbackMicroUsdPerTask: HOLDBACK,
            bondReservedMicroUsd: BOND,
            objectionBondMicroUsd: OBJECTION_BOND,
            quorum: 2,
            expiresAtMs: uint64(nowMs()) + LEASE_MS,
            acceptanceWindowMs: ACCEPTANCE_MS,
            objectionWindowMs: OBJECTION_MS
        });
    }

    function fundPot(uint256 amount) internal {
        vm.prank(buyer);
        market.fund(JOB, amount);
    }

    function reserveOne(Lease memory lease, uint256 providerKey) internal returns (bytes32 id) {
        id = market.leaseId(lease);
        Lease[] memory leases = new Lease[](1);
        leases[0] = lease;
        bytes[] memory sigs = list(sign(providerKey, id));
        vm.prank(lease.buyer);
        market.reserve(leases, sigs);
    }

    /// @dev A funded, reserved lease of provider `index`.
    function reserved(uint256 index) internal returns (Lease memory lease, bytes32 id) {
        lease = leaseOf(index);
        fundPot(uint256(TASKS) * HOLDBACK);
        id = reserveOne(lease, providerKeys[index]);
    }

    function receiptOf(bytes32 id, uint32 task, bytes32 outputs, uint128 amount)
        internal
        pure
        returns (Receipt memory)
    {
        return Receipt({
            body: keccak256(abi.encode("receipt", id, task, outputs)),
            lease: id,
            task: task,
            attempt: 1,
            programHash: PROGRAM,
            inputsRoot: keccak256(abi.encode("inputs", task)),
            outputsRoot: outputs,
            traceRoot: 0,
            gpuMs: 1234,
            holdbackMicroUsd: amount
        });
    }

    function claimOne(Lease memory lease, Receipt memory receipt, uint256 providerKey) internal {
        Receipt[] memory receipts = new Receipt[](1);
        receipts[0] = receipt;
        bytes[] memory sigs = list(sign(providerKey, market.receiptDigest(receipt)));
        market.claim(lease, receipts, sigs);
    }

    function line(uint32 task, uint128 amount) internal pure returns (AcceptedReceipt[] memory lines) {
        lines = new AcceptedReceipt[](1);
        lines[0] = AcceptedReceipt({receipt: keccak256(abi.encode(task)), task: task, holdbackMicroUsd: amount});
    }

    function settleBy(address sender, Lease memory lease, AcceptedReceipt[] memory lines) internal {
        bytes32 body = keccak256("acceptance");
        bytes memory sig = sign(BUYER_KEY, market.acceptanceDigest(body, market.leaseId(lease), lines));
        vm.prank(sender);
        market.settle(lease, lines, body, sig);
    }

    function objectionTo(bytes32 id, Receipt memory receipt) internal view returns (Objection memory) {
        return Objection({
            body: keccak256("objection"),
            lease: id,
            task: receipt.task,
            receipt: market.receiptDigest(receipt),
            evidence: keccak256("evidence")
        });
    }

    function objectTo(Lease memory lease, Receipt memory receipt) internal {
        Objection memory objection = objectionTo(market.leaseId(lease), receipt);
        market.object(lease, objection, sign(BUYER_KEY, market.objectionDigest(objection)));
    }

    function witness(Lease memory lease, Receipt memory receipt, uint256 key)
        internal
        view
        returns (IMarket.Evidence memory)
    {
        return IMarket.Evidence({
            lease: lease,
            receipt: receipt,
            signature: sign(key, market.receiptDigest(receipt))
        });
    }

    function list(bytes memory item) internal pure returns (bytes[] memory items) {
        items = new bytes[](1);
        items[0] = item;
    }

    function only(Lease memory lease) internal pure returns (Lease[] memory leases) {
        leases = new Lease[](1);
        leases[0] = lease;
    }

    function only(uint32 task) internal pure returns (uint32[] memory tasks) {
        tasks = new uint32[](1);
        tasks[0] = task;
    }

    function pot() internal view returns (uint256) {
        return market.potOf(buyer, JOB);
    }

    function assertStatus(bytes32 id, uint32 task, IMarket.TaskStatus expected, string memory what) internal view {
        assertEq(uint256(market.taskStatus(id, task)), uint256(expected), what);
    }
}
