import type { VoucherCrypto } from '@lode/protocol';

/** libsecp256k1 where its native module loads, Keccak in WebAssembly: a voucher in a thirtieth of JavaScript's time. */
export async function nativeVoucherCrypto(): Promise<VoucherCrypto> {
  const { keccak256, loadRecover } = await import('@lode/ledger');
  return { recover: loadRecover().recover, keccak256 };
}
