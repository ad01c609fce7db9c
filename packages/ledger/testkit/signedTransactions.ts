import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { type Hex, serializeTransaction, type TransactionSerializable } from 'viem';

/** Transactions of all types that are accepted, with signatures that need not belong to anybody. */

export const CHAIN_ID = 77_123;
const HALF_ORDER = secp256k1.Point.Fn.ORDER / 2n;
const MAX_U64 = (1n << 64n) - 1n;
const MAX_WORD = (1n << 256n) - 1n;

export function hexOf(bytes: Uint8Array): Hex {
  return `0x${bytes.toHex()}`;
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.fromHex(hex.slice(2));
}

const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const hex = (size: number) => bytes(size).map(hexOf);
/** Also the lengths at which RLP changes its form. */
const data = fc.oneof(
  fc.uint8Array({ maxLength: 3 }),
  fc.constantFrom(54, 55, 56, 57, 68, 134, 135, 136, 255, 256, 257, 2_000).chain(bytes),
);
/** Numbers of every length up to `max`. */
function number(max: bigint): fc.Arbitrary<bigint> {
  const bits = BigInt(max.toString(2).length);
  return fc.bigInt({ min: 0n, max: bits }).chain((n) => fc.bigInt({ min: 0n, max: (1n << n) - 1n }));
}
const address = hex(20);
const gas = number(MAX_U64);
const fee = number(MAX_WORD);
/** viem asserts tip <= cap and nonces that are safe integers. */
const fees = fc.tuple(fee, fee).map(([a, b]) => (a < b ? [a, b] : [b, a]));
const nonce = fc.oneof(fc.nat(300), fc.maxSafeNat());
const to = fc.option(address, { nil: undefined });
const accessList = fc.array(fc.record({ address, storageKeys: fc.array(hex(32), { maxLength: 3 }) }), { maxLength: 3 });
const scalar = fc.bigInt({ min: 1n, max: HALF_ORDER });
const signature = fc.record({ r: scalar, s: scalar, yParity: fc.constantFrom(0, 1) }).map(toSignature);

function toSignature({ r, s, yParity }: { r: bigint; s: bigint; yParity: number }) {
  const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;
  return { r: word(r), s: word(s), yParity, v: BigInt(27 + yParity) };
}

const authorization = fc
  .record({ chainId: fc.constantFrom(0, 1, CHAIN_ID), address, nonce: fc.nat(70_000), signature })
  .map(({ signature: { r, s, yParity }, ...rest }) => ({ ...rest, r, s, yParity }));

const common = { nonce, gas, to, value: fee, data: data.map(hexOf), chainId: fc.constant(CHAIN_ID) };

export const unsigned: fc.Arbitrary<TransactionSerializable> = fc.oneof(
  fc.record({ type: fc.constant('legacy' as const), gasPrice: fee, ...common }),
  fc.record({ type: fc.constant('eip2930' as const), gasPrice: fee, accessList, ...common }),
  fc
    .record({ type: fc.constant('eip1559' as const), fees, accessList, ...common })
    .map(({ fees: [tip = 0n, cap = 0n], ...rest }) => ({ ...rest, maxPriorityFeePerGas: tip, maxFeePerGas: cap })),
  fc
    .record({
      type: fc.constant('eip7702' as const),
      fees,
      accessList,
      ...common,
      to: address,
      authorizationList: fc.array(authorization, { minLength: 1, maxLength: 3 }),
    })
    .map(({ fees: [tip = 0n, cap = 0n], ...rest }) => ({ ...rest, maxPriorityFeePerGas: tip, maxFeePerGas: cap })),
);

export interface Signed {
  tx: TransactionSerializable;
  signature: { r: Hex; s: Hex; yParity: number; v: bigint };
  raw: Uint8Array;
}

/** A signed envelope as viem writes it. */
export const signed: fc.Arbitrary<Signed> = fc
  .record({ tx: unsigned, signature })
  .map((parts) => ({ ...parts, raw: bytesOf(serializeTransaction(parts.tx, parts.signature)) }));

/** The 32 bytes that viem would have signed. */
export function signingHash(tx: TransactionSerializable): string {
  return keccak_256(bytesOf(serializeTransaction(tx))).toHex();
}
