import { p256 } from '@noble/curves/nist.js';
import { booleanWord, bytesToBigInt, EMPTY } from './bytes.ts';

/** EIP-7951: hash, r, s, x, y. */
const INPUT_BYTES = 160;
const ORDER = p256.Point.Fn.ORDER;
const FIELD = p256.Point.Fp.ORDER;

export interface P256Input {
  hash: Uint8Array;
  r: bigint;
  s: bigint;
  x: bigint;
  y: bigint;
}

/** The checks of the specification that need no curve arithmetic beyond the equation. */
export function parseP256(input: Uint8Array): P256Input | undefined {
  if (input.length !== INPUT_BYTES) return undefined;
  const word = (i: number) => bytesToBigInt(input.subarray(32 * i, 32 * i + 32));
  const parsed = { hash: input.slice(0, 32), r: word(1), s: word(2), x: word(3), y: word(4) };
  if (parsed.r === 0n || parsed.r >= ORDER || parsed.s === 0n || parsed.s >= ORDER) return undefined;
  if (parsed.x >= FIELD || parsed.y >= FIELD) return undefined;
  return isOnCurve(parsed.x, parsed.y) ? parsed : undefined;
}

function isOnCurve(x: bigint, y: bigint): boolean {
  const { a, b } = p256.Point.CURVE();
  return (y * y - (x * x * x + a * x + b)) % FIELD === 0n;
}

/** P256VERIFY never fails: an invalid signature returns nothing. High s is allowed. */
export function p256VerifyOperation(input: Uint8Array): Uint8Array {
  const parsed = parseP256(input);
  if (parsed === undefined) return EMPTY;
  const inverse = p256.Point.Fn.inv(parsed.s);
  const u1 = p256.Point.Fn.mul(bytesToBigInt(parsed.hash) % ORDER, inverse);
  const u2 = p256.Point.Fn.mul(parsed.r, inverse);
  const key = p256.Point.fromAffine({ x: parsed.x, y: parsed.y });
  const point = p256.Point.BASE.mulAddUnsafe(u1, key, u2);
  if (point.is0()) return EMPTY;
  return point.toAffine().x % ORDER === parsed.r ? booleanWord(true) : EMPTY;
}
