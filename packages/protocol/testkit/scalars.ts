import fc from 'fast-check';
import { type Hex, MAX_MICRO_USD } from '../src/index.ts';

/** Arbitrary in-memory scalars: every valid value can come, small ones often. */

/** `fc.record` whose objects are plain ones, as decoding makes them. */
export const record = <T, K extends keyof T = keyof T>(
  model: { [Key in keyof T]: fc.Arbitrary<T[Key]> },
  constraints: { requiredKeys?: K[] } = {},
) => fc.record<T, K>(model, { noNullPrototype: true, ...constraints });

export const hexOf = (bytes: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((data): Hex => `0x${Buffer.from(data).toString('hex')}`);

export const anyHash = hexOf(32);
export const anyAddress = hexOf(20);
export const anySignature = hexOf(65);
export const anyMicroUsd = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 12n }),
  fc.bigInt({ min: 0n, max: MAX_MICRO_USD }),
);
export const anyTimeMs = fc.oneof(fc.nat(), fc.integer({ min: 0, max: 8_640_000_000_000_000 }));
export const anyByteCount = fc.oneof(fc.nat(), fc.maxSafeNat());
export const anyU32 = fc.integer({ min: 0, max: 0xffff_ffff });
export const anyBps = fc.integer({ min: 0, max: 10_000 });

/** JSON has no -0: see `f32Value`. */
const withoutNegativeZero = (value: number): number => value + 0;
export const anyAmount = fc.double({ min: 0, max: 1e15, noNaN: true }).map(withoutNegativeZero);
export const anyF32 = fc.float({ noNaN: true, noDefaultInfinity: true }).map(withoutNegativeZero);

export const anyName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,11}$/).filter((text) => !(text in Object.prototype));
export const anyFileName = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,11}$/);
export const anyDeviceId = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,15}$/);
export const anyRegion = fc.stringMatching(/^[A-Z]{2}$/);
export const anyPeerId = fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{32,60}$/);
export const anyText = fc
  .string({ unit: 'grapheme', maxLength: 32 })
  .filter((text) => text.length <= 256 && /^\P{Cc}*$/u.test(text));
