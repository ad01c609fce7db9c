import { gcmSiv, NONCE_BYTES, TAG_BYTES } from './cipher.ts';
import { type JobSecret, subkeyOf } from './secret.ts';

/**
 * Sealed text stands in the same fields as plain text, so that everything that carries, bounds and stores log lines and
 * error messages stays as it is: a mark, then base64url of nonce, ciphertext and tag.
 */
const MARK = 'lode-sealed-v1:';
const SEALED_TEXT = new RegExp(`${MARK}([A-Za-z0-9_-]+)`, 'g');

/** Seals a text; what would make it longer than `maxChars` is cut off. */
export function sealText(secret: JobSecret, text: string, maxChars: number): string {
  const most = Math.floor(((maxChars - MARK.length) * 3) / 4) - NONCE_BYTES - TAG_BYTES;
  const bytes = new Uint8Array(Math.max(0, Math.min(most, text.length * 3)));
  // Stops before a character that does not fit whole.
  const { written } = new TextEncoder().encodeInto(text, bytes);
  // Drawn, not counted: a log says the same twice, and that need not be seen.
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = gcmSiv(subkeyOf(secret, 'text')).seal(nonce, bytes.subarray(0, written));
  const joined = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  joined.set(nonce);
  joined.set(sealed, NONCE_BYTES);
  return MARK + joined.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** Opens every sealed text within a text, such as an error message that quotes another. What does not open stays as it is. */
export function openText(secret: JobSecret, text: string): string {
  if (!text.includes(MARK)) return text;
  const cipher = gcmSiv(subkeyOf(secret, 'text'));
  return text.replace(SEALED_TEXT, (whole, encoded: string) => {
    const joined = fromBase64(encoded);
    const plain = joined && cipher.open(joined.subarray(0, NONCE_BYTES), joined.subarray(NONCE_BYTES));
    return plain === undefined ? whole : new TextDecoder().decode(plain);
  });
}

/** {@link openText} for every string in a plain JSON value. */
export function openTexts<T>(secret: JobSecret, value: T): T {
  const open = (one: unknown): unknown => {
    if (typeof one === 'string') return openText(secret, one);
    if (Array.isArray(one)) return one.map(open);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, open(inner)]));
  };
  return open(value) as T;
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text, { alphabet: 'base64url' });
  } catch {
    return undefined;
  }
}
