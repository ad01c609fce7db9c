import type { Hex } from '@lode/protocol';

/** Half the order of secp256k1: signatures above it are refused by the contracts (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * True for the one form of a plain key's signature that OpenZeppelin's ECDSA takes: 65 bytes, low s, v of 27 or 28.
 * A receipt that only we could check would be worth nothing as evidence.
 */
export function isChainSignature(signature: Hex): boolean {
  if (signature.length !== 132) return false;
  const v = Number.parseInt(signature.slice(130), 16);
  return (v === 27 || v === 28) && BigInt(`0x${signature.slice(66, 130)}`) <= HALF_ORDER;
}
