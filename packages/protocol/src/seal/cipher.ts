import { gcmsiv } from '@noble/ciphers/aes.js';
import { nodeCrypto } from '../native.ts';

/**
 * AES-256-GCM-SIV (RFC 8452): the same key, nonce and plaintext give the same bytes, so that honest replicas can be
 * compared by hash; a different plaintext under the same nonce (a replica that lies) costs nothing but that it is seen
 * to differ. With plain GCM it would cost the key.
 */
export interface GcmSiv {
  /** Ciphertext, then the tag. */
  seal(nonce: Uint8Array, plain: Uint8Array): Uint8Array;
  /** Undefined where the tag does not fit: somebody else's key, another place, or changed bytes. */
  open(nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
}

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

export type GcmSivFactory = (key: Uint8Array) => GcmSiv;

/** In JavaScript, so that it runs in browsers; a tenth of the native speed and less. */
export const portableGcmSiv: GcmSivFactory = (key) => ({
  seal: (nonce, plain) => gcmsiv(key, nonce).encrypt(plain),
  open(nonce, sealed) {
    if (sealed.byteLength < TAG_BYTES) return undefined;
    try {
      return gcmsiv(key, nonce).decrypt(sealed);
    } catch {
      return undefined;
    }
  },
});

/** The part of `node:crypto` that is used here: its typings do not know this mode of OpenSSL (3.2 and later). */
interface NativeCipher {
  update(data: Uint8Array): Uint8Array;
  final(): Uint8Array;
  getAuthTag(): Uint8Array;
  setAuthTag(tag: Uint8Array): void;
}
interface NativeCrypto {
  createCipheriv(name: string, key: Uint8Array, nonce: Uint8Array): NativeCipher;
  createDecipheriv(name: string, key: Uint8Array, nonce: Uint8Array): NativeCipher;
}

const nativeGcmSiv =
  ({ createCipheriv, createDecipheriv }: NativeCrypto): GcmSivFactory =>
  (key) => ({
    seal(nonce, plain) {
      const cipher = createCipheriv('aes-256-gcm-siv', key, nonce);
      // Everything in one call: this mode reads the plaintext twice.
      const text = cipher.update(plain);
      cipher.final();
      const sealed = new Uint8Array(text.byteLength + TAG_BYTES);
      sealed.set(text);
      sealed.set(cipher.getAuthTag(), text.byteLength);
      return sealed;
    },
    open(nonce, sealed) {
      if (sealed.byteLength < TAG_BYTES) return undefined;
      const textBytes = sealed.byteLength - TAG_BYTES;
      const decipher = createDecipheriv('aes-256-gcm-siv', key, nonce);
      decipher.setAuthTag(sealed.subarray(textBytes));
      try {
        const plain = decipher.update(sealed.subarray(0, textBytes));
        decipher.final();
        return plain;
      } catch {
        return undefined;
      }
    },
  });

/** The native cipher where this is Node and its OpenSSL gives exactly the bytes of {@link portableGcmSiv}. */
export function findNativeGcmSiv(): GcmSivFactory | undefined {
  const native = nodeCrypto() as NativeCrypto | undefined;
  if (native === undefined) return undefined;
  const make = nativeGcmSiv(native);
  return agrees(make) ? make : undefined;
}

function agrees(make: GcmSivFactory): boolean {
  const key = new Uint8Array(KEY_BYTES).fill(1);
  const nonce = new Uint8Array(NONCE_BYTES).fill(2);
  try {
    return [0, 1, 33].every((bytes) => {
      const plain = new Uint8Array(bytes).fill(3);
      const sealed = portableGcmSiv(key).seal(nonce, plain);
      const opened = make(key).open(nonce, sealed);
      const broken = sealed.with(0, (sealed[0] ?? 0) ^ 1);
      return (
        isEqual(make(key).seal(nonce, plain), sealed) &&
        opened !== undefined &&
        isEqual(opened, plain) &&
        make(key).open(nonce, broken) === undefined
      );
    });
  } catch {
    return false;
  }
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);

let chosen: GcmSivFactory | undefined;

/** The fastest one there is here. */
export function gcmSiv(key: Uint8Array): GcmSiv {
  chosen ??= findNativeGcmSiv() ?? portableGcmSiv;
  return chosen(key);
}
