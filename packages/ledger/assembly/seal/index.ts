// The ledger's codec of blocks: decoding of transactions, blooms, roots. Called from src/blocks.
import { copyBytes } from './bytes';
import { flush, hashLater } from './keccak';
import { addToBloom, messages, putReceipt, receiptSize, resetMessages } from './receipts';
import { PLACE, chooseLeaf, placeOf, putLeaf, putLeafHead, roots } from './trie';

export { decode } from './decode';
export { keccak } from './keccak';

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

/** Begins a block of `count` transactions: PLACE bytes each at leafPlaces, 256 at bloom. */
export function sealBegin(count: u32, leafPlaces: usize, bloom: usize): void {
  total = count;
  leaves = leafPlaces;
  blockBloom = bloom;
  cumulativeGas = 0;
  memory.fill(bloom, 0, ZEROS);
  resetMessages();
}

/**
 * Hashes the leaves of `count` transactions from number `first` on. Offsets are relative to `raw` and `logs`; status and
 * gas have an entry each; `stage` has room for both leaves of each transaction.
 */
export function sealLeaves(
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

/** Writes both roots to d (PLACE bytes are used); returns the number of messages that the outbox logged. */
export function sealEnd(d: usize): u32 {
  roots(d, leaves, total);
  return messages;
}

/** Blooms of 256 bytes of the logs of `count` transactions. */
export function blooms(count: u32, logs: usize, offsets: usize, d: usize): void {
  memory.fill(d, 0, usize(count) << 8);
  for (let i: usize = 0; i < usize(count); i++) {
    addToBloom(d + (i << 8), logs + usize(load<u32>(offsets + (i << 2))), logs + usize(load<u32>(offsets + (i << 2), 4)));
  }
}
