// The ledger's codec of blocks: decoding of transactions, blooms, roots. Called from src/blocks.
import { copyBytes } from './bytes';
import { flush, hashLater } from './keccak';
import { addMessage, beginMessages, messageCount } from './messages';
import { addToBloom, putReceipt, receiptSize } from './receipts';
import { nextRecord } from './records';
import { PLACE, chooseLeaf, placeOf, putLeaf, putLeafHead, roots } from './trie';

export { decode } from './decode';
export { keccak } from './keccak';
export { HEAP, MESSAGE_TOPIC, OUTBOX, SEED } from './layout';
export { messageLevel } from './messages';

const ZEROS: i32 = 256;
let leaves: usize = 0;
let total: u32 = 0;
let blockBloom: usize = 0;
let cumulativeGas: u64 = 0;

/** Makes memory up to `end` reachable. */
export function reserve(end: usize): bool {
  const have = usize(memory.size()) << 16;
  if (end <= have) return true;
  return memory.grow(i32((end - have + 65535) >> 16)) != -1;
}

/**
 * Begins leaves of a block of `count` transactions: the leaf at place n (trie.ts) goes to leafPlaces + n * PLACE, 256
 * bytes to bloom. `gas` is that of the transactions before.
 */
export function beginLeaves(count: u32, leafPlaces: usize, bloom: usize, gas: u64): void {
  total = count;
  leaves = leafPlaces;
  blockBloom = bloom;
  cumulativeGas = gas;
  memory.fill(bloom, 0, ZEROS);
}

/**
 * Hashes the leaves of `count` transactions from number `first` on. Offsets are relative to `raw` and `logs`; status and
 * gas have an entry each; `stage` has room for both leaves of each transaction.
 */
export function addLeaves(
  first: u32, count: u32, raw: usize, rawOffsets: usize, status: usize, gas: usize, logs: usize, logOffsets: usize,
  stage: usize,
): void {
  let d = stage;
  for (let i: u32 = 0; i < count; i++) {
    const n = usize(i);
    const p = raw + usize(load<u32>(rawOffsets + (n << 2)));
    const size = usize(load<u32>(rawOffsets + (n << 2), 4) - load<u32>(rawOffsets + (n << 2)));
    const from = logs + usize(load<u32>(logOffsets + (n << 2)));
    const to = logs + usize(load<u32>(logOffsets + (n << 2), 4));
    const place = leaves + usize(placeOf(first + i, total)) * PLACE;
    cumulativeGas += load<u64>(gas + (n << 3));
    chooseLeaf(first + i, total);

    const value = putLeafHead(d, size);
    copyBytes(value, p, size);
    putLeaf(place, d, value + size - d);
    d = value + size;

    const type = u32(load<u8>(p)) < 0x80 ? u32(load<u8>(p)) : 0;
    const receipt = putLeafHead(d, receiptSize(type, cumulativeGas, from, to));
    const end = putReceipt(receipt, type, load<u8>(status + n) == 1, cumulativeGas, from, to, blockBloom);
    hashLater(place + 32, d, end - d);
    d = end;
  }
  flush();
}

/** Gas of the transactions so far. */
export function gasTotal(): u64 {
  return cumulativeGas;
}

/** Writes both roots over the leaves of a block of `count` transactions to d; PLACE bytes are used. */
export function joinLeaves(d: usize, leafPlaces: usize, count: u32): void {
  roots(d, leafPlaces, count);
}

/** Writes the leaves of the messages among `count` transactions' logs; returns how many there are. */
export function messageLeaves(
  count: u32, logs: usize, offsets: usize, messages: usize, chainId: u64, blockNumber: u64,
): u32 {
  beginMessages(messages, chainId, blockNumber);
  const end = logs + usize(load<u32>(offsets + (usize(count) << 2)));
  for (let p = logs + usize(load<u32>(offsets)); p < end; p = nextRecord(p)) addMessage(p);
  return messageCount;
}

/** Blooms of 256 bytes of the logs of `count` transactions. */
export function blooms(count: u32, logs: usize, offsets: usize, d: usize): void {
  memory.fill(d, 0, usize(count) << 8);
  for (let i: usize = 0; i < usize(count); i++) {
    addToBloom(d + (i << 8), logs + usize(load<u32>(offsets + (i << 2))), logs + usize(load<u32>(offsets + (i << 2), 4)));
  }
}
