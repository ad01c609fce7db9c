// Keccak-256 of byte strings. The permutation is the EVM's, by path: the output of the build stands alone.
import { permute, permutePair } from '../../../evm/assembly/core/permutation';
import { BUCKETS, PAIR, STATE } from './layout';

const RATE: usize = 136;
const MAX_BLOCKS: usize = 31;

/** Adds len < RATE bytes and the padding to the lanes at s, which lie `stride` apart (8 << shift). */
function absorbLast(s: usize, shift: usize, p: usize, len: usize): void {
  const stride: usize = 8 << shift;
  const lanes = len >> 3;
  for (let i: usize = 0; i < lanes; i++) {
    store<u64>(s, load<u64>(s) ^ load<u64>(p));
    s += stride;
    p += 8;
  }
  const bits = u64(len & 7) << 3;
  const mark: u64 = 1 << bits;
  store<u64>(s, load<u64>(s) ^ ((load<u64>(p) & (mark - 1)) | mark));
  s += (16 - lanes) * stride;
  store<u64>(s, load<u64>(s) ^ 0x8000000000000000);
}

/** The digest of len bytes at p to d. */
export function keccak(d: usize, p: usize, len: usize): void {
  for (let i: usize = 0; i < 208; i += 16) v128.store(STATE + i, i64x2.splat(0));
  for (; len >= RATE; len -= RATE) {
    for (let i: usize = 0; i < RATE; i += 8) store<u64>(STATE + i, load<u64>(STATE + i) ^ load<u64>(p + i));
    permute(STATE);
    p += RATE;
  }
  absorbLast(STATE, 0, p, len);
  permute(STATE);
  v128.store(d, v128.load(STATE));
  v128.store(d, v128.load(STATE, 16), 16);
}

/** Two digests at once, of messages with the same number of blocks: len bytes at p to d, qLen bytes at q to e. */
export function keccakPair(d: usize, p: usize, len: usize, e: usize, q: usize, qLen: usize): void {
  for (let i: usize = 0; i < 400; i += 16) v128.store(PAIR + i, i64x2.splat(0));
  for (; len >= RATE; len -= RATE) {
    for (let i: usize = 0; i < RATE; i += 8) {
      const lane = PAIR + (i << 1);
      const both = v128.load_lane<u64>(q + i, v128.load_zero<u64>(p + i), 1);
      v128.store(lane, v128.xor(v128.load(lane), both));
    }
    permutePair(PAIR);
    p += RATE;
    q += RATE;
    qLen -= RATE;
  }
  absorbLast(PAIR, 1, p, len);
  absorbLast(PAIR + 8, 1, q, qLen);
  permutePair(PAIR);
  for (let i: usize = 0; i < 32; i += 8) {
    store<u64>(d + i, load<u64>(PAIR + (i << 1)));
    store<u64>(e + i, load<u64>(PAIR + (i << 1), 8));
  }
}

/** Hashes as soon as there is a partner with as many blocks, at the latest in `flush`. The message must stay. */
export function hashLater(d: usize, p: usize, len: usize): void {
  const blocks = len / RATE + 1;
  if (blocks > MAX_BLOCKS) {
    keccak(d, p, len);
    return;
  }
  const bucket = BUCKETS + (blocks << 4);
  const waiting = usize(load<u32>(bucket));
  if (waiting == 0) {
    store<u32>(bucket, u32(p));
    store<u32>(bucket, u32(len), 4);
    store<u32>(bucket, u32(d), 8);
    return;
  }
  store<u32>(bucket, 0);
  keccakPair(load<u32>(bucket, 8), waiting, load<u32>(bucket, 4), d, p, len);
}

export function flush(): void {
  for (let bucket = BUCKETS + 16; bucket <= BUCKETS + (MAX_BLOCKS << 4); bucket += 16) {
    const waiting = usize(load<u32>(bucket));
    if (waiting == 0) continue;
    store<u32>(bucket, 0);
    keccak(load<u32>(bucket, 8), waiting, load<u32>(bucket, 4));
  }
}
