import { bls12_381 } from '@noble/curves/bls12-381.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RUNS_SEED } from '../../testkit/seed.ts';
import { parseOpening } from './pointEvaluation.ts';

const { Point } = bls12_381.G1;

/** An input whose commitment is `commitment` and whose proof is infinity. */
function inputOf(commitment: Uint8Array): Uint8Array {
  const input = new Uint8Array(192);
  input.set(sha256(commitment));
  input[0] = 1;
  input.set(commitment, 96);
  input.set(Point.ZERO.toBytes(true), 144);
  return input;
}

function libraryDecodes(bytes: Uint8Array): boolean {
  try {
    Point.fromBytes(bytes);
    return true;
  } catch {
    return false;
  }
}

it('decodes compressed points as the library does', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 250n }), (k) => {
      const bytes = Point.BASE.multiplyUnsafe(k).toBytes(true);
      const opening = parseOpening(inputOf(bytes));
      expect(opening?.commitment.equals(Point.fromBytes(bytes))).toBe(true);
    }),
    { seed: RUNS_SEED, numRuns: 30 },
  );
});

it('refuses what is no encoding, and leaves the subgroup to the caller', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 48, maxLength: 48 }), (bytes) => {
      const opening = parseOpening(inputOf(bytes));
      const accepted = opening !== undefined && (opening.commitment.is0() || opening.commitment.isTorsionFree());
      expect(accepted).toBe(libraryDecodes(bytes));
      if (accepted) expect(opening.commitment.toBytes(true)).toEqual(bytes);
    }),
    { seed: RUNS_SEED, numRuns: 200 },
  );
});
