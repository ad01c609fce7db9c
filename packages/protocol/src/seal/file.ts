import { LodeError } from '../errors.ts';
import { type GcmSiv, gcmSiv, NONCE_BYTES, TAG_BYTES } from './cipher.ts';

/**
 * A sealed file: pieces of 1 MiB of plaintext, each with its tag, so that files of any size stream and nothing is given
 * out before it is checked. A piece's nonce is its number and whether it is the last: pieces that are missing, swapped or
 * added are refused. An empty file is one empty piece.
 */
export const PIECE_BYTES = 2 ** 20;
const SEALED_PIECE_BYTES = PIECE_BYTES + TAG_BYTES;

/** Size of a file once it is sealed. */
export const sealedSize = (plainBytes: number): number =>
  plainBytes + TAG_BYTES * Math.max(1, Math.ceil(plainBytes / PIECE_BYTES));

/** Size of what a sealed file holds; undefined where no sealed file has this size. */
export function openedSize(sealedBytes: number): number | undefined {
  const plainBytes = sealedBytes - TAG_BYTES * Math.max(1, Math.ceil(sealedBytes / SEALED_PIECE_BYTES));
  return plainBytes >= 0 && sealedSize(plainBytes) === sealedBytes ? plainBytes : undefined;
}

/** Takes a file in parts of any size, gives what can be given, and at the end the rest. */
export interface Stream {
  push(part: Uint8Array): Uint8Array[];
  end(): Uint8Array;
}

/** Seals what is pushed. The result depends on the key and the whole content alone, not on how it was cut. */
export function createSealer(key: Uint8Array): Stream {
  const cipher = gcmSiv(key);
  const pieces = cut(PIECE_BYTES);
  let index = 0;
  return {
    push: (part) => pieces.push(part, (piece) => cipher.seal(nonceOf(index++, false), piece)),
    end: () => cipher.seal(nonceOf(index, true), pieces.rest()),
  };
}

/**
 * Opens what is pushed; every part that is given out was checked, but only after `end` is it known to be the whole file.
 *
 * @throws LodeError `SEAL_BROKEN`
 */
export function createOpener(key: Uint8Array): Stream {
  const cipher = gcmSiv(key);
  const pieces = cut(SEALED_PIECE_BYTES);
  let index = 0;
  return {
    push: (part) => pieces.push(part, (piece) => open(cipher, nonceOf(index++, false), piece)),
    end: () => open(cipher, nonceOf(index, true), pieces.rest()),
  };
}

export const sealBytes = (key: Uint8Array, plain: Uint8Array): Uint8Array => whole(createSealer(key), plain);
/** @throws LodeError `SEAL_BROKEN` */
export const openBytes = (key: Uint8Array, sealed: Uint8Array): Uint8Array => whole(createOpener(key), sealed);

function whole(stream: Stream, content: Uint8Array): Uint8Array {
  const parts = [...stream.push(content), stream.end()];
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}

function open(cipher: GcmSiv, nonce: Uint8Array, piece: Uint8Array): Uint8Array {
  const plain = cipher.open(nonce, piece);
  if (plain !== undefined) return plain;
  throw new LodeError(
    'SEAL_BROKEN',
    'The sealed file does not open: it was changed, cut short, or sealed to another key.',
    {
      hint: 'Nothing of it can be trusted. Fetch it again; an input is sealed and sent again by submitting the job again.',
    },
  );
}

function nonceOf(index: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  new DataView(nonce.buffer).setUint32(NONCE_BYTES - 5, index);
  nonce[NONCE_BYTES - 1] = last ? 1 : 0;
  return nonce;
}

/** Cuts a stream into pieces of `size`. A full piece is held until more comes, as only then it is known not to be the last. */
function cut(size: number) {
  const held = new Uint8Array(size);
  let have = 0;
  return {
    push(part: Uint8Array, take: (piece: Uint8Array) => Uint8Array): Uint8Array[] {
      const taken: Uint8Array[] = [];
      for (let at = 0; at < part.byteLength; ) {
        if (have === size) {
          taken.push(take(held));
          have = 0;
        }
        const bytes = Math.min(size - have, part.byteLength - at);
        held.set(part.subarray(at, at + bytes), have);
        have += bytes;
        at += bytes;
      }
      return taken;
    },
    rest: (): Uint8Array => held.subarray(0, have),
  };
}
