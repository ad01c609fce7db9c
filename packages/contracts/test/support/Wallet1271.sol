// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @dev A contract wallet with one key.
contract Wallet1271 is IERC1271 {
    address private immutable _key;

    error NotKey();

    constructor(address key) {
        _key = key;
    }

    function run(address target, bytes calldata data) external {
        if (msg.sender != _key) revert NotKey();
        (bool ok, bytes memory result) = target.call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError err,) = ECDSA.tryRecoverCalldata(digest, signature);
        return err == ECDSA.RecoverError.NoError && signer == _key ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
