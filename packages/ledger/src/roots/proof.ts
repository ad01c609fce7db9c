import { blake3 } from '@noble/hashes/blake3.js';
import type { AccountRow } from '../seams.ts';
import { HASH_BYTES, HASH_KEYS, MAX_DEPTH } from './format.ts';

/** A path from the root to where a tree key is, or would be. */
export interface ProofPath {
  /** Hashes of the subtrees beside it, from the root down; 32 zero bytes for an empty one. At most 256. */
  siblings: readonly Uint8Array[];
  /** The leaf at its end: of the row itself or, as proof of its absence, of another row. Undefined: nothing is there. */
  leaf?: { key: Uint8Array; value: Uint8Array } | undefined;
}

/** What the state after a block says of an account and some of its slots. */
export interface StateProof {
  block: bigint;
  address: Uint8Array;
  /** Undefined: there is none. */
  account: AccountRow | undefined;
  path: ProofPath;
  /** A value of zero: the slot is empty. */
  slots: readonly { key: bigint; value: bigint; path: ProofPath }[];
}

const keyed = (key: string) => ({ key: new TextEncoder().encode(key) });
const NODE = keyed(HASH_KEYS.node);
const PATH = keyed(HASH_KEYS.key);
const LEAF = keyed(HASH_KEYS.leaf);
const ACCOUNT = keyed(HASH_KEYS.account);
const EMPTY = new Uint8Array(HASH_BYTES);

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function numberBytes(value: bigint, length: number): Uint8Array {
  return Uint8Array.fromHex(value.toString(16).padStart(length * 2, '0'));
}

/** A word as 32 bytes, big-endian. */
export function wordBytes(value: bigint): Uint8Array {
  return numberBytes(value, 32);
}

export function accountTreeKey(address: Uint8Array): Uint8Array {
  return blake3(address, PATH);
}

export function slotTreeKey(address: Uint8Array, key: bigint): Uint8Array {
  return blake3(join(address, wordBytes(key)), PATH);
}

export function accountValue(account: AccountRow): Uint8Array {
  return blake3(join(account.codeHash, wordBytes(account.balance), numberBytes(account.nonce, 8)), ACCOUNT);
}

export function leafHash(key: Uint8Array, value: Uint8Array): Uint8Array {
  return blake3(join(key, value), LEAF);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return blake3(join(left, right), NODE);
}

export function bitAt(key: Uint8Array, depth: number): number {
  return ((key[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1;
}

function sharesPath(a: Uint8Array, b: Uint8Array, depth: number): boolean {
  for (let d = 0; d < depth; d++) if (bitAt(a, d) !== bitAt(b, d)) return false;
  return true;
}

/** Whether the tree with this root has the value at the key; `undefined` for nothing. */
function holds(root: Uint8Array, key: Uint8Array, value: Uint8Array | undefined, path: ProofPath): boolean {
  const { siblings, leaf } = path;
  if (siblings.length > MAX_DEPTH || siblings.some((sibling) => sibling.length !== HASH_BYTES)) return false;
  if (leaf !== undefined) {
    if (leaf.key.length !== HASH_BYTES || leaf.value.length !== HASH_BYTES) return false;
    if (!sharesPath(leaf.key, key, siblings.length)) return false;
  }
  const isHere = leaf !== undefined && same(leaf.key, key);
  if (isHere !== (value !== undefined)) return false;
  if (value !== undefined && (leaf === undefined || !same(leaf.value, value))) return false;
  let hash = leaf === undefined ? EMPTY : leafHash(leaf.key, leaf.value);
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const sibling = siblings[depth] ?? EMPTY;
    hash = bitAt(key, depth) === 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
  }
  return same(hash, root);
}

const WORD_END = 1n << 256n;
const NONCE_END = 1n << 64n;

function isWord(value: bigint): boolean {
  return value >= 0n && value < WORD_END;
}

function isAccount({ nonce, balance, codeHash }: AccountRow): boolean {
  return nonce >= 0n && nonce < NONCE_END && isWord(balance) && codeHash.length === HASH_BYTES;
}

/**
 * Whether everything the proof states of the account and its slots is true of the state with this root. The root must
 * come from a header that the caller trusts: header N carries the root after block N-1. `block` is not proved.
 */
export function verifyProof(root: Uint8Array, proof: StateProof): boolean {
  const { address, account, path, slots } = proof;
  if (root.length !== HASH_BYTES || address.length !== 20) return false;
  if (account !== undefined && !isAccount(account)) return false;
  if (!holds(root, accountTreeKey(address), account && accountValue(account), path)) return false;
  return slots.every(({ key, value, path: slotPath }) => {
    if (!isWord(key) || !isWord(value)) return false;
    return holds(root, slotTreeKey(address, key), value === 0n ? undefined : wordBytes(value), slotPath);
  });
}

/** Puts the paths of the tree and the account of the state together. */
export function assembleProof(
  { block, paths }: { block: bigint; paths?: readonly ProofPath[] },
  address: Uint8Array,
  keys: readonly bigint[],
  account: AccountRow | undefined,
): StateProof {
  const [path, ...rest] = paths ?? [];
  if (path === undefined || rest.length !== keys.length) throw new TypeError('the tree gave too few paths');
  const slots = keys.map((key, i) => {
    const slotPath = rest[i] ?? { siblings: [] };
    const leaf = slotPath.leaf;
    const here = leaf !== undefined && same(leaf.key, slotTreeKey(address, key));
    return { key, value: here ? BigInt(`0x${leaf.value.toHex()}`) : 0n, path: slotPath };
  });
  return { block, address, account, path, slots };
}
