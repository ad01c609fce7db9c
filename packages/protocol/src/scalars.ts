import { z } from 'zod';
import { MAX_MICRO_USD } from './units.ts';

/** What every object of the network is made of. On the wire amounts are decimal strings, bytes lower-case 0x hex. */

export type Hex = `0x${string}`;

const fixedHex = (bytes: number, what: string) =>
  z.templateLiteral(['0x', z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))], {
    error: `expected ${what}: 0x and ${bytes * 2} lower-case hex digits`,
  });

export const hash = fixedHex(32, 'a 32-byte hash');
export const address = fixedHex(20, 'an account address');
/** An Ed25519 public key: what a peer id is made from. */
export const peerPublicKey = fixedHex(32, 'an Ed25519 public key');
/** A signature of any kind: 65 bytes from a key, longer from an ERC-1271 account. */
export const signature = z.templateLiteral(['0x', z.string().regex(/^(?:[0-9a-f]{2}){1,2048}$/)], {
  error: 'expected a signature: 0x and an even number of lower-case hex digits',
});

export const ZERO_HASH: Hex = `0x${'0'.repeat(64)}`;

/** Money: `bigint` micro-dollars in memory, a decimal string on the wire. */
export const microUsd = z.codec(
  z.string().regex(/^(?:0|[1-9]\d{0,38})$/, 'expected micro-dollars as a decimal string that is not negative'),
  z.bigint().min(0n, 'money is never negative').max(MAX_MICRO_USD, 'more money than the contracts can hold'),
  { decode: (text) => BigInt(text), encode: (amount) => amount.toString() },
);

/** Milliseconds since 1970, or a duration in milliseconds. */
export const timeMs = z.int().min(0).max(8_640_000_000_000_000);
export const u32 = z.int().min(0).max(0xffff_ffff);
export const byteCount = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const bps = z.int().min(0).max(10_000);
/** Names of kernels, buffers, inputs and outputs: safe as file names and as JSON keys. */
export const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, {
    error: 'expected a name: a letter, then at most 63 letters, digits, "_" or "-"',
    abort: true,
  })
  // Names become keys of plain objects, where `constructor` and the like are found without having been put there.
  .refine((text) => !(text in Object.prototype), 'this name is reserved; choose another');
/** A plain file name inside a result folder: no separators, no leading dot, so it cannot leave the folder. */
export const fileName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'expected a plain file name without folders');
export const peerId = z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{32,128}$/, 'expected a peer id');
/** ISO 3166-1 alpha-2 country, or `ZZ` where the provider does not say. */
export const region = z.string().regex(/^[A-Z]{2}$/, 'expected a two-letter country code such as "DE"');
/** Text that people are shown. Control characters could rewrite a terminal or a log line, so there are none. */
export const shortText = z
  .string()
  .max(256)
  .regex(/^\P{Cc}*$/u, 'expected text without control characters');
/** Names a device within one provider. */
export const deviceId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected a device id: lower-case letters, digits and "-", at most 64');
/** A number that a 32-bit float can hold (rounded). JSON has no -0, so it is 0 here too: equal objects have equal hashes. */
export const f32Value = z
  .number()
  .min(-3.4028234663852886e38)
  .max(3.4028234663852886e38)
  .overwrite((value) => value + 0);
