// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Addresses that x402 clients have built in
/// @dev Not arguments of a constructor: what stands at such an address is runtime code alone.
library Predeployed {
    address internal constant BATCH_SETTLEMENT = 0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003;
}
