import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { AccessListEntry, Authorization, Transaction } from '../../src/types.ts';
import type { TestAccessListEntry, TestAuthorization, TestPost, TestTransaction } from './format.ts';
import { bytes, fixedBytes, quantity } from './hex.ts';
import { rlpBytes, rlpList, rlpQuantity } from './trie.ts';

const WORD_LIMIT = 1n << 256n;
/** EIP-7702's magic byte and signature bounds. */
const AUTHORIZATION_MAGIC = 0x05;
const HALF_ORDER = secp256k1.Point.Fn.ORDER / 2n;

/**
 * The transaction of one `post` entry, or the reason why no such transaction can be encoded: what a decoder refuses
 * never reaches an EVM.
 */
export function buildTransaction(test: TestTransaction, post: TestPost): Transaction | { undecodable: string } {
  const at = post.indexes;
  const to = isAddress(test.to) ? fixedBytes(test.to, 20) : undefined;
  const accessList = test.accessLists?.[at.data];
  const authorizations = test.authorizationList?.map(readAuthorization) ?? [];
  const authorizationList = authorizations.filter((entry) => entry !== undefined);
  if (authorizationList.length < authorizations.length) {
    return { undecodable: 'an authorization has a field out of range' };
  }
  return {
    type: transactionType(test, accessList),
    sender: sender(test),
    ...(to === undefined ? {} : { to }),
    nonce: quantity(test.nonce),
    gasLimit: quantity(test.gasLimit[at.gas]),
    value: quantity(test.value[at.value]),
    data: bytes(test.data[at.data] ?? '0x'),
    ...(test.gasPrice === undefined ? {} : { gasPrice: quantity(test.gasPrice) }),
    ...(test.maxFeePerGas === undefined ? {} : { maxFeePerGas: quantity(test.maxFeePerGas) }),
    ...(test.maxPriorityFeePerGas === undefined ? {} : { maxPriorityFeePerGas: quantity(test.maxPriorityFeePerGas) }),
    ...(accessList === undefined || accessList === null ? {} : { accessList: accessList.map(readAccessListEntry) }),
    ...(test.maxFeePerBlobGas === undefined ? {} : { maxFeePerBlobGas: quantity(test.maxFeePerBlobGas) }),
    ...(test.blobVersionedHashes === undefined
      ? {}
      : { blobVersionedHashes: test.blobVersionedHashes.map((hash) => fixedBytes(hash, 32)) }),
    ...(test.authorizationList === undefined ? {} : { authorizationList }),
  };
}

/** Collections write a creation's missing recipient as nothing, null, an empty text or 0x. */
function isAddress(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== '' && text !== '0x';
}

function transactionType(
  test: TestTransaction,
  accessList: TestAccessListEntry[] | null | undefined,
): Transaction['type'] {
  if (test.authorizationList !== undefined) return 4;
  if (test.maxFeePerBlobGas !== undefined || test.blobVersionedHashes !== undefined) return 3;
  if (test.maxFeePerGas !== undefined) return 2;
  return accessList === undefined || accessList === null ? 0 : 1;
}

function sender(test: TestTransaction): Uint8Array {
  if (test.sender !== undefined) return fixedBytes(test.sender, 20);
  const key = fixedBytes(test.secretKey ?? '0x1', 32);
  return keccak_256(secp256k1.getPublicKey(key, false).subarray(1)).slice(12);
}

function readAccessListEntry(entry: TestAccessListEntry): AccessListEntry {
  return { address: fixedBytes(entry.address, 20), storageKeys: entry.storageKeys.map((key) => fixedBytes(key, 32)) };
}

/** `undefined`: a field does not fit the encoding of EIP-7702. */
function readAuthorization(entry: TestAuthorization): Authorization | undefined {
  const chainId = quantity(entry.chainId);
  const nonce = quantity(entry.nonce);
  const parity = quantity(entry.yParity ?? entry.v);
  const r = quantity(entry.r);
  const s = quantity(entry.s);
  if (chainId >= WORD_LIMIT || r >= WORD_LIMIT || s >= WORD_LIMIT || parity > 0xffn || nonce >= 1n << 64n) {
    return undefined;
  }
  const address = fixedBytes(entry.address, 20);
  return { chainId, address, nonce, authority: recoverAuthority(chainId, address, nonce, parity, r, s) };
}

/** EIP-7702: the signer of keccak(0x05 ‖ rlp([chain id, address, nonce])), if the signature is valid and s is low. */
export function recoverAuthority(
  chainId: bigint,
  address: Uint8Array,
  nonce: bigint,
  parity: bigint,
  r: bigint,
  s: bigint,
): Uint8Array | undefined {
  if (parity > 1n || s > HALF_ORDER) return undefined;
  const hash = authorizationHash(chainId, address, nonce);
  try {
    const key = new secp256k1.Signature(r, s, Number(parity)).recoverPublicKey(hash);
    return keccak_256(key.toBytes(false).subarray(1)).slice(12);
  } catch {
    return undefined;
  }
}

export function authorizationHash(chainId: bigint, address: Uint8Array, nonce: bigint): Uint8Array {
  const body = rlpList([rlpQuantity(chainId), rlpBytes(address), rlpQuantity(nonce)]);
  const message = new Uint8Array(1 + body.length);
  message[0] = AUTHORIZATION_MAGIC;
  message.set(body, 1);
  return keccak_256(message);
}

/** The signatures of a test's authorisations, for peers that recover the signers themselves. */
export function authorizationSignatures(test: TestTransaction): { yParity: bigint; r: bigint; s: bigint }[] {
  return (test.authorizationList ?? []).map((entry) => ({
    yParity: quantity(entry.yParity ?? entry.v),
    r: quantity(entry.r),
    s: quantity(entry.s),
  }));
}
