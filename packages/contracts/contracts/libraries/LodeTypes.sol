// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a buyer and a provider agreed on, as far as the escrow needs it. Both sign it; its EIP-712 digest is
/// the lease id, which so binds the chain and the Market.
/// @param body Canonical hash of the whole off-chain lease.
/// @param jobKey Which of the buyer's pots pays, and which leases do the same job.
/// @param firstTask First task of the lease's range.
/// @param taskCount Tasks in the range.
/// @param holdbackMicroUsdPerTask Escrowed for each task: the most its holdback can be.
/// @param bondReservedMicroUsd Bond the provider must have when the lease is reserved.
/// @param objectionBondMicroUsd What an objection to one task costs the buyer if it is dropped.
/// @param quorum Agreeing receipts an objection needs; fewer than two never suffice.
/// @param expiresAtMs Claims are taken before it; what no claim took goes back after it.
/// @param acceptanceWindowMs How long the buyer may object to a claim.
/// @param objectionWindowMs How long an objection may be proved.
struct Lease {
    bytes32 body;
    bytes32 jobKey;
    address buyer;
    address provider;
    uint32 firstTask;
    uint32 taskCount;
    uint128 holdbackMicroUsdPerTask;
    uint128 bondReservedMicroUsd;
    uint128 objectionBondMicroUsd;
    uint8 quorum;
    uint64 expiresAtMs;
    uint64 acceptanceWindowMs;
    uint64 objectionWindowMs;
}

/// @notice What a provider says it ran, for what result and what price.
struct Receipt {
    bytes32 body;
    bytes32 lease;
    uint32 task;
    uint32 attempt;
    bytes32 programHash;
    bytes32 inputsRoot;
    bytes32 outputsRoot;
    bytes32 traceRoot;
    uint64 gpuMs;
    uint128 holdbackMicroUsd;
}

/// @notice One line of an acceptance: a receipt's digest and what the buyer pays for it.
struct AcceptedReceipt {
    bytes32 receipt;
    uint32 task;
    uint128 holdbackMicroUsd;
}

/// @notice The buyer's statement that a claimed receipt is wrong.
struct Objection {
    bytes32 body;
    bytes32 lease;
    uint32 task;
    bytes32 receipt;
    bytes32 evidence;
}

/// @title Lode's EIP-712 types
/// @notice Struct hashes of the objects that reach the chain; the `protocol` package defines the same types.
library LodeTypes {
    bytes32 private constant LEASE_TYPEHASH = keccak256(
        "Lease(bytes32 body,bytes32 jobKey,address buyer,address provider,uint32 firstTask,uint32 taskCount,uint128 holdbackMicroUsdPerTask,uint128 bondReservedMicroUsd,uint128 objectionBondMicroUsd,uint8 quorum,uint64 expiresAtMs,uint64 acceptanceWindowMs,uint64 objectionWindowMs)"
    );
    bytes32 private constant RECEIPT_TYPEHASH = keccak256(
        "Receipt(bytes32 body,bytes32 lease,uint32 task,uint32 attempt,bytes32 programHash,bytes32 inputsRoot,bytes32 outputsRoot,bytes32 traceRoot,uint64 gpuMs,uint128 holdbackMicroUsd)"
    );
    bytes32 private constant ACCEPTED_RECEIPT_TYPEHASH =
        keccak256("AcceptedReceipt(bytes32 receipt,uint32 task,uint128 holdbackMicroUsd)");
    bytes32 private constant ACCEPTANCE_TYPEHASH = keccak256(
        "Acceptance(bytes32 body,bytes32 lease,AcceptedReceipt[] receipts)AcceptedReceipt(bytes32 receipt,uint32 task,uint128 holdbackMicroUsd)"
    );
    bytes32 private constant OBJECTION_TYPEHASH =
        keccak256("Objection(bytes32 body,bytes32 lease,uint32 task,bytes32 receipt,bytes32 evidence)");

    // A struct of value types is ABI-encoded as its EIP-712 `encodeData`: one padded word a field, in order.

    function hash(Lease calldata lease) internal pure returns (bytes32) {
        return keccak256(abi.encode(LEASE_TYPEHASH, lease));
    }

    function hash(Receipt calldata receipt) internal pure returns (bytes32) {
        return keccak256(abi.encode(RECEIPT_TYPEHASH, receipt));
    }

    function hash(Objection calldata objection) internal pure returns (bytes32) {
        return keccak256(abi.encode(OBJECTION_TYPEHASH, objection));
    }

    function hashAcceptance(bytes32 body, bytes32 lease, AcceptedReceipt[] calldata receipts)
        internal
        pure
        returns (bytes32)
    {
        bytes32[] memory hashes = new bytes32[](receipts.length);
        for (uint256 i = 0; i < receipts.length; ++i) {
            hashes[i] = keccak256(abi.encode(ACCEPTED_RECEIPT_TYPEHASH, receipts[i]));
        }
        return keccak256(abi.encode(ACCEPTANCE_TYPEHASH, body, lease, keccak256(abi.encodePacked(hashes))));
    }
}
