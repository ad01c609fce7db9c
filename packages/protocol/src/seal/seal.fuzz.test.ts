import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../testkit/index.ts';
import type { Hex } from '../scalars.ts';
import { findNativeGcmSiv, type GcmSivFactory, portableGcmSiv } from './cipher.ts';
import { createOpener, createSealer, openBytes, openedSize, PIECE_BYTES, sealBytes, sealedSize } from './file.ts';
import { type JobSecret, newContentKey, type SealedPlace, subkeyOf } from './secret.ts';
import { openText, openTexts, sealText } from './text.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anySecret: fc.Arbitrary<JobSecret> = fc
  .record({ contentKey: bytes32, nonce: bytes32 })
  .map(({ contentKey, nonce }) => ({ contentKey, nonce: `0x${nonce.toHex()}` as Hex }));
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/);
const anyPlace: fc.Arbitrary<SealedPlace> = fc.oneof(
  fc.record({ input: name }),
  fc.record({ task: fc.nat(100), output: name }),
  fc.constant('text' as const),
);
/** Around the ends of pieces, where mistakes are. */
const anySize = fc.oneof(
  fc.nat(64),
  fc
    .tuple(fc.nat(2), fc.integer({ min: -17, max: 17 }))
    .map(([pieces, off]) => Math.max(0, pieces * PIECE_BYTES + off)),
);
const content = (size: number): Uint8Array => new Uint8Array(size).map((_, i) => (i * 31 + (i >> 8)) & 0xff);
/** A megabyte through the portable cipher costs tens of milliseconds. */
const FEW = runs(12);

describe('a sealed file', () => {
  it('opens to what was sealed, has the size that was announced, and is the same however it was cut', () => {
    fc.assert(
      fc.property(bytes32, anySize, fc.integer({ min: 1, max: 3 * PIECE_BYTES }), (key, size, part) => {
        const plain = content(size);
        const sealed = sealBytes(key, plain);
        expect(sealed.byteLength).toBe(sealedSize(size));
        expect(openedSize(sealed.byteLength)).toBe(size);
        const step = Math.max(part, Math.ceil(size / 50), 1);
        for (const [stream, from, to] of [
          [createSealer(key), plain, sealed],
          [createOpener(key), sealed, plain],
        ] as const) {
          const parts: Uint8Array[] = [];
          for (let at = 0; at < from.byteLength; at += step) parts.push(...stream.push(from.subarray(at, at + step)));
          parts.push(stream.end());
          expect(Buffer.concat(parts).equals(to)).toBe(true);
        }
      }),
      FEW,
    );
  });

  it('is refused when a bit is flipped, a byte or a piece is missing, added, swapped or said again', () => {
    fc.assert(
      fc.property(bytes32, anySize, fc.nat(), fc.nat(7), (key, size, at, bit) => {
        const sealed = sealBytes(key, content(size));
        const place = at % sealed.byteLength;
        const refused = (spoiled: Uint8Array) => expect(() => openBytes(key, spoiled)).toThrow('does not open');
        refused(sealed.with(place, (sealed[place] ?? 0) ^ (1 << bit)));
        refused(sealed.subarray(0, place));
        refused(new Uint8Array([...sealed.subarray(0, 1_000), 0, ...sealed.subarray(1_000, 2_000)]));
        const piece = PIECE_BYTES + 16;
        if (sealed.byteLength <= piece) return;
        const first = sealed.subarray(0, piece);
        refused(first);
        refused(sealed.subarray(piece));
        refused(new Uint8Array(Buffer.concat([first, sealed])));
        refused(new Uint8Array(Buffer.concat([sealed.subarray(piece), first])));
      }),
      FEW,
    );
  });

  it('is refused with any other key, and in any other place', () => {
    fc.assert(
      fc.property(anySecret, anySecret, anyPlace, anyPlace, (secret, other, place, elsewhere) => {
        const sealed = sealBytes(subkeyOf(secret, place), content(40));
        const refused = (key: Uint8Array) => expect(() => openBytes(key, sealed)).toThrow('does not open');
        if (secret.contentKey.toHex() !== other.contentKey.toHex() || secret.nonce !== other.nonce)
          refused(subkeyOf(other, place));
        refused(subkeyOf({ ...secret, nonce: `0x${'00'.repeat(31)}ff` }, place));
        if (JSON.stringify(place) !== JSON.stringify(elsewhere)) refused(subkeyOf(secret, elsewhere));
      }),
    );
  });

  it('is equal for equal content and shares no piece with another place', () => {
    const secret: JobSecret = { contentKey: newContentKey(), nonce: `0x${'01'.repeat(32)}` };
    const seal = (place: SealedPlace, plain = content(100)) => sealBytes(subkeyOf(secret, place), plain).toHex();
    expect(seal({ task: 1, output: 'a' })).toBe(seal({ task: 1, output: 'a' }));
    const places: SealedPlace[] = [
      { task: 1, output: 'a' },
      { task: 2, output: 'a' },
      { task: 1, output: 'b' },
      { input: 'a' },
    ];
    expect(new Set(places.map((place) => seal(place))).size).toBe(places.length);
    // One bit of difference changes all of it: what a liar seals tells nothing of what is true.
    const near = seal({ task: 1, output: 'a' }, content(100).with(99, 7));
    expect(near.slice(0, 32)).not.toBe(seal({ task: 1, output: 'a' }).slice(0, 32));
  });

  it('has no size that no sealed file has', () => {
    for (const size of [0, 1, 15, PIECE_BYTES + 16 + 1, PIECE_BYTES + 32, 2 * (PIECE_BYTES + 16) + 3])
      expect(openedSize(size)).toBeUndefined();
    expect(openedSize(16)).toBe(0);
    expect(openedSize(PIECE_BYTES + 16)).toBe(PIECE_BYTES);
  });
});

describe('AES-256-GCM-SIV', () => {
  const native = findNativeGcmSiv();

  it('gives the bytes of RFC 8452, C.2', () => {
    const key = new Uint8Array(32);
    key[0] = 1;
    const nonce = new Uint8Array(12);
    nonce[0] = 3;
    const vectors = [
      ['', '07f5f4169bbf55a8400cd47ea6fd400f'],
      ['0100000000000000', 'c2ef328e5c71c83b843122130f7364b761e0b97427e3df28'],
    ] as const;
    for (const make of [portableGcmSiv, ...(native === undefined ? [] : [native])])
      for (const [plain, sealed] of vectors)
        expect(make(key).seal(nonce, Uint8Array.fromHex(plain)).toHex()).toBe(sealed);
  });

  it.skipIf(native === undefined)('is the same in JavaScript and in OpenSSL, and both refuse the same', () => {
    const other = native as GcmSivFactory;
    fc.assert(
      fc.property(
        bytes32,
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(),
        (key, nonce, plain, at) => {
          const sealed = portableGcmSiv(key).seal(nonce, plain);
          expect(other(key).seal(nonce, plain).toHex()).toBe(sealed.toHex());
          expect(other(key).open(nonce, sealed)?.toHex()).toBe(plain.toHex());
          const spoiled = sealed.with(at % sealed.byteLength, (sealed[at % sealed.byteLength] ?? 0) ^ 64);
          for (const make of [portableGcmSiv, other]) {
            expect(make(key).open(nonce, spoiled)).toBeUndefined();
            expect(make(key).open(nonce, sealed.subarray(0, at % 16))).toBeUndefined();
          }
        },
      ),
    );
  });
});

describe('sealed text', () => {
  it('opens wherever it is quoted, never grows past its bound, and is not told apart by repeating', () => {
    fc.assert(
      fc.property(
        anySecret,
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 60, max: 400 }),
        (secret, text, most) => {
          const sealed = sealText(secret, text, most);
          expect(sealed.length).toBeLessThanOrEqual(most);
          const opened = openText(secret, `Task 3 failed: ${sealed}.`);
          expect(opened.startsWith('Task 3 failed: ') && opened.endsWith('.')).toBe(true);
          const bytes = (one: string) => new TextEncoder().encode(one).toHex();
          expect(bytes(text).startsWith(bytes(opened.slice(15, -1)))).toBe(true);
          if (sealed.length < most - 8) expect(bytes(opened.slice(15, -1))).toBe(bytes(text));
          expect(sealText(secret, text, most)).not.toBe(sealed);
        },
      ),
    );
  });

  it('stays as it is with another key, and passes through values of any shape', () => {
    const secret: JobSecret = { contentKey: newContentKey(), nonce: `0x${'01'.repeat(32)}` };
    const sealed = sealText(secret, 'the answer', 1_000);
    const value = { list: [{ text: sealed }, 3, null], amount: 7n };
    expect(openTexts(secret, value)).toEqual({ list: [{ text: 'the answer' }, 3, null], amount: 7n });
    expect(openTexts({ ...secret, contentKey: newContentKey() }, value)).toEqual(value);
    expect(openText(secret, 'lode-sealed-v1:AAAA lode-sealed-v1:A')).toBe('lode-sealed-v1:AAAA lode-sealed-v1:A');
  });
});
