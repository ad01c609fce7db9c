// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {TokenTransfers} from "../libraries/TokenTransfers.sol";
import {ChannelConfig, ChannelTypes, VoucherClaim} from "./ChannelTypes.sol";
import {IBatchSettlement} from "./IBatchSettlement.sol";
import {IDepositCollector} from "./IDepositCollector.sol";

/// @title BatchSettlement
/// @notice One-way payment channels of the x402 `batch-settlement` scheme: see {IBatchSettlement}.
contract BatchSettlement is IBatchSettlement, IERC5267, Multicall, ReentrancyGuardTransient {
    using ChannelTypes for bytes32;
    using SafeCast for uint256;
    using TokenTransfers for IERC20;

    /// @notice Fewest and most seconds between announcing a withdrawal and taking it; clients have them built in.
    uint40 public constant MIN_WITHDRAW_DELAY = 15 minutes;
    uint40 public constant MAX_WITHDRAW_DELAY = 30 days;

    bytes32 public constant CHANNEL_CONFIG_TYPEHASH = ChannelTypes.CHANNEL_CONFIG_TYPEHASH;
    bytes32 public constant VOUCHER_TYPEHASH = ChannelTypes.VOUCHER_TYPEHASH;
    bytes32 public constant REFUND_TYPEHASH = ChannelTypes.REFUND_TYPEHASH;
    bytes32 public constant CLAIM_ENTRY_TYPEHASH = ChannelTypes.CLAIM_ENTRY_TYPEHASH;
    bytes32 public constant CLAIM_BATCH_TYPEHASH = ChannelTypes.CLAIM_BATCH_TYPEHASH;

    /// @dev `balance` is all that came in less what went back to the payer; never below `totalClaimed`. One slot.
    struct Channel {
        uint128 balance;
        uint128 totalClaimed;
    }

    struct Withdrawal {
        uint128 amount;
        uint40 initiatedAt;
    }

    struct Receiver {
        uint128 totalClaimed;
        uint128 totalSettled;
    }

    /// @dev What a batch owes one receiver so far, so that neighbouring claims of one receiver write its slot once.
    struct Owed {
        address receiver;
        address token;
        uint256 amount;
    }

    /// @inheritdoc IBatchSettlement
    mapping(bytes32 channelId => Channel) public channels;
    /// @inheritdoc IBatchSettlement
    mapping(bytes32 channelId => Withdrawal) public pendingWithdrawals;
    /// @inheritdoc IBatchSettlement
    mapping(bytes32 channelId => uint256) public refundNonce;
    /// @inheritdoc IBatchSettlement
    mapping(address receiver => mapping(address token => Receiver)) public receivers;

    // --- in

    /// @inheritdoc IBatchSettlement
    function deposit(ChannelConfig calldata config, uint128 amount, address collector, bytes calldata collectorData)
        external
        nonReentrant
    {
        _checkConfig(config);
        if (amount == 0) revert ZeroDeposit();
        if (collector == address(0)) revert InvalidCollector();
        bytes32 id = getChannelId(config);
        Channel storage channel = channels[id];
        uint128 before = channel.balance;
        if (amount > type(uint128).max - before) revert DepositOverflow();

        channel.balance = before + amount;
        if (before == 0) emit ChannelCreated(id, config);
        emit Deposited(id, msg.sender, amount, before + amount);

        IERC20 token = IERC20(config.token);
        uint256 held = token.balanceOf(address(this));
        IDepositCollector(collector).collect(config.payer, config.token, amount, id, collectorData);
        if (token.grownSince(held) != amount) revert DepositCollectionFailed();
    }

    // --- to the receiver

    /// @inheritdoc IBatchSettlement
    function claim(VoucherClaim[] calldata voucherClaims) external nonReentrant {
        if (voucherClaims.length == 0) revert EmptyBatch();
        bytes32 domain = _domain();
        Owed memory owed;
        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            VoucherClaim calldata one = voucherClaims[i];
            if (!_isReceiverSide(one.voucher.channel)) revert NotAuthorizedToClaim();
            _claim(domain, domain.channelId(one.voucher.channel), one, owed);
        }
        _credit(owed);
    }

    /// @inheritdoc IBatchSettlement
    function claimWithSignature(VoucherClaim[] calldata voucherClaims, bytes calldata authorizerSignature)
        external
        nonReentrant
    {
        if (voucherClaims.length == 0) revert EmptyBatch();
        bytes32 domain = _domain();
        bytes32[] memory ids = domain.channelIds(voucherClaims);
        address authorizer = voucherClaims[0].voucher.channel.receiverAuthorizer;
        _checkSignature(authorizer, domain.claimBatchDigest(ids, voucherClaims), authorizerSignature);
        Owed memory owed;
        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            VoucherClaim calldata one = voucherClaims[i];
            if (one.voucher.channel.receiverAuthorizer != authorizer) revert NotReceiverAuthorizer();
            _claim(domain, ids[i], one, owed);
        }
        _credit(owed);
    }

    /// @inheritdoc IBatchSettlement
    function settle(address receiver, address token) external nonReentrant {
        Receiver storage account = receivers[receiver][token];
        uint128 total = account.totalClaimed;
        uint128 amount = total - account.totalSettled;
        if (amount == 0) return;
        account.totalSettled = total;
        emit Settled(receiver, token, msg.sender, amount);

        IERC20(token).push(receiver, amount);
    }

    // --- back to the payer

    /// @inheritdoc IBatchSettlement
    function initiateWithdraw(ChannelConfig calldata config, uint128 amount) external nonReentrant {
        if (!_isPayerSide(config)) revert InvalidChannel();
        if (amount == 0) revert NothingToWithdraw();
        bytes32 id = getChannelId(config);
        if (pendingWithdrawals[id].initiatedAt != 0) revert WithdrawalAlreadyPending();
        if (amount > _unclaimed(id)) revert WithdrawAmountExceedsAvailable();

        uint40 nowS = uint40(block.timestamp);
        pendingWithdrawals[id] = Withdrawal({amount: amount, initiatedAt: nowS});
        emit WithdrawInitiated(id, amount, nowS + config.withdrawDelay);
    }

    /// @inheritdoc IBatchSettlement
    function finalizeWithdraw(ChannelConfig calldata config) external nonReentrant {
        if (!_isPayerSide(config)) revert NotAuthorizedToFinalizeWithdraw();
        bytes32 id = getChannelId(config);
        Withdrawal memory pending = pendingWithdrawals[id];
        if (pending.initiatedAt == 0) revert WithdrawalNotPending();
        if (block.timestamp < uint256(pending.initiatedAt) + config.withdrawDelay) revert WithdrawDelayNotElapsed();

        uint128 amount = _atMostUnclaimed(id, pending.amount);
        delete pendingWithdrawals[id];
        emit WithdrawFinalized(id, msg.sender, amount);
        _giveBack(id, config, amount);
    }

    /// @inheritdoc IBatchSettlement
    function refund(ChannelConfig calldata config, uint128 amount) external nonReentrant {
        if (!_isReceiverSide(config)) revert NotAuthorizedToRefund();
        _refund(getChannelId(config), config, amount);
    }

    /// @inheritdoc IBatchSettlement
    function refundWithSignature(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 nonce,
        bytes calldata receiverAuthorizerSignature
    ) external nonReentrant {
        bytes32 id = getChannelId(config);
        if (nonce != refundNonce[id]) revert InvalidRefundNonce();
        _checkSignature(config.receiverAuthorizer, getRefundDigest(id, nonce, amount), receiverAuthorizerSignature);
        _refund(id, config, amount);
    }

    // --- views

    /// @inheritdoc IBatchSettlement
    function getClaimBatchDigest(VoucherClaim[] calldata voucherClaims) external view returns (bytes32) {
        bytes32 domain = _domain();
        return domain.claimBatchDigest(domain.channelIds(voucherClaims), voucherClaims);
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory)
    {
        // 0x0f: name, version, chain id and contract are the domain's fields.
        return
            (
                0x0f,
                ChannelTypes.NAME,
                ChannelTypes.VERSION,
                block.chainid,
                address(this),
                bytes32(0),
                new uint256[](0)
            );
    }

    /// @inheritdoc IBatchSettlement
    function getChannelId(ChannelConfig calldata config) public view returns (bytes32) {
        return _domain().channelId(config);
    }

    /// @inheritdoc IBatchSettlement
    function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) public view returns (bytes32) {
        return _domain().voucherDigest(channelId, maxClaimableAmount);
    }

    /// @inheritdoc IBatchSettlement
    function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) public view returns (bytes32) {
        return _domain().refundDigest(channelId, nonce, amount);
    }

    // --- inside

    /// @dev Books one claim; what it owes the receiver is added to `owed`, or replaces it once that is credited.
    function _claim(bytes32 domain, bytes32 id, VoucherClaim calldata one, Owed memory owed) private {
        Channel storage channel = channels[id];
        uint256 packed;
        // Both fields with one read, and below with one write.
        assembly ("memory-safe") {
            packed := sload(channel.slot)
        }
        (uint256 held, uint256 before) = (uint128(packed), packed >> 128);
        uint256 total = one.totalClaimed;
        if (total <= before) return;
        uint128 ceiling = one.voucher.maxClaimableAmount;
        if (total > ceiling) revert ClaimExceedsCeiling();
        if (total > held) revert ClaimExceedsBalance();
        ChannelConfig calldata config = one.voucher.channel;
        _checkVoucher(config, domain.voucherDigest(id, ceiling), one.signature);

        assembly ("memory-safe") {
            sstore(channel.slot, or(held, shl(128, total)))
        }
        // Above zero, and below 2^128 as both are; a batch does not have 2^128 of them.
        unchecked {
            uint256 more = total - before;
            emit Claimed(id, msg.sender, uint128(more), uint128(total));
            (address receiver, address token) = (config.receiver, config.token);
            if (owed.receiver != receiver || owed.token != token) {
                _credit(owed);
                (owed.receiver, owed.token, owed.amount) = (receiver, token, 0);
            }
            owed.amount += more;
        }
    }

    function _credit(Owed memory owed) private {
        if (owed.amount != 0) receivers[owed.receiver][owed.token].totalClaimed += owed.amount.toUint128();
    }

    function _refund(bytes32 id, ChannelConfig calldata config, uint128 amount) private {
        if (amount == 0) revert ZeroRefund();
        ++refundNonce[id];
        uint128 given = _atMostUnclaimed(id, amount);
        if (given == 0) return;

        // What the payer gets now it need not withdraw.
        Withdrawal storage pending = pendingWithdrawals[id];
        if (given < pending.amount) pending.amount -= given;
        else delete pendingWithdrawals[id];
        emit Refunded(id, msg.sender, given);
        _giveBack(id, config, given);
    }

    /// @dev Pays the payer `amount`, at most what is unclaimed. Comes last: it calls the token.
    function _giveBack(bytes32 id, ChannelConfig calldata config, uint128 amount) private {
        Channel storage channel = channels[id];
        uint128 left = channel.balance - amount;
        channel.balance = left;
        // Not below `totalClaimed`, so an empty channel never paid.
        if (left == 0) emit ChannelClosed(id, config);

        IERC20(config.token).push(config.payer, amount);
    }

    function _checkConfig(ChannelConfig calldata config) private pure {
        if (
            config.payer == address(0) || config.receiver == address(0) || config.receiverAuthorizer == address(0)
                || config.token == address(0)
        ) revert InvalidChannel();
        if (config.withdrawDelay < MIN_WITHDRAW_DELAY || config.withdrawDelay > MAX_WITHDRAW_DELAY) {
            revert WithdrawDelayOutOfRange();
        }
    }

    /// @dev A session key signs with ECDSA whatever code its address has; the payer as an EOA or an ERC-1271 wallet.
    function _checkVoucher(ChannelConfig calldata config, bytes32 digest, bytes calldata signature) private view {
        address key = config.payerAuthorizer;
        if (key == address(0)) {
            _checkSignature(config.payer, digest, signature);
        } else {
            (address signer, ECDSA.RecoverError err,) = ECDSA.tryRecoverCalldata(digest, signature);
            if (err != ECDSA.RecoverError.NoError || signer != key) revert InvalidSignature();
        }
    }

    function _checkSignature(address signer, bytes32 digest, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) revert InvalidSignature();
    }

    function _unclaimed(bytes32 id) private view returns (uint128) {
        Channel memory channel = channels[id];
        return channel.balance - channel.totalClaimed;
    }

    function _atMostUnclaimed(bytes32 id, uint128 amount) private view returns (uint128) {
        return uint128(Math.min(amount, _unclaimed(id)));
    }

    function _isReceiverSide(ChannelConfig calldata config) private view returns (bool) {
        return msg.sender == config.receiver || msg.sender == config.receiverAuthorizer;
    }

    function _isPayerSide(ChannelConfig calldata config) private view returns (bool) {
        return msg.sender == config.payer || msg.sender == config.payerAuthorizer;
    }

    function _domain() private view returns (bytes32) {
        return ChannelTypes.domainSeparator(address(this));
    }
}
