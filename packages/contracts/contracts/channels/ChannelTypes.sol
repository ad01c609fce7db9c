// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @notice What a channel is; it never changes. Its EIP-712 digest is the channel's id.
/// @param payer Whose money it is, and whom withdrawals and refunds pay.
/// @param payerAuthorizer Session key whose ECDSA signature makes a voucher; zero: the payer itself signs, ERC-1271 too.
/// @param receiver Whom settlements pay.
/// @param receiverAuthorizer Signs claims and refunds that somebody else sends.
/// @param withdrawDelay Seconds between the payer's announcement and its withdrawal.
struct ChannelConfig {
    address payer;
    address payerAuthorizer;
    address receiver;
    address receiverAuthorizer;
    address token;
    uint40 withdrawDelay;
    bytes32 salt;
}

/// @notice The payer's promise that the receiver may claim up to `maxClaimableAmount` in the channel's whole life.
struct Voucher {
    ChannelConfig channel;
    uint128 maxClaimableAmount;
}

/// @notice A signed voucher, and how much of it the receiver takes: the channel's new total, not a difference.
struct VoucherClaim {
    Voucher voucher;
    bytes signature;
    uint128 totalClaimed;
}

/// @title EIP-712 of the x402 `batch-settlement` scheme
/// @notice Types and domain as npm `@x402/evm` signs them.
/// @dev The domain separator is computed, not kept in immutables: a devnet's genesis holds runtime code that no
/// constructor ran for. A batch computes it once, about 300 gas.
library ChannelTypes {
    /// @notice A config has bits set that its types have not.
    error DirtyConfig();

    string internal constant NAME = "x402 Batch Settlement";
    string internal constant VERSION = "1";

    bytes32 internal constant CHANNEL_CONFIG_TYPEHASH = keccak256(
        "ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)"
    );
    bytes32 internal constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 channelId,uint128 maxClaimableAmount)");
    bytes32 internal constant REFUND_TYPEHASH = keccak256("Refund(bytes32 channelId,uint256 nonce,uint128 amount)");
    bytes32 internal constant CLAIM_ENTRY_TYPEHASH =
        keccak256("ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)");
    bytes32 internal constant CLAIM_BATCH_TYPEHASH = keccak256(
        "ClaimBatch(ClaimEntry[] claims)ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)"
    );
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256(bytes(NAME));
    bytes32 private constant VERSION_HASH = keccak256(bytes(VERSION));

    function domainSeparator(address verifyingContract) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, verifyingContract));
    }

    // The next two run for each channel of a batch. `abi.encode` would take new memory each time, which a thousand
    // channels pay for quadratically; these write past the free pointer and leave it.

    function channelId(bytes32 domain, ChannelConfig calldata config) internal pure returns (bytes32) {
        bytes32 typehash = CHANNEL_CONFIG_TYPEHASH;
        bytes32 structHash;
        bool clean;
        // A struct of value types is ABI-encoded as its EIP-712 `encodeData`: one padded word a field, in order.
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, typehash)
            calldatacopy(add(start, 0x20), config, 0xe0)
            structHash := keccak256(start, 0x100)
            // The first five words are addresses, the sixth is a uint40.
            let words := or(or(mload(add(start, 0x20)), mload(add(start, 0x40))), mload(add(start, 0x60)))
            words := or(or(words, mload(add(start, 0x80))), mload(add(start, 0xa0)))
            clean := iszero(or(shr(160, words), shr(40, mload(add(start, 0xc0)))))
        }
        if (!clean) revert DirtyConfig();
        return digest(domain, structHash);
    }

    function voucherDigest(bytes32 domain, bytes32 channel, uint128 maxClaimableAmount)
        internal
        pure
        returns (bytes32)
    {
        bytes32 typehash = VOUCHER_TYPEHASH;
        bytes32 structHash;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, typehash)
            mstore(add(start, 0x20), channel)
            mstore(add(start, 0x40), maxClaimableAmount)
            structHash := keccak256(start, 0x60)
        }
        return digest(domain, structHash);
    }

    function refundDigest(bytes32 domain, bytes32 channel, uint256 nonce, uint128 amount)
        internal
        pure
        returns (bytes32)
    {
        return digest(domain, keccak256(abi.encode(REFUND_TYPEHASH, channel, nonce, amount)));
    }

    /// @param channels The ids of the claims' channels, in order.
    function claimBatchDigest(bytes32 domain, bytes32[] memory channels, VoucherClaim[] calldata claims)
        internal
        pure
        returns (bytes32)
    {
        bytes32[] memory entries = new bytes32[](claims.length);
        for (uint256 i = 0; i < claims.length; ++i) {
            entries[i] = keccak256(
                abi.encode(
                    CLAIM_ENTRY_TYPEHASH, channels[i], claims[i].voucher.maxClaimableAmount, claims[i].totalClaimed
                )
            );
        }
        return digest(domain, keccak256(abi.encode(CLAIM_BATCH_TYPEHASH, keccak256(abi.encodePacked(entries)))));
    }

    function channelIds(bytes32 domain, VoucherClaim[] calldata claims) internal pure returns (bytes32[] memory ids) {
        ids = new bytes32[](claims.length);
        for (uint256 i = 0; i < claims.length; ++i) {
            ids[i] = channelId(domain, claims[i].voucher.channel);
        }
    }

    function digest(bytes32 domain, bytes32 structHash) private pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, structHash);
    }
}
