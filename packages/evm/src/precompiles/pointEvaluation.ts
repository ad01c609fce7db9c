import { bls12_381 } from '@noble/curves/bls12-381.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToBigInt, writeBigInt } from './bytes.ts';

/** EIP-4844: versioned hash, z, y, commitment, proof. */
const INPUT_BYTES = 192;
const FIELD_ELEMENTS_PER_BLOB = 4096n;
const VERSIONED_HASH_VERSION_KZG = 1;

/**
 * [τ]₂ of the Ethereum KZG ceremony: `g2_monomial[1]` of consensus-specs' trusted_setup_4096.json. It is all of the
 * setup that verifying a proof needs.
 */
export const TAU_G2 =
  'b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72' +
  '185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2';

const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;
const { Fp, Fp12, Fr } = bls12_381.fields;
const CURVE_B = 4n;
type G1Point = InstanceType<typeof G1>;
type Lines = ReturnType<typeof bls12_381.utils.calcPairingPrecomputes>;

const OUTPUT = new Uint8Array(64);
writeBigInt(OUTPUT, FIELD_ELEMENTS_PER_BLOB, 32);
writeBigInt(OUTPUT, Fr.ORDER, 64);

/** Both G2 arguments of the check are constants, so their Miller loop lines are made once, on first use. */
let fixedLines: { minusG2: Lines; tauG2: Lines } | undefined;

export interface KzgOpening {
  commitment: G1Point;
  proof: G1Point;
  z: bigint;
  y: bigint;
}

export function pointEvaluationOperation(input: Uint8Array): Uint8Array | undefined {
  const opening = parseOpening(input);
  if (opening === undefined || !inSubgroup(opening.commitment) || !inSubgroup(opening.proof)) return undefined;
  return proofHolds(opening) ? pointEvaluationOutput() : undefined;
}

/** Everything but the subgroup checks and the pairing. */
export function parseOpening(input: Uint8Array): KzgOpening | undefined {
  if (input.length !== INPUT_BYTES) return undefined;
  const commitmentBytes = input.slice(96, 144);
  const versionedHash = sha256(commitmentBytes);
  versionedHash[0] = VERSIONED_HASH_VERSION_KZG;
  if (!versionedHash.every((byte, i) => byte === input[i])) return undefined;
  const z = bytesToBigInt(input.subarray(32, 64));
  const y = bytesToBigInt(input.subarray(64, 96));
  if (z >= Fr.ORDER || y >= Fr.ORDER) return undefined;
  const commitment = decodeG1(commitmentBytes);
  const proof = decodeG1(input.slice(144));
  return commitment === undefined || proof === undefined ? undefined : { commitment, proof, z, y };
}

/** FIELD_ELEMENTS_PER_BLOB and BLS_MODULUS. */
export function pointEvaluationOutput(): Uint8Array {
  return OUTPUT.slice();
}

/** e(C - [y]₁ + z·π, -[1]₂) · e(π, [τ]₂) = 1, the KZG equation with z moved to the side of G1. */
function proofHolds({ commitment, z, y, proof }: KzgOpening): boolean {
  fixedLines ??= {
    minusG2: bls12_381.utils.calcPairingPrecomputes(G2.BASE.negate()),
    tauG2: bls12_381.utils.calcPairingPrecomputes(G2.fromHex(TAU_G2)),
  };
  const left = commitment.subtract(G1.BASE.multiplyUnsafe(y)).add(proof.multiplyUnsafe(z));
  const terms: [Lines, bigint, bigint][] = [];
  for (const [lines, point] of [
    [fixedLines.minusG2, left],
    [fixedLines.tauG2, proof],
  ] as const) {
    if (point.is0()) continue; // contributes 1
    const { x, y: pointY } = point.toAffine();
    terms.push([lines, x, pointY]);
  }
  if (terms.length === 0) return true;
  return Fp12.eql(Fp12.finalExponentiate(bls12_381.millerLoopBatch(terms)), Fp12.ONE);
}

function inSubgroup(point: G1Point): boolean {
  return point.is0() || point.isTorsionFree();
}

/** Flags in the first byte of a compressed point (the ZCash serialisation that EIP-4844 takes over). */
const COMPRESSED = 0x80;
const INFINITY = 0x40;
const LARGER_Y = 0x20;

/** A compressed point on the curve, in the subgroup or not: the library's own decoder would check that too. */
function decodeG1(bytes: Uint8Array): G1Point | undefined {
  const flags = bytes[0] ?? 0;
  const x = bytesToBigInt(bytes.with(0, flags & 0x1f));
  if ((flags & COMPRESSED) === 0 || x >= Fp.ORDER) return undefined;
  if ((flags & INFINITY) !== 0) return x === 0n && (flags & LARGER_Y) === 0 ? G1.ZERO : undefined;
  const square = Fp.add(Fp.mul(Fp.sqr(x), x), CURVE_B);
  // The modulus is 3 mod 4, so this power is a root where there is one.
  const root = Fp.pow(square, (Fp.ORDER + 1n) / 4n);
  if (!Fp.eql(Fp.sqr(root), square)) return undefined;
  const isLarger = root > Fp.ORDER / 2n;
  return G1.fromAffine({ x, y: isLarger === ((flags & LARGER_Y) !== 0) ? root : Fp.neg(root) });
}
