import { bn254 } from '@noble/curves/bn254.js';
import { booleanWord, readBigInt, writeBigInt } from './bytes.ts';

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const { Fp, Fp2, Fp12 } = bn254.fields;
const ORDER = bn254.fields.Fr.ORDER;
const PAIR_BYTES = 192;

type G1Point = InstanceType<typeof G1>;
type G2Point = InstanceType<typeof G2>;

export function bn254AddOperation(input: Uint8Array): Uint8Array | undefined {
  const a = readG1(input, 0);
  const b = readG1(input, 64);
  return a === undefined || b === undefined ? undefined : encodeG1(a.add(b));
}

export function bn254MulOperation(input: Uint8Array): Uint8Array | undefined {
  const point = readG1(input, 0);
  if (point === undefined) return undefined;
  // The group's order is prime, so a scalar of any size means its remainder.
  return encodeG1(point.multiplyUnsafe(readBigInt(input, 64, 32) % ORDER));
}

export function bn254PairingOperation(input: Uint8Array): Uint8Array | undefined {
  if (input.length % PAIR_BYTES !== 0) return undefined;
  const pairs: { g1: G1Point; g2: G2Point }[] = [];
  for (let offset = 0; offset < input.length; offset += PAIR_BYTES) {
    const g1 = readG1(input, offset);
    const g2 = readG2(input, offset + 64);
    if (g1 === undefined || g2 === undefined) return undefined;
    // A pair with the point at infinity contributes 1; the library has no such input.
    if (!g1.is0() && !g2.is0()) pairs.push({ g1, g2 });
  }
  return booleanWord(pairs.length === 0 || Fp12.eql(bn254.pairingBatch(pairs), Fp12.ONE));
}

/** EIP-196: (0, 0) is infinity; coordinates at or above the field's order and points off the curve fail. */
function readG1(input: Uint8Array, offset: number): G1Point | undefined {
  const x = readBigInt(input, offset, 32);
  const y = readBigInt(input, offset + 32, 32);
  if (x >= Fp.ORDER || y >= Fp.ORDER) return undefined;
  if (x === 0n && y === 0n) return G1.ZERO;
  if (!Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.sqr(x), x), 3n))) return undefined;
  return G1.fromAffine({ x, y });
}

/** EIP-197: the imaginary part comes first; the point must be in the subgroup of prime order. */
function readG2(input: Uint8Array, offset: number): G2Point | undefined {
  const words = [0, 32, 64, 96].map((at) => readBigInt(input, offset + at, 32));
  const [xImaginary = 0n, xReal = 0n, yImaginary = 0n, yReal = 0n] = words;
  if (words.some((word) => word >= Fp.ORDER)) return undefined;
  if (words.every((word) => word === 0n)) return G2.ZERO;
  try {
    // The library refuses a y of 0 here already: such a point has order 2.
    const point = G2.fromAffine({ x: Fp2.fromBigTuple([xReal, xImaginary]), y: Fp2.fromBigTuple([yReal, yImaginary]) });
    point.assertValidity();
    return point;
  } catch {
    return undefined;
  }
}

function encodeG1(point: G1Point): Uint8Array {
  const out = new Uint8Array(64);
  if (point.is0()) return out;
  const { x, y } = point.toAffine();
  writeBigInt(out, x, 32);
  writeBigInt(out, y, 64);
  return out;
}
