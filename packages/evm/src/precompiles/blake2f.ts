/** BLAKE2b's compression function F (EIP-152): rounds, h, m, t and the final flag in 213 bytes. */
const INPUT_BYTES = 213;

const IV_LOW = [0xf3bcc908, 0x84caa73b, 0xfe94f82b, 0x5f1d36f1, 0xade682d1, 0x2b3e6c1f, 0xfb41bd6b, 0x137e2179];
const IV_HIGH = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
].flat();

/** Indices of the four columns, then of the four diagonals, that a round mixes. */
const MIXES = [
  0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 5, 10, 15, 1, 6, 11, 12, 2, 7, 8, 13, 3, 4, 9, 14,
];

export function blake2fRounds(input: Uint8Array): number {
  return input.length === INPUT_BYTES ? new DataView(input.buffer, input.byteOffset, 4).getUint32(0) : 0;
}

export function blake2fOperation(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== INPUT_BYTES || (input[212] ?? 2) > 1) return undefined;
  const view = new DataView(input.buffer, input.byteOffset, INPUT_BYTES);
  // Words are little-endian; each is kept as a low and a high half, interleaved.
  const v = new Uint32Array(32);
  const m = new Uint32Array(32);
  for (let i = 0; i < 16; i++) v[i] = view.getUint32(4 + 4 * i, true);
  for (let i = 0; i < 32; i++) m[i] = view.getUint32(68 + 4 * i, true);
  const h = v.slice(0, 16);
  initialise(v, view);
  const rounds = view.getUint32(0);
  for (let round = 0; round < rounds; round++) mixRound(v, m, (round % 10) * 16);
  const out = new Uint8Array(64);
  const outView = new DataView(out.buffer);
  for (let i = 0; i < 16; i++) outView.setUint32(4 * i, (h[i] ?? 0) ^ (v[i] ?? 0) ^ (v[i + 16] ?? 0), true);
  return out;
}

function initialise(v: Uint32Array, view: DataView): void {
  for (let i = 0; i < 8; i++) {
    v[16 + 2 * i] = IV_LOW[i] ?? 0;
    v[17 + 2 * i] = IV_HIGH[i] ?? 0;
  }
  for (let i = 0; i < 4; i++) v[24 + i] = (v[24 + i] ?? 0) ^ view.getUint32(196 + 4 * i, true);
  if (view.getUint8(212) === 1) {
    v[28] = ~(v[28] ?? 0);
    v[29] = ~(v[29] ?? 0);
  }
}

function mixRound(v: Uint32Array, m: Uint32Array, sigma: number): void {
  for (let i = 0; i < 8; i++) {
    const x = 2 * (SIGMA[sigma + 2 * i] ?? 0);
    const y = 2 * (SIGMA[sigma + 2 * i + 1] ?? 0);
    mix(v, 4 * i, m[x] ?? 0, m[x + 1] ?? 0, m[y] ?? 0, m[y + 1] ?? 0);
  }
}

/** RFC 7693's G on 64-bit words in halves. */
function mix(v: Uint32Array, at: number, xLow: number, xHigh: number, yLow: number, yHigh: number): void {
  const ia = 2 * (MIXES[at] ?? 0);
  const ib = 2 * (MIXES[at + 1] ?? 0);
  const ic = 2 * (MIXES[at + 2] ?? 0);
  const id = 2 * (MIXES[at + 3] ?? 0);
  let al = v[ia] ?? 0;
  let ah = v[ia + 1] ?? 0;
  let bl = v[ib] ?? 0;
  let bh = v[ib + 1] ?? 0;
  let cl = v[ic] ?? 0;
  let ch = v[ic + 1] ?? 0;
  let dl = v[id] ?? 0;
  let dh = v[id + 1] ?? 0;

  let low = (al >>> 0) + (bl >>> 0) + (xLow >>> 0);
  ah = (ah + bh + xHigh + Math.floor(low / 0x1_0000_0000)) | 0;
  al = low | 0;
  let swap = dl ^ al;
  dl = dh ^ ah; // rotated by 32: the halves change places
  dh = swap;
  low = (cl >>> 0) + (dl >>> 0);
  ch = (ch + dh + (low > 0xffff_ffff ? 1 : 0)) | 0;
  cl = low | 0;
  bl ^= cl;
  bh ^= ch;
  swap = (bl >>> 24) | (bh << 8);
  bh = (bh >>> 24) | (bl << 8);
  bl = swap;

  low = (al >>> 0) + (bl >>> 0) + (yLow >>> 0);
  ah = (ah + bh + yHigh + Math.floor(low / 0x1_0000_0000)) | 0;
  al = low | 0;
  dl ^= al;
  dh ^= ah;
  swap = (dl >>> 16) | (dh << 16);
  dh = (dh >>> 16) | (dl << 16);
  dl = swap;
  low = (cl >>> 0) + (dl >>> 0);
  ch = (ch + dh + (low > 0xffff_ffff ? 1 : 0)) | 0;
  cl = low | 0;
  bl ^= cl;
  bh ^= ch;
  swap = (bl << 1) | (bh >>> 31);
  bh = (bh << 1) | (bl >>> 31);
  bl = swap;

  v[ia] = al;
  v[ia + 1] = ah;
  v[ib] = bl;
  v[ib + 1] = bh;
  v[ic] = cl;
  v[ic + 1] = ch;
  v[id] = dl;
  v[id + 1] = dh;
}
