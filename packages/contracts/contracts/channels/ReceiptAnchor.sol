// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {ChannelConfig, ChannelTypes, VoucherClaim} from "./ChannelTypes.sol";
import {IBatchSettlement} from "./IBatchSettlement.sol";
import {Predeployed} from "./Predeployed.sol";

/// @notice What one receipt says was done and paid. Its leaf is `keccak256(keccak256(abi.encode(channelId, receipt,
/// gpuMs, paid)))`.
/// @param receipt The receipt's digest: whoever has the receipt can show that this is it.
/// @param gpuMs GPU-milliseconds billed.
/// @param paid How much of the channel's claimed money is for it, in the token's units.
struct PaidReceipt {
    bytes32 receipt;
    uint64 gpuMs;
    uint128 paid;
}

/// @title ReceiptAnchor
/// @notice Claims, and in the same transaction publishes for which receipts: a Merkle root and its leaves a channel.
/// @dev The claim's ABI has no room for a root, so this stands in front of it. It keeps no state and holds no money.
/// The roots are computed here, so that a root and leaves which disagree cannot be published. Whether receipts are
/// genuine their signatures tell; whether they add up to what was claimed, the sums of this contract's events and of
/// the claims do.
contract ReceiptAnchor {
    /// @notice `receipts` are what the channel's receiver says `payer` paid for, out of the `totalClaimed` so far.
    event ReceiptsAnchored(
        bytes32 indexed channelId,
        address indexed receiver,
        address indexed payer,
        bytes32 root,
        uint128 totalClaimed,
        PaidReceipt[] receipts
    );

    /// @notice Each claim needs its list of receipts, though it may be empty.
    error LengthMismatch(uint256 expected, uint256 given);

    /// @notice Only the receiver's side says what it was paid for.
    error NotReceiverSide(bytes32 channelId);

    /// @notice Claims as {IBatchSettlement-claimWithSignature} does, and publishes the receipts of each claim.
    /// @dev A claim that somebody else made before is skipped there, and its receipts are still published here.
    function claimWithReceipts(
        VoucherClaim[] calldata voucherClaims,
        PaidReceipt[][] calldata receipts,
        bytes calldata authorizerSignature
    ) external {
        if (receipts.length != voucherClaims.length) revert LengthMismatch(voucherClaims.length, receipts.length);
        IBatchSettlement(Predeployed.BATCH_SETTLEMENT).claimWithSignature(voucherClaims, authorizerSignature);
        bytes32 domain = ChannelTypes.domainSeparator(Predeployed.BATCH_SETTLEMENT);
        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            if (receipts[i].length != 0) _publish(domain, voucherClaims[i], receipts[i]);
        }
    }

    /// @notice The root over a channel's receipts, in the given order: a complete binary tree with sorted pairs, the
    /// first leaf last, as OpenZeppelin's `MerkleProof` verifies it. Zero for none.
    function rootOf(bytes32 channelId, PaidReceipt[] calldata receipts) public pure returns (bytes32) {
        uint256 count = receipts.length;
        if (count == 0) return 0;
        bytes32[] memory tree = new bytes32[](2 * count - 1);
        for (uint256 i = 0; i < count; ++i) {
            tree[tree.length - 1 - i] = _leaf(channelId, receipts[i]);
        }
        for (uint256 i = count - 1; i > 0; --i) {
            tree[i - 1] = Hashes.commutativeKeccak256(tree[2 * i - 1], tree[2 * i]);
        }
        return tree[0];
    }

    /// @dev `keccak256(keccak256(abi.encode(channelId, receipt)))`, which takes no new memory for each leaf: hashed twice,
    /// so that no leaf can be taken for a pair of hashes.
    function _leaf(bytes32 channelId, PaidReceipt calldata receipt) private pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, channelId)
            calldatacopy(add(start, 0x20), receipt, 0x60)
            mstore(start, keccak256(start, 0x80))
            leaf := keccak256(start, 0x20)
        }
    }

    function _publish(bytes32 domain, VoucherClaim calldata one, PaidReceipt[] calldata receipts) private {
        ChannelConfig calldata config = one.voucher.channel;
        bytes32 id = ChannelTypes.channelId(domain, config);
        if (msg.sender != config.receiver && msg.sender != config.receiverAuthorizer) revert NotReceiverSide(id);
        emit ReceiptsAnchored(
            id, config.receiver, config.payer, rootOf(id, receipts), one.totalClaimed, receipts
        );
    }
}
