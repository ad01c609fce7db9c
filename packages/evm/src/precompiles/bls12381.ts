import { type AffinePoint, pippenger } from '@noble/curves/abstract/curve.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { booleanWord, readBigInt, writeBigInt } from './bytes.ts';

/** EIP-2537's encodings: a field element in 64 bytes, G1 in two of them, G2 in four. */
const FP_BYTES = 64;
const G1_BYTES = 128;
const G2_BYTES = 256;
const SCALAR_BYTES = 32;

const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;
const { Fp, Fp2, Fp12, Fr } = bls12_381.fields;
const CURVE_B = 4n;
const CURVE_B2 = Fp2.fromBigTuple([4n, 4n]);

type G1Point = InstanceType<typeof G1>;
type G2Point = InstanceType<typeof G2>;
type Fp2Element = ReturnType<typeof Fp2.fromBigTuple>;

export function blsG1AddOperation(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== 2 * G1_BYTES) return undefined;
  const a = readG1(input, 0);
  const b = readG1(input, G1_BYTES);
  return a === undefined || b === undefined ? undefined : encodeG1(a.add(b).toAffine());
}

export function blsG2AddOperation(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== 2 * G2_BYTES) return undefined;
  const a = readG2(input, 0);
  const b = readG2(input, G2_BYTES);
  return a === undefined || b === undefined ? undefined : encodeG2(a.add(b).toAffine());
}

export function blsG1MsmOperation(input: Uint8Array): Uint8Array | undefined {
  const terms = readTerms(input, G1_BYTES, readG1InSubgroup);
  if (terms === undefined) return undefined;
  return encodeG1(pippenger(G1, terms.points, terms.scalars).toAffine());
}

export function blsG2MsmOperation(input: Uint8Array): Uint8Array | undefined {
  const terms = readTerms(input, G2_BYTES, readG2InSubgroup);
  if (terms === undefined) return undefined;
  return encodeG2(pippenger(G2, terms.points, terms.scalars).toAffine());
}

export function blsPairingOperation(input: Uint8Array): Uint8Array | undefined {
  const pairBytes = G1_BYTES + G2_BYTES;
  if (input.length === 0 || input.length % pairBytes !== 0) return undefined;
  const pairs: { g1: G1Point; g2: G2Point }[] = [];
  for (let offset = 0; offset < input.length; offset += pairBytes) {
    const g1 = readG1InSubgroup(input, offset);
    const g2 = readG2InSubgroup(input, offset + G1_BYTES);
    if (g1 === undefined || g2 === undefined) return undefined;
    // A pair with the point at infinity contributes 1; the library has no such input.
    if (!g1.is0() && !g2.is0()) pairs.push({ g1, g2 });
  }
  return booleanWord(pairs.length === 0 || Fp12.eql(bls12_381.pairingBatch(pairs), Fp12.ONE));
}

export function blsMapFpToG1Operation(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== FP_BYTES) return undefined;
  const u = readFp(input, 0);
  // The library's type asks for a list where its code, for a prime field, accepts only the element.
  return u === undefined ? undefined : encodeG1(bls12_381.G1.mapToCurve(u as unknown as bigint[]));
}

export function blsMapFp2ToG2Operation(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== 2 * FP_BYTES) return undefined;
  const c0 = readFp(input, 0);
  const c1 = readFp(input, FP_BYTES);
  return c0 === undefined || c1 === undefined ? undefined : encodeG2(bls12_381.G2.mapToCurve([c0, c1]));
}

interface Terms<Point> {
  points: Point[];
  scalars: bigint[];
}

/** Points and scalars of a multi-scalar multiplication; terms that are zero are checked, then left out. */
function readTerms<Point extends { is0(): boolean }>(
  input: Uint8Array,
  pointBytes: number,
  readPoint: (input: Uint8Array, offset: number) => Point | undefined,
): Terms<Point> | undefined {
  const termBytes = pointBytes + SCALAR_BYTES;
  if (input.length === 0 || input.length % termBytes !== 0) return undefined;
  const terms: Terms<Point> = { points: [], scalars: [] };
  for (let offset = 0; offset < input.length; offset += termBytes) {
    const point = readPoint(input, offset);
    if (point === undefined) return undefined;
    const scalar = readBigInt(input, offset + pointBytes, SCALAR_BYTES) % Fr.ORDER;
    if (point.is0() || scalar === 0n) continue;
    terms.points.push(point);
    terms.scalars.push(scalar);
  }
  return terms;
}

/** A field element whose 16 leading bytes are zero and which is below the modulus. */
function readFp(input: Uint8Array, offset: number): bigint | undefined {
  const value = readBigInt(input, offset, FP_BYTES);
  return value < Fp.ORDER ? value : undefined;
}

/** On the curve, but not necessarily in the subgroup: that is all the additions ask for. */
function readG1(input: Uint8Array, offset: number): G1Point | undefined {
  const x = readFp(input, offset);
  const y = readFp(input, offset + FP_BYTES);
  if (x === undefined || y === undefined) return undefined;
  if (x === 0n && y === 0n) return G1.ZERO;
  if (!Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.sqr(x), x), CURVE_B))) return undefined;
  return G1.fromAffine({ x, y });
}

function readG2(input: Uint8Array, offset: number): G2Point | undefined {
  const x0 = readFp(input, offset);
  const x1 = readFp(input, offset + FP_BYTES);
  const y0 = readFp(input, offset + 2 * FP_BYTES);
  const y1 = readFp(input, offset + 3 * FP_BYTES);
  if (x0 === undefined || x1 === undefined || y0 === undefined || y1 === undefined) return undefined;
  if (x0 === 0n && x1 === 0n && y0 === 0n && y1 === 0n) return G2.ZERO;
  const x = Fp2.fromBigTuple([x0, x1]);
  const y = Fp2.fromBigTuple([y0, y1]);
  if (!Fp2.eql(Fp2.sqr(y), Fp2.add(Fp2.mul(Fp2.sqr(x), x), CURVE_B2))) return undefined;
  return G2.fromAffine({ x, y });
}

function readG1InSubgroup(input: Uint8Array, offset: number): G1Point | undefined {
  const point = readG1(input, offset);
  return point === undefined || point.is0() || point.isTorsionFree() ? point : undefined;
}

function readG2InSubgroup(input: Uint8Array, offset: number): G2Point | undefined {
  const point = readG2(input, offset);
  return point === undefined || point.is0() || point.isTorsionFree() ? point : undefined;
}

/** Infinity has the affine coordinates (0, 0) in the library as in EIP-2537. */
function encodeG1({ x, y }: AffinePoint<bigint>): Uint8Array {
  const out = new Uint8Array(G1_BYTES);
  writeBigInt(out, x, FP_BYTES);
  writeBigInt(out, y, 2 * FP_BYTES);
  return out;
}

function encodeG2({ x, y }: AffinePoint<Fp2Element>): Uint8Array {
  const out = new Uint8Array(G2_BYTES);
  [x.c0, x.c1, y.c0, y.c1].forEach((part, i) => {
    writeBigInt(out, part, (i + 1) * FP_BYTES);
  });
  return out;
}
