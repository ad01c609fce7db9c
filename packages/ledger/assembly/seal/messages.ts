// Outgoing messages (docs/adr/0203-ledger-blocks.md): the outbox's logs as leaves of a Merkle tree that OpenZeppelin's
// MerkleProof reads. In WebAssembly because a block may be full of them: a message costs about 1,900 gas.
import { copyBytes, getWord } from './bytes';
import { keccak, keccakPair } from './keccak';
import { MESSAGE, MESSAGE_TOPIC, NODE_PAIR, OUTBOX } from './layout';
import { TOPICS, dataLength, dataOf, topicCount } from './records';

/** abi.encode of chain id, block number, index, sender, hash of the data; then the hash of these. */
const LEAF_BYTES: usize = 160;
const HASH: usize = 32;

let leaves: usize = 0;
/** Messages so far. */
export let messageCount: u32 = 0;

function putNumber(d: usize, value: u64): void {
  v128.store(d, i64x2.splat(0));
  store<u64>(d, 0, 16);
  store<u64>(d, bswap<u64>(value), 24);
}

/** Leaves go to `at`, 32 bytes each. */
export function beginMessages(at: usize, chainId: u64, blockNumber: u64): void {
  leaves = at;
  messageCount = 0;
  putNumber(MESSAGE, chainId);
  putNumber(MESSAGE + 32, blockNumber);
}

function isOutbox(p: usize): bool {
  if (load<u64>(p) != load<u64>(OUTBOX) || load<u64>(p, 8) != load<u64>(OUTBOX, 8)) return false;
  return load<u32>(p, 16) == load<u32>(OUTBOX, 16);
}

/** Length of the message's data; -1 where the record is none that the outbox's code writes. */
function messageLength(p: usize): i64 {
  if (topicCount(p) != 2 || dataLength(p) < 64) return -1;
  for (let i: usize = 0; i < 32; i += 8) {
    if (load<u64>(p + TOPICS + i) != load<u64>(MESSAGE_TOPIC + i)) return -1;
  }
  const length = bswap<u64>(load<u64>(dataOf(p), 56));
  return length <= u64(dataLength(p) - 64) ? i64(length) : -1;
}

/** Adds the record as a leaf where it is a message. */
export function addMessage(p: usize): void {
  if (!isOutbox(p)) return;
  const length = messageLength(p);
  if (length < 0) return;
  putNumber(MESSAGE + 64, messageCount);
  getWord(MESSAGE + 96, p + TOPICS + 32);
  keccak(MESSAGE + 128, dataOf(p) + 64, usize(length));
  keccak(MESSAGE + LEAF_BYTES, MESSAGE, LEAF_BYTES);
  keccak(leaves + usize(messageCount) * HASH, MESSAGE + LEAF_BYTES, HASH);
  messageCount++;
}

function isBelow(a: usize, b: usize): bool {
  for (let i: usize = 0; i < HASH; i += 8) {
    const x = bswap<u64>(load<u64>(a + i));
    const y = bswap<u64>(load<u64>(b + i));
    if (x != y) return x < y;
  }
  return false;
}

/** Two neighbours, the lower one first. */
function putPair(d: usize, p: usize): void {
  const first = isBelow(p, p + HASH) ? p : p + HASH;
  copyBytes(d, first, HASH);
  copyBytes(d + HASH, first == p ? p + HASH : p, HASH);
}

/** The level above `count` nodes at p, to d (which may be p); the last of an odd number moves up. Returns its size. */
export function messageLevel(d: usize, p: usize, count: u32): u32 {
  const above = (count + 1) >> 1;
  const pairs = count >> 1;
  let i: u32 = 0;
  for (; i + 2 <= pairs; i += 2) {
    const from = p + usize(i) * 64;
    const to = d + usize(i) * HASH;
    putPair(NODE_PAIR, from);
    putPair(NODE_PAIR + 64, from + 64);
    keccakPair(to, NODE_PAIR, 64, to + HASH, NODE_PAIR + 64, 64);
  }
  if (i < pairs) {
    putPair(NODE_PAIR, p + usize(i) * 64);
    keccak(d + usize(i) * HASH, NODE_PAIR, 64);
  }
  if (above > pairs) copyBytes(d + usize(pairs) * HASH, p + usize(pairs) * 64, HASH);
  return above;
}
