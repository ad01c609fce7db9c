import { createECDH } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { booleanWord, bytesToBigInt, EMPTY } from '../bytes.ts';
import { type P256Input, parseP256 } from '../p256Verify.ts';

const { Fp, Fn } = p256.Point;
const A = p256.Point.CURVE().a;

interface Affine {
  x: bigint;
  y: bigint;
}

/**
 * ECDSA over a hash, from the two scalar multiplications that node:crypto offers (it verifies only what it hashed
 * itself): u₁·G + u₂·Q = u₂·(Q + k·G) with k = u₁/u₂. Key generation gives k·G, ECDH gives the x of u₂·P, and the one
 * addition between them is done here.
 */
export function nativeP256Verify(input: Uint8Array): Uint8Array {
  const parsed = parseP256(input);
  return parsed !== undefined && verifies(parsed) ? booleanWord(true) : EMPTY;
}

function verifies({ hash, r, s, x, y }: P256Input): boolean {
  const u2 = Fn.mul(r, Fn.inv(s));
  const k = Fn.mul(bytesToBigInt(hash) % Fn.ORDER, Fn.inv(r)); // u₁/u₂ = (h/s)/(r/s)
  const sum = k === 0n ? { x, y } : add({ x, y }, multiplyBase(k));
  if (sum === undefined) return false;
  return bytesToBigInt(multiplyX(sum, u2)) % Fn.ORDER === r;
}

function multiplyBase(k: bigint): Affine {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(Fn.toBytes(k));
  const key = ecdh.getPublicKey();
  return { x: bytesToBigInt(key.subarray(1, 33)), y: bytesToBigInt(key.subarray(33)) };
}

function multiplyX(point: Affine, scalar: bigint): Uint8Array {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(Fn.toBytes(scalar));
  const key = new Uint8Array(65);
  key[0] = 4;
  key.set(Fp.toBytes(point.x), 1);
  key.set(Fp.toBytes(point.y), 33);
  return ecdh.computeSecret(key);
}

/** Affine addition; `undefined` is the point at infinity. */
function add(a: Affine, b: Affine): Affine | undefined {
  if (a.x === b.x && a.y !== b.y) return undefined;
  const slope =
    a.x === b.x
      ? Fp.mul(Fp.add(Fp.mul(3n, Fp.sqr(a.x)), A), Fp.inv(Fp.mul(2n, a.y)))
      : Fp.mul(Fp.sub(b.y, a.y), Fp.inv(Fp.sub(b.x, a.x)));
  const x = Fp.sub(Fp.sub(Fp.sqr(slope), a.x), b.x);
  return { x, y: Fp.sub(Fp.mul(slope, Fp.sub(a.x, x)), a.y) };
}
