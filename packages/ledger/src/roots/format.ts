/**
 * The layout that docs/adr/0204-ledger-roots.md freezes. All hashes are BLAKE3 in keyed mode; a key is 32 ASCII bytes
 * and says what is hashed:
 *
 *     tree key  = H[key](address)                      of an account, 20 bytes
 *                 H[key](address, slot)                of a slot, 20 + 32 bytes
 *     value     = H[account](code hash, balance, nonce)  32 + 32 + 8 bytes
 *                 the word itself                      of a slot
 *     leaf      = H[leaf](tree key, value)
 *     node      = H[node](left, right), where the empty subtree is 32 zero bytes
 *
 * Words and numbers are big-endian. A subtree with one leaf is that leaf; the path to a leaf is its tree key, the
 * highest bit of the first byte first. The root of the empty tree is 32 zero bytes.
 */
export const HASH_KEYS = {
  node: 'lode state tree, version 1: node',
  key: 'lode state tree, version 1: path',
  leaf: 'lode state tree, version 1: leaf',
  account: 'lode state tree, version 1: acct',
} as const;

export const HASH_BYTES = 32;
/** Bits of a tree key: no path is longer. */
export const MAX_DEPTH = 256;
/** Tree key and value. */
export const LEAF_BYTES = 64;
