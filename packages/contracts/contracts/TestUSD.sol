// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title TestUSD
/// @notice The devnets' stablecoin: ERC-20 with 6 decimals, EIP-2612, EIP-3009 and a faucet. Worth nothing.
/// @dev EIP-3009 comes in both signature forms, `(v, r, s)` and, for ERC-1271 wallets too, `(bytes signature)`. The
/// second is written here: OpenZeppelin's extension that has it numbers nonces in sequence, while EIP-3009 clients
/// (x402 among them) draw them at random.
contract TestUSD is ERC20, ERC20Permit, ERC3009 {
    /// @notice Most micro-dollars one faucet call gives.
    uint256 public constant FAUCET_PER_CALL = 10_000e6;

    /// @notice Most micro-dollars one address draws from the faucet in a UTC day.
    uint256 public constant FAUCET_PER_DAY = 100_000e6;

    /// @dev What an address has drawn, and on which day; a new day starts from zero.
    struct Drawn {
        uint64 day;
        uint192 amount;
    }

    mapping(address account => Drawn) private _drawn;

    /// @notice `amount` is zero or above {FAUCET_PER_CALL}.
    error FaucetCallLimit(uint256 amount, uint256 limit);

    /// @notice The address has only `left` to draw today.
    error FaucetDayLimit(uint256 amount, uint256 left);

    /// @notice `account` drew `amount` from the faucet.
    event FaucetDrawn(address indexed account, uint256 amount);

    constructor() ERC20("Lode Test USD", "tUSD") ERC20Permit("Lode Test USD") {}

    /// @notice Mints `amount` micro-dollars to the caller.
    /// @param amount Micro-dollars, at most {FAUCET_PER_CALL}, and within {faucetLeft}.
    function faucet(uint256 amount) external {
        if (amount == 0 || amount > FAUCET_PER_CALL) revert FaucetCallLimit(amount, FAUCET_PER_CALL);
        uint256 left = faucetLeft(msg.sender);
        if (amount > left) revert FaucetDayLimit(amount, left);
        // Fits: at most FAUCET_PER_DAY.
        _drawn[msg.sender] = Drawn({day: _today(), amount: uint192(FAUCET_PER_DAY - left + amount)});
        emit FaucetDrawn(msg.sender, amount);
        _mint(msg.sender, amount);
    }

    /// @notice EIP-3009 `transferWithAuthorization` with the signature as bytes.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        _checkAuthorization(
            from,
            keccak256(abi.encode(TRANSFER_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)),
            signature
        );
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @notice EIP-3009 `receiveWithAuthorization` with the signature as bytes.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        if (to != msg.sender) revert ERC20InvalidReceiver(to);
        _checkAuthorization(
            from,
            keccak256(abi.encode(RECEIVE_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)),
            signature
        );
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @notice EIP-3009 `cancelAuthorization` with the signature as bytes.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        _checkAuthorization(
            authorizer, keccak256(abi.encode(CANCEL_AUTHORIZATION_TYPEHASH, authorizer, nonce)), signature
        );
        _cancelAuthorization(authorizer, nonce);
    }

    /// @notice Micro-dollars `account` may still draw today.
    function faucetLeft(address account) public view returns (uint256) {
        Drawn memory drawn = _drawn[account];
        return drawn.day == _today() ? FAUCET_PER_DAY - drawn.amount : FAUCET_PER_DAY;
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function _checkAuthorization(address signer, bytes32 structHash, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(structHash), signature)) {
            revert ERC3009InvalidSignature();
        }
    }

    function _today() private view returns (uint64) {
        return uint64(block.timestamp / 1 days);
    }
}
