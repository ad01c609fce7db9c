import { getHashes, hash } from 'node:crypto';
import type { VoucherCrypto } from '@lode/protocol';
import { keccak256 } from 'viem';

/** OpenSSL's takes 3 µs where JavaScript takes 8; a Node built on another OpenSSL may lack it. */
const KECCAK = 'keccak-256';

/** libsecp256k1 where its native module loads: a voucher is checked in a hundredth of JavaScript's time. */
export async function nativeVoucherCrypto(): Promise<VoucherCrypto> {
  const { loadRecover } = await import('@lode/ledger');
  const { recover } = loadRecover();
  const isNative = getHashes().includes(KECCAK);
  return {
    recover,
    keccak256: isNative ? (bytes) => hash(KECCAK, bytes, 'buffer') : (bytes) => keccak256(bytes, 'bytes'),
  };
}
