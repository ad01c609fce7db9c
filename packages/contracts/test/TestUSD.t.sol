// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {TestUSD} from "../contracts/TestUSD.sol";
import {Test} from "./support/Test.sol";
import {MintableUSD} from "./support/Tokens.sol";
import {Wallet1271} from "./support/Wallet1271.sol";

contract TestUSDTest is Test {
    uint256 private constant KEY = 0xa11ce;
    uint256 private constant NOW = 1_800_000_000;
    bytes32 private constant NONCE = keccak256("an unordered nonce");
    address private constant TO = address(0x70);

    MintableUSD private usd;
    address private alice;

    function setUp() public {
        vm.warp(NOW);
        usd = new MintableUSD();
        alice = vm.addr(KEY);
        usd.mint(alice, 100e6);
    }

    function test_metadata() public view {
        assertEq(usd.decimals(), 6, "decimals");
        assertEq(keccak256(bytes(usd.symbol())), keccak256("tUSD"), "symbol");
    }

    function test_faucet_givesUpToTheCallLimit() public {
        uint256 limit = usd.FAUCET_PER_CALL();
        vm.expectEmit(address(usd));
        emit TestUSD.FaucetDrawn(address(this), limit);
        usd.faucet(limit);
        assertEq(usd.balanceOf(address(this)), limit, "minted");
        vm.expectRevert(abi.encodeWithSelector(TestUSD.FaucetCallLimit.selector, limit + 1, limit));
        usd.faucet(limit + 1);
        vm.expectRevert(abi.encodeWithSelector(TestUSD.FaucetCallLimit.selector, 0, limit));
        usd.faucet(0);
    }

    function test_faucet_stopsAtTheDayLimitAndStartsAgainNextDay() public {
        uint256 perCall = usd.FAUCET_PER_CALL();
        uint256 perDay = usd.FAUCET_PER_DAY();
        for (uint256 i = 0; i < perDay / perCall; ++i) {
            usd.faucet(perCall);
        }
        assertEq(usd.faucetLeft(address(this)), 0, "nothing left");
        vm.expectRevert(abi.encodeWithSelector(TestUSD.FaucetDayLimit.selector, 1, 0));
        usd.faucet(1);
        assertEq(usd.faucetLeft(alice), perDay, "limits are per address");
        vm.warp((NOW / 1 days + 1) * 1 days);
        assertEq(usd.faucetLeft(address(this)), perDay, "a new day");
        usd.faucet(perCall);
    }

    function testFuzz_faucet_neverAboveTheDayLimit(uint256[20] memory amounts) public {
        uint256 drawn = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = bound(amounts[i], 1, usd.FAUCET_PER_CALL());
            try usd.faucet(amount) {
                drawn += amount;
            } catch {
                assertTrue(amount > usd.FAUCET_PER_DAY() - drawn, "refused within the limit");
            }
        }
        assertEq(usd.balanceOf(address(this)), drawn, "minted what was drawn");
        assertTrue(drawn <= usd.FAUCET_PER_DAY(), "day limit");
    }

    function test_permit() public {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                alice,
                TO,
                7e6,
                usd.nonces(alice),
                NOW
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digestOf(structHash));
        usd.permit(alice, TO, 7e6, NOW, v, r, s);
        assertEq(usd.allowance(alice, TO), 7e6, "allowance");
    }

    function test_transferWithAuthorization_bothForms() public {
        bytes32 digest = digestOf(authorization("TransferWithAuthorization", alice, TO, NONCE));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        usd.transferWithAuthorization(alice, TO, 5e6, 0, NOW + 1, NONCE, v, r, s);
        assertTrue(usd.authorizationState(alice, NONCE), "nonce used");
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, alice, NONCE));
        usd.transferWithAuthorization(alice, TO, 5e6, 0, NOW + 1, NONCE, abi.encodePacked(r, s, v));

        bytes32 other = keccak256("another");
        digest = digestOf(authorization("TransferWithAuthorization", alice, TO, other));
        usd.transferWithAuthorization(alice, TO, 5e6, 0, NOW + 1, other, signed(digest));
        assertEq(usd.balanceOf(TO), 10e6, "both arrived");
    }

    function test_receiveWithAuthorization_onlyByTheReceiver() public {
        bytes memory sig = signed(digestOf(authorization("ReceiveWithAuthorization", alice, TO, NONCE)));
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, TO));
        usd.receiveWithAuthorization(alice, TO, 5e6, 0, NOW + 1, NONCE, sig);
        vm.prank(TO);
        usd.receiveWithAuthorization(alice, TO, 5e6, 0, NOW + 1, NONCE, sig);
        assertEq(usd.balanceOf(TO), 5e6, "arrived");
    }

    function test_receiveWithAuthorization_byAContractWallet() public {
        Wallet1271 wallet = new Wallet1271(alice);
        usd.mint(address(wallet), 5e6);
        bytes memory sig = signed(digestOf(authorization("ReceiveWithAuthorization", address(wallet), TO, NONCE)));
        vm.prank(TO);
        usd.receiveWithAuthorization(address(wallet), TO, 5e6, 0, NOW + 1, NONCE, sig);
        assertEq(usd.balanceOf(TO), 5e6, "arrived");
    }

    function test_authorization_refusesOtherSignersAndTimes() public {
        bytes32 digest = digestOf(authorization("TransferWithAuthorization", alice, TO, NONCE));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(0xbad, digest);
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009InvalidSignature.selector));
        usd.transferWithAuthorization(alice, TO, 5e6, 0, NOW + 1, NONCE, abi.encodePacked(r, s, v));
        vm.warp(NOW + 1);
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009InvalidAuthorizationTime.selector, 0, NOW + 1));
        usd.transferWithAuthorization(alice, TO, 5e6, 0, NOW + 1, NONCE, signed(digest));
    }

    function test_cancelAuthorization() public {
        bytes32 typeHash = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
        usd.cancelAuthorization(alice, NONCE, signed(digestOf(keccak256(abi.encode(typeHash, alice, NONCE)))));
        bytes memory sig = signed(digestOf(authorization("TransferWithAuthorization", alice, TO, NONCE)));
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, alice, NONCE));
        usd.transferWithAuthorization(alice, TO, 5e6, 0, NOW + 1, NONCE, sig);
    }

    function authorization(string memory kind, address from, address to, bytes32 nonce)
        private
        pure
        returns (bytes32)
    {
        bytes memory fields =
            "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
        bytes32 typeHash = keccak256(abi.encodePacked(kind, fields));
        return keccak256(abi.encode(typeHash, from, to, 5e6, 0, NOW + 1, nonce));
    }

    function digestOf(bytes32 structHash) private view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(usd.DOMAIN_SEPARATOR(), structHash);
    }

    function signed(bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        return abi.encodePacked(r, s, v);
    }
}
