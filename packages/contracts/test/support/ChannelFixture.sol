// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchSettlement} from "../../contracts/channels/BatchSettlement.sol";
import {ChannelConfig, Voucher, VoucherClaim} from "../../contracts/channels/ChannelTypes.sol";
import {ERC3009DepositCollector} from "../../contracts/channels/ERC3009DepositCollector.sol";
import {PayerDepositCollector} from "../../contracts/channels/PayerDepositCollector.sol";
import {Predeployed} from "../../contracts/channels/Predeployed.sol";
import {ReceiptAnchor} from "../../contracts/channels/ReceiptAnchor.sol";
import {Test} from "./Test.sol";
import {MintableUSD} from "./Tokens.sol";

/// @dev The settlement contract as a genesis has it (runtime code at its address), and builders of signed objects.
abstract contract ChannelFixture is Test {
    uint256 internal constant START_S = 1_800_000_000;
    uint40 internal constant DELAY = 15 minutes;
    uint256 internal constant PAYER_KEY = 0xa11ce;
    uint256 internal constant SESSION_KEY = 0x5e55;
    uint256 internal constant RECEIVER_KEY = 0xcafe;
    uint256 internal constant AUTHORIZER_KEY = 0xa07;
    uint256 internal constant STRANGER_KEY = 0x57a;

    BatchSettlement internal constant batch = BatchSettlement(Predeployed.BATCH_SETTLEMENT);
    ERC3009DepositCollector internal constant erc3009 =
        ERC3009DepositCollector(0x4020806089470a89826cB9fB1f4059150b550004);
    ReceiptAnchor internal constant anchor = ReceiptAnchor(0x10dE000000000000000000000000000000000002);

    MintableUSD internal token;
    PayerDepositCollector internal collector;
    address internal payer = vm.addr(PAYER_KEY);
    address internal receiver = vm.addr(RECEIVER_KEY);
    address internal authorizer = vm.addr(AUTHORIZER_KEY);
    address internal stranger = vm.addr(STRANGER_KEY);

    function setUp() public virtual {
        vm.warp(START_S);
        deploy(new MintableUSD());
    }

    function deploy(MintableUSD token_) internal {
        // The artifacts: what is predeployed, and not what this test's own settings would compile.
        vm.etch(address(batch), vm.getDeployedCode("contracts/channels/BatchSettlement.sol:BatchSettlement"));
        vm.etch(address(anchor), vm.getDeployedCode("contracts/channels/ReceiptAnchor.sol:ReceiptAnchor"));
        vm.etch(address(erc3009), type(ERC3009DepositCollector).runtimeCode);
        collector = new PayerDepositCollector();
        token = token_;
    }

    function configOf(uint256 salt) internal view returns (ChannelConfig memory) {
        return ChannelConfig({
            payer: payer,
            payerAuthorizer: vm.addr(SESSION_KEY),
            receiver: receiver,
            receiverAuthorizer: authorizer,
            token: address(token),
            withdrawDelay: DELAY,
            salt: bytes32(salt)
        });
    }

    /// @dev A channel with `amount` in it, of new money of its payer.
    function opened(uint256 salt, uint128 amount) internal returns (ChannelConfig memory config, bytes32 id) {
        config = configOf(salt);
        id = batch.getChannelId(config);
        fill(config, amount);
    }

    function fill(ChannelConfig memory config, uint128 amount) internal {
        token.mint(config.payer, amount);
        vm.startPrank(config.payer);
        token.approve(address(collector), amount);
        collector.deposit(config, amount);
        vm.stopPrank();
    }

    function voucherOf(ChannelConfig memory config, uint128 max, uint128 total)
        internal
        view
        returns (VoucherClaim memory)
    {
        return signedBy(SESSION_KEY, config, max, total);
    }

    function signedBy(uint256 key, ChannelConfig memory config, uint128 max, uint128 total)
        internal
        view
        returns (VoucherClaim memory)
    {
        bytes memory signature = sign(key, batch.getVoucherDigest(batch.getChannelId(config), max));
        return VoucherClaim(Voucher(config, max), signature, total);
    }

    function claimAs(address sender, VoucherClaim memory one) internal {
        vm.prank(sender);
        batch.claim(only(one));
    }

    function batchSignature(uint256 key, VoucherClaim[] memory claims) internal view returns (bytes memory) {
        return sign(key, batch.getClaimBatchDigest(claims));
    }

    function refundSignature(bytes32 id, uint256 nonce, uint128 amount) internal view returns (bytes memory) {
        return sign(AUTHORIZER_KEY, batch.getRefundDigest(id, nonce, amount));
    }

    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function only(VoucherClaim memory one) internal pure returns (VoucherClaim[] memory list) {
        list = new VoucherClaim[](1);
        list[0] = one;
    }

    function two(VoucherClaim memory a, VoucherClaim memory b) internal pure returns (VoucherClaim[] memory list) {
        list = new VoucherClaim[](2);
        (list[0], list[1]) = (a, b);
    }

    function assertChannel(bytes32 id, uint128 balance, uint128 claimed, string memory what) internal view {
        (uint128 balance_, uint128 claimed_) = batch.channels(id);
        assertEq(balance_, balance, what);
        assertEq(claimed_, claimed, what);
    }

    function assertOwed(address to, uint128 amount, string memory what) internal view {
        (uint128 claimed, uint128 settled) = batch.receivers(to, address(token));
        assertEq(claimed - settled, amount, what);
    }

    function expectError(bytes4 selector) internal {
        vm.expectRevert(abi.encodePacked(selector));
    }
}
