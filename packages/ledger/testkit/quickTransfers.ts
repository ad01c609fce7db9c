import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import secp256k1 from 'secp256k1';

/** Legacy transfers of one wei, signed natively: thousands a second, for load. Keys are made from a number. */
export interface QuickSender {
  readonly address: Uint8Array;
  sign(nonce: number): Uint8Array;
}

const GAS = 21_000;

const numberBytes = (value: number): Uint8Array =>
  value === 0
    ? new Uint8Array()
    : Uint8Array.fromHex(value.toString(16).padStart(value.toString(16).length + (value.toString(16).length % 2), '0'));

export function quickSender(
  n: number,
  chainId: number,
  to: Uint8Array | ((nonce: number) => Uint8Array),
  gasPrice = 0,
): QuickSender {
  const key = keccak_256(Uint8Array.of(0x51, n & 255, n >> 8));
  const address = keccak_256(secp256k1.publicKeyCreate(key, false).subarray(1)).subarray(12);
  return {
    address,
    sign(nonce) {
      const fields = [nonce, gasPrice, GAS].map(numberBytes);
      const body = [...fields, typeof to === 'function' ? to(nonce) : to, Uint8Array.of(1), new Uint8Array()];
      const digest = keccak_256(RLP.encode([...body, numberBytes(chainId), new Uint8Array(), new Uint8Array()]));
      const { signature, recid } = secp256k1.ecdsaSign(digest, key);
      const word = (at: number) => {
        const bytes = signature.subarray(at, at + 32);
        return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
      };
      return RLP.encode([...body, numberBytes(chainId * 2 + 35 + recid), word(0), word(32)]);
    },
  };
}
