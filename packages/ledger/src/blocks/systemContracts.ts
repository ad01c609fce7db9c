import type { SystemCall } from '../seams.ts';
import { MESSAGE_TOPIC, OUTBOX_ADDRESS } from './outbox.ts';

/** A contract that genesis deploys, with nonce 1. */
export interface SystemContract {
  name: string;
  address: Uint8Array;
  code: Uint8Array;
}

/** EIP-4788: roots of the beacon chain. Here there is none: its entries are zero. */
export const BEACON_ROOTS: SystemContract = {
  name: 'beacon roots (EIP-4788)',
  address: Uint8Array.fromHex('000f3df6d732807ef1319fb7b8bb8522d0beac02'),
  code: Uint8Array.fromHex(
    '3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c57' +
      '5f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500',
  ),
};

/** EIP-2935: hashes of the last 8,191 blocks. */
export const HISTORY_STORAGE: SystemContract = {
  name: 'history storage (EIP-2935)',
  address: Uint8Array.fromHex('0000f90827f1c53a10cb7a02335b175320002935'),
  code: Uint8Array.fromHex(
    '3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff' +
      '9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500',
  ),
};

/**
 * Logs its calldata as `Message(address indexed sender, bytes data)` and returns nothing; refuses value. In words:
 * CALLVALUE PUSH1 3e JUMPI; mem[0] = 32, mem[32] = CALLDATASIZE, mem[64..] = calldata; LOG2(0, (CALLDATASIZE + 95) & ~31,
 * topic, CALLER) STOP; JUMPDEST(3e) REVERT(0, 0).
 */
export const OUTBOX: SystemContract = {
  name: 'outbox',
  address: OUTBOX_ADDRESS,
  code: Uint8Array.fromHex(
    `34603e5760205f5236602052365f604037337f${MESSAGE_TOPIC.toHex()}601f1936605f01165fa2005b5f5ffd`,
  ),
};

export const SYSTEM_CONTRACTS: readonly SystemContract[] = [BEACON_ROOTS, HISTORY_STORAGE, OUTBOX];

/** What runs before the transactions of the block after the one with this hash. */
export function systemCalls(parentHash: Uint8Array): SystemCall[] {
  return [
    { to: BEACON_ROOTS.address, data: new Uint8Array(32) },
    { to: HISTORY_STORAGE.address, data: parentHash },
  ];
}
