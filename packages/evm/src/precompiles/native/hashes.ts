import { hash } from 'node:crypto';

export function nativeSha256(input: Uint8Array): Uint8Array {
  return hash('sha256', input, 'buffer');
}

export function nativeRipemd160(input: Uint8Array): Uint8Array {
  const out = new Uint8Array(32);
  out.set(hash('ripemd160', input, 'buffer'), 12);
  return out;
}
