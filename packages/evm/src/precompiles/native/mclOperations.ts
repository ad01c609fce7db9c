import { booleanWord } from '../bytes.ts';
import type { Operation, Operations } from '../operations.ts';
import { FP_SIZE, FR_SIZE, G1_SIZE, G2_SIZE, type MclCurve } from './mcl.ts';

/** How a precompile lays a point out: the width of a coordinate and the order of the parts of one in Fp2. */
interface Encoding {
  width: number;
  imaginaryFirst: boolean;
}

const BN254: Encoding = { width: 32, imaginaryFirst: true };
const BLS12: Encoding = { width: 64, imaginaryFirst: false };
const SCALAR_BYTES = 32;

type BnOperations = Pick<Operations, 'bn254Add' | 'bn254Mul' | 'bn254Pairing'>;

export function mclBn254(curve: MclCurve): BnOperations {
  const group = g1Group(curve, BN254);
  return {
    bn254Add: (input) => add(curve, group, padded(input, 128)),
    bn254Mul: (input) => multiply(curve, group, padded(input, 96)),
    bn254Pairing: (input) => pairing(curve, group, g2Group(curve, BN254), input, false),
  };
}

type BlsOperations = Pick<Operations, Extract<keyof Operations, `bls${string}`>>;

export function mclBls12(curve: MclCurve): BlsOperations {
  const g1 = g1Group(curve, BLS12);
  const g2 = g2Group(curve, BLS12);
  const exactly =
    (bytes: number, operation: Operation): Operation =>
    (input) =>
      input.length === bytes ? operation(input) : undefined;
  return {
    blsG1Add: exactly(2 * g1.bytes, (input) => add(curve, g1, input)),
    blsG2Add: exactly(2 * g2.bytes, (input) => add(curve, g2, input)),
    blsG1Msm: (input) => multiExponentiate(curve, g1, input),
    blsG2Msm: (input) => multiExponentiate(curve, g2, input),
    blsPairing: (input) => (input.length === 0 ? undefined : pairing(curve, g1, g2, input, true)),
    blsMapFpToG1: exactly(BLS12.width, (input) => mapToG1(curve, g1, input)),
    blsMapFp2ToG2: exactly(2 * BLS12.width, (input) => mapToG2(curve, g2, input)),
  };
}

/** G1 or G2 behind one set of verbs. */
interface Group {
  /** Bytes of an encoded point, and of one in mcl's memory. */
  bytes: number;
  size: number;
  /** False where a coordinate is out of range or the point is off the curve; (0, 0) is infinity. */
  read(target: number, input: Uint8Array, offset: number): boolean;
  write(source: number): Uint8Array;
  inSubgroup(source: number): boolean;
  isZero(source: number): boolean;
  clear(target: number): void;
  add(target: number, a: number, b: number): void;
  mulVec(target: number, points: number, scalars: number, count: number): void;
}

function g1Group(curve: MclCurve, { width }: Encoding): Group {
  const { mod } = curve;
  return {
    bytes: 2 * width,
    size: G1_SIZE,
    read(target, input, offset) {
      if (!curve.readField(target, input, offset, width)) return false;
      if (!curve.readField(target + FP_SIZE, input, offset + width, width)) return false;
      if (isZeroRange(input, offset, 2 * width)) {
        mod._mclBnG1_clear(target);
        return true;
      }
      curve.setOne(target + 2 * FP_SIZE);
      return mod._mclBnG1_isValid(target) !== 0;
    },
    write(source) {
      const out = new Uint8Array(2 * width);
      if (mod._mclBnG1_isZero(source) !== 0) return out;
      mod._mclBnG1_normalize(source, source);
      curve.writeField(source, out, 0, width);
      curve.writeField(source + FP_SIZE, out, width, width);
      return out;
    },
    inSubgroup: (source) => mod._mclBnG1_isValidOrder(source) !== 0,
    isZero: (source) => mod._mclBnG1_isZero(source) !== 0,
    clear: (target) => mod._mclBnG1_clear(target),
    add: (target, a, b) => mod._mclBnG1_add(target, a, b),
    mulVec: (target, points, scalars, count) => mod._mclBnG1_mulVec(target, points, scalars, count),
  };
}

function g2Group(curve: MclCurve, { width, imaginaryFirst }: Encoding): Group {
  const { mod } = curve;
  // Offsets in mcl's memory of the coordinates in the order of the encoding.
  const parts = imaginaryFirst ? [FP_SIZE, 0, 3 * FP_SIZE, 2 * FP_SIZE] : [0, FP_SIZE, 2 * FP_SIZE, 3 * FP_SIZE];
  return {
    bytes: 4 * width,
    size: G2_SIZE,
    read(target, input, offset) {
      const inRange = parts.every((at, i) => curve.readField(target + at, input, offset + i * width, width));
      if (!inRange) return false;
      if (isZeroRange(input, offset, 4 * width)) {
        mod._mclBnG2_clear(target);
        return true;
      }
      curve.setOne(target + 4 * FP_SIZE);
      curve.setZero(target + 5 * FP_SIZE);
      return mod._mclBnG2_isValid(target) !== 0;
    },
    write(source) {
      const out = new Uint8Array(4 * width);
      if (mod._mclBnG2_isZero(source) !== 0) return out;
      mod._mclBnG2_normalize(source, source);
      parts.forEach((at, i) => {
        curve.writeField(source + at, out, i * width, width);
      });
      return out;
    },
    inSubgroup: (source) => mod._mclBnG2_isValidOrder(source) !== 0,
    isZero: (source) => mod._mclBnG2_isZero(source) !== 0,
    clear: (target) => mod._mclBnG2_clear(target),
    add: (target, a, b) => mod._mclBnG2_add(target, a, b),
    mulVec: (target, points, scalars, count) => mod._mclBnG2_mulVec(target, points, scalars, count),
  };
}

function add(curve: MclCurve, group: Group, input: Uint8Array): Uint8Array | undefined {
  return curve.withMemory(2 * group.size, (a) => {
    const b = a + group.size;
    if (!group.read(a, input, 0) || !group.read(b, input, group.bytes)) return undefined;
    group.add(a, a, b);
    return group.write(a);
  });
}

function multiply(curve: MclCurve, group: Group, input: Uint8Array): Uint8Array | undefined {
  return curve.withMemory(2 * group.size + FR_SIZE, (point) => {
    const result = point + group.size;
    const scalar = result + group.size;
    if (!group.read(point, input, 0)) return undefined;
    curve.readScalar(scalar, input, group.bytes);
    group.mulVec(result, point, scalar, 1);
    return group.write(result);
  });
}

/** Terms with the point at infinity are checked, then left out. */
function multiExponentiate(curve: MclCurve, group: Group, input: Uint8Array): Uint8Array | undefined {
  const termBytes = group.bytes + SCALAR_BYTES;
  const terms = input.length / termBytes;
  if (input.length === 0 || !Number.isInteger(terms)) return undefined;
  return curve.withMemory(group.size + terms * (group.size + FR_SIZE), (result) => {
    const points = result + group.size;
    const scalars = points + terms * group.size;
    let count = 0;
    for (let i = 0; i < terms; i++) {
      const point = points + count * group.size;
      if (!group.read(point, input, i * termBytes) || !group.inSubgroup(point)) return undefined;
      if (group.isZero(point)) continue;
      curve.readScalar(scalars + count * FR_SIZE, input, i * termBytes + group.bytes);
      count++;
    }
    group.clear(result);
    if (count > 0) group.mulVec(result, points, scalars, count);
    return group.write(result);
  });
}

/** A pair with the point at infinity contributes one. `checkG1`: G1 has points outside the subgroup (BLS12-381). */
function pairing(curve: MclCurve, g1: Group, g2: Group, input: Uint8Array, checkG1: boolean): Uint8Array | undefined {
  const pairBytes = g1.bytes + g2.bytes;
  const pairs = input.length / pairBytes;
  if (!Number.isInteger(pairs)) return undefined;
  return curve.withMemory(Math.max(1, pairs) * (g1.size + g2.size), (points) => {
    const twists = points + pairs * g1.size;
    let count = 0;
    for (let i = 0; i < pairs; i++) {
      const p = points + count * g1.size;
      const q = twists + count * g2.size;
      if (!g1.read(p, input, i * pairBytes) || !g2.read(q, input, i * pairBytes + g1.bytes)) return undefined;
      if ((checkG1 && !g1.inSubgroup(p)) || !g2.inSubgroup(q)) return undefined;
      if (!g1.isZero(p) && !g2.isZero(q)) count++;
    }
    return booleanWord(curve.pairingIsOne(points, twists, count));
  });
}

function mapToG1(curve: MclCurve, g1: Group, input: Uint8Array): Uint8Array | undefined {
  return curve.withMemory(FP_SIZE + G1_SIZE, (u) => {
    const point = u + FP_SIZE;
    if (!curve.readField(u, input, 0, BLS12.width)) return undefined;
    return curve.mod._mclBnFp_mapToG1(point, u) === 0 ? g1.write(point) : undefined;
  });
}

function mapToG2(curve: MclCurve, g2: Group, input: Uint8Array): Uint8Array | undefined {
  return curve.withMemory(2 * FP_SIZE + G2_SIZE, (u) => {
    const point = u + 2 * FP_SIZE;
    if (!curve.readField(u, input, 0, BLS12.width)) return undefined;
    if (!curve.readField(u + FP_SIZE, input, BLS12.width, BLS12.width)) return undefined;
    return curve.mod._mclBnFp2_mapToG2(point, u) === 0 ? g2.write(point) : undefined;
  });
}

function isZeroRange(input: Uint8Array, offset: number, length: number): boolean {
  for (let i = offset; i < offset + length; i++) if (input[i] !== 0) return false;
  return true;
}

function padded(input: Uint8Array, length: number): Uint8Array {
  if (input.length >= length) return input;
  const out = new Uint8Array(length);
  out.set(input);
  return out;
}
