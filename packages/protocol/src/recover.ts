import { recoverAddress } from 'viem';
import type { Hex } from './scalars.ts';

/** Half the order of secp256k1: of the two signatures (r, s) and (r, n - s), EIP-2 keeps the one with the lower s. */
const MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * True when `signature` is one the contracts would take from `account` for this digest: 65 bytes, `v` 27 or 28,
 * low `s` (OpenZeppelin's `ECDSA`). A wider check here would let a buyer sign an acceptance
 * that its provider believes and the chain refuses.
 */
export async function isSignedBy(digest: Hex, signature: Hex, account: Hex): Promise<boolean> {
  if (!/^0x[0-9a-f]{128}(?:1b|1c)$/i.test(signature)) return false;
  if (BigInt(`0x${signature.slice(66, 130)}`) > MAX_S) return false;
  return (await recoverAddress({ hash: digest, signature })).toLowerCase() === account.toLowerCase();
}
