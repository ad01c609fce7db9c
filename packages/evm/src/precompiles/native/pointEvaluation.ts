import { bls12_381 } from '@noble/curves/bls12-381.js';
import { writeBigInt } from '../bytes.ts';
import type { Operation } from '../operations.ts';
import { parseOpening, pointEvaluationOutput, TAU_G2 } from '../pointEvaluation.ts';

const ORDER = bls12_381.fields.Fr.ORDER;
const FP_BYTES = 64;
const G1_BYTES = 128;
const TERM_BYTES = 160;
const PAIR_BYTES = 384;

type G1Point = InstanceType<typeof bls12_381.G1.Point>;
type G2Point = InstanceType<typeof bls12_381.G2.Point>;

const BASE = encodeG1(bls12_381.G1.Point.BASE);
const MINUS_BASE_G2 = encodeG2(bls12_381.G2.Point.BASE.negate());
const TAU = encodeG2(bls12_381.G2.Point.fromHex(TAU_G2));

/**
 * Point evaluation by the precompiles for G1 sums and pairings, whichever library they are: the sum
 * C - y·G + z·π (which checks that C and π are in the subgroup), then e(sum, -[1]₂) · e(π, [τ]₂) = 1.
 */
export function pointEvaluationBy(msm: Operation, pairing: Operation): Operation {
  return (input) => {
    const opening = parseOpening(input);
    if (opening === undefined) return undefined;
    const proof = encodeG1(opening.proof);
    const terms = new Uint8Array(3 * TERM_BYTES);
    writeTerm(terms, 0, encodeG1(opening.commitment), 1n);
    writeTerm(terms, 1, BASE, (ORDER - opening.y) % ORDER);
    writeTerm(terms, 2, proof, opening.z);
    const sum = msm(terms);
    if (sum === undefined) return undefined;
    const pairs = new Uint8Array(2 * PAIR_BYTES);
    pairs.set(sum);
    pairs.set(MINUS_BASE_G2, G1_BYTES);
    pairs.set(proof, PAIR_BYTES);
    pairs.set(TAU, PAIR_BYTES + G1_BYTES);
    return pairing(pairs)?.at(-1) === 1 ? pointEvaluationOutput() : undefined;
  };
}

function writeTerm(terms: Uint8Array, index: number, point: Uint8Array, scalar: bigint): void {
  terms.set(point, index * TERM_BYTES);
  writeBigInt(terms, scalar, (index + 1) * TERM_BYTES);
}

function encodeG1(point: G1Point): Uint8Array {
  const { x, y } = point.toAffine();
  return encode([x, y]);
}

function encodeG2(point: G2Point): Uint8Array {
  const { x, y } = point.toAffine();
  return encode([x.c0, x.c1, y.c0, y.c1]);
}

function encode(parts: readonly bigint[]): Uint8Array {
  const out = new Uint8Array(parts.length * FP_BYTES);
  parts.forEach((part, i) => {
    writeBigInt(out, part, (i + 1) * FP_BYTES);
  });
  return out;
}
