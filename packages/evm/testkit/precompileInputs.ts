import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import type { OperationName } from '../src/precompiles/index.ts';

type Input = fc.Arbitrary<Uint8Array>;

const scalar = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });
const smallScalar = fc.oneof(fc.bigInt({ min: 0n, max: 4n }), scalar);
const word = fc.uint8Array({ minLength: 32, maxLength: 32 });

export function concat(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function be(value: bigint, length = 32): Uint8Array {
  return Uint8Array.fromHex(value.toString(16).padStart(2 * length, '0'));
}

/** Points as multiples of the base point; zero gives infinity. */
function bnG1(k: bigint): Uint8Array {
  const { x, y } = bn254.G1.Point.BASE.multiplyUnsafe(k % bn254.fields.Fr.ORDER).toAffine();
  return concat(be(x), be(y));
}

function bnG2(k: bigint): Uint8Array {
  const { x, y } = bn254.G2.Point.BASE.multiplyUnsafe(k % bn254.fields.Fr.ORDER).toAffine();
  return concat(be(x.c1), be(x.c0), be(y.c1), be(y.c0));
}

function blsG1(k: bigint): Uint8Array {
  const { x, y } = bls12_381.G1.Point.BASE.multiplyUnsafe(k % bls12_381.fields.Fr.ORDER).toAffine();
  return concat(be(x, 64), be(y, 64));
}

function blsG2(k: bigint): Uint8Array {
  const { x, y } = bls12_381.G2.Point.BASE.multiplyUnsafe(k % bls12_381.fields.Fr.ORDER).toAffine();
  return concat(be(x.c0, 64), be(x.c1, 64), be(y.c0, 64), be(y.c1, 64));
}

/** Pairs that multiply to one in about half the cases: (a, b) beside (-a, b). */
function pairings(g1: (k: bigint) => Uint8Array, g2: (k: bigint) => Uint8Array, order: bigint): Input {
  return fc
    .tuple(smallScalar, smallScalar, fc.boolean())
    .map(([a, b, balanced]) => concat(g1(a), g2(b), g1(balanced ? (order - (a % order)) % order : a + 1n), g2(b)));
}

function terms(point: (k: bigint) => Uint8Array): Input {
  return fc
    .array(fc.tuple(smallScalar, smallScalar), { minLength: 1, maxLength: 5 })
    .map((list) => concat(...list.map(([k, s]) => concat(point(k), be(s)))));
}

const ecRecoverInput: Input = fc
  .tuple(word, scalar, fc.boolean(), fc.integer({ min: 26, max: 29 }))
  .map(([hash, key, valid, v]) => {
    const secret = be((key % (secp256k1.Point.Fn.ORDER - 1n)) + 1n);
    const signature = secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' });
    const flag = valid ? 27 + (signature[0] ?? 0) : v;
    return concat(hash, be(BigInt(flag)), signature.slice(1));
  });

const p256Input: Input = fc.tuple(word, scalar, fc.boolean()).map(([hash, key, valid]) => {
  const secret = be((key % (p256.Point.Fn.ORDER - 1n)) + 1n);
  const signature = p256.sign(hash, secret, { prehash: false });
  const signed = valid ? hash : sha256(hash);
  return concat(signed, signature, p256.getPublicKey(secret, false).slice(1));
});

const modExpInput: Input = fc
  .tuple(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 70 }))
  .map(([base, exponent, modulus]) =>
    concat(be(BigInt(base.length)), be(BigInt(exponent.length)), be(BigInt(modulus.length)), base, exponent, modulus),
  );

const blakeInput: Input = fc
  .tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.uint8Array({ minLength: 208, maxLength: 208 }),
    fc.integer({ min: 0, max: 2 }),
  )
  .map(([rounds, body, final]) => concat(be(BigInt(rounds), 4), body, Uint8Array.of(final)));

/** A proof for the constant polynomial y: the commitment is [y]₁ and the quotient is zero. */
const kzgInput: Input = fc.tuple(scalar, scalar, fc.boolean()).map(([z, y, valid]) => {
  const order = bls12_381.fields.Fr.ORDER;
  const commitment = bls12_381.G1.Point.BASE.multiplyUnsafe(y % order).toBytes(true);
  const versioned = sha256(commitment);
  versioned[0] = 1;
  const claimed = valid ? y % order : (y + 1n) % order;
  return concat(versioned, be(z % order), be(claimed), commitment, bls12_381.G1.Point.ZERO.toBytes(true));
});

const bytes: Input = fc.uint8Array({ maxLength: 300 });

const WELL_FORMED: Record<OperationName, Input> = {
  ecRecover: ecRecoverInput,
  sha256: bytes,
  ripemd160: bytes,
  identity: bytes,
  modExp: modExpInput,
  bn254Add: fc.tuple(smallScalar, smallScalar).map(([a, b]) => concat(bnG1(a), bnG1(b))),
  bn254Mul: fc.tuple(smallScalar, smallScalar).map(([a, b]) => concat(bnG1(a), be(b))),
  bn254Pairing: pairings(bnG1, bnG2, bn254.fields.Fr.ORDER),
  blake2f: blakeInput,
  pointEvaluation: kzgInput,
  blsG1Add: fc.tuple(smallScalar, smallScalar).map(([a, b]) => concat(blsG1(a), blsG1(b))),
  blsG1Msm: terms(blsG1),
  blsG2Add: fc.tuple(smallScalar, smallScalar).map(([a, b]) => concat(blsG2(a), blsG2(b))),
  blsG2Msm: terms(blsG2),
  blsPairing: pairings(blsG1, blsG2, bls12_381.fields.Fr.ORDER),
  blsMapFpToG1: scalar.map((u) => be(u, 64)),
  blsMapFp2ToG2: fc.tuple(scalar, scalar).map(([a, b]) => concat(be(a, 64), be(b, 64))),
  p256Verify: p256Input,
};

/** Mostly well-formed inputs, and the same with one byte changed, cut short or extended. */
export function precompileInput(operation: OperationName): Input {
  const wellFormed = WELL_FORMED[operation];
  const damaged = fc.tuple(wellFormed, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([input, at, value]) => {
    const copy = input.slice();
    // MODEXP's lengths stay as they are: nothing but the gas check, which is not run here, bounds them.
    const first = operation === 'modExp' ? 96 : operation === 'blake2f' ? 4 : 0;
    if (copy.length > first) copy[first + (at % (copy.length - first))] = value;
    return copy;
  });
  const cut = fc.tuple(wellFormed, fc.nat(40)).map(([input, n]) => input.slice(0, Math.max(0, input.length - n)));
  const extended = fc.tuple(wellFormed, bytes).map(([input, more]) => concat(input, more));
  return fc.oneof({ weight: 5, arbitrary: wellFormed }, { weight: 3, arbitrary: damaged }, cut, extended);
}
