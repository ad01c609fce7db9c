import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { LodeError } from '../errors.ts';
import type { Hex } from '../scalars.ts';
import { KEY_BYTES } from './cipher.ts';

/** What opens everything of one sealed job. The nonce is the job's: public, and a salt. */
export interface JobSecret {
  /** 32 random bytes, made by the client for this job alone. */
  readonly contentKey: Uint8Array;
  readonly nonce: Hex;
}

/** What a subkey is for. No two files of a job share one, so that none can stand in another's place. */
export type SealedPlace =
  | { readonly input: string }
  | { readonly task: number; readonly output: string }
  /** Log lines and error messages. */
  | 'text';

const placeText = (place: SealedPlace): string => {
  if (place === 'text') return 'text';
  return 'input' in place ? `input ${place.input}` : `output ${place.task} ${place.output}`;
};

/** The subkey of a place: HKDF-SHA256 with the job's nonce as salt. Names hold no spaces, so no two places read alike. */
export function subkeyOf({ contentKey, nonce }: JobSecret, place: SealedPlace): Uint8Array {
  if (contentKey.byteLength !== KEY_BYTES)
    throw new LodeError('BAD_CONTENT_KEY', `A content key has ${KEY_BYTES} bytes, not ${contentKey.byteLength}.`);
  const info = new TextEncoder().encode(`lode/v1 sealed ${placeText(place)}`);
  return hkdf(sha256, contentKey, Uint8Array.fromHex(nonce.slice(2)), info, KEY_BYTES);
}

/** 32 random bytes; the same in Node and in browsers. */
export const newContentKey = (): Uint8Array => crypto.getRandomValues(new Uint8Array(KEY_BYTES));
