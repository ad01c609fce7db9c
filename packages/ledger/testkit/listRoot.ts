import { type NestedUint8Array, RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';

/** The Merkle Patricia root of a list, as the yellow paper defines it (appendix D), for lists too long for a library. */

type Entry = readonly [path: readonly number[], value: Uint8Array];
type Node = Uint8Array | NestedUint8Array;

function nibbles(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
}

/** HP encoding. */
function hexPrefix(path: readonly number[], leaf: boolean): Uint8Array {
  const flag = (leaf ? 2 : 0) + (path.length % 2);
  const all = path.length % 2 === 1 ? [flag, ...path] : [flag, 0, ...path];
  return Uint8Array.from({ length: all.length / 2 }, (_, i) => (all[2 * i] ?? 0) * 16 + (all[2 * i + 1] ?? 0));
}

/** n(J, i): the node itself where it is short, else its hash. */
function reference(node: Node): Node {
  const encoded = RLP.encode(node);
  return encoded.length < 32 ? node : keccak_256(encoded);
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return n;
}

function build(entries: readonly Entry[]): Node {
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return new Uint8Array();
  if (entries.length === 1) return [hexPrefix(first[0], true), first[1]];
  const shared = sharedLength(first[0], last[0]);
  const rest = (from: number, some: readonly Entry[]) => some.map(([path, value]): Entry => [path.slice(from), value]);
  if (shared > 0) return [hexPrefix(first[0].slice(0, shared), false), reference(build(rest(shared, entries)))];
  const children = Array.from({ length: 16 }, (_, nibble) => entries.filter(([path]) => path[0] === nibble));
  return [
    ...children.map((group) => (group.length === 0 ? new Uint8Array() : reference(build(rest(1, group))))),
    new Uint8Array(),
  ];
}

/** Root of the trie from rlp(i) to the i-th value. */
export function listRoot(values: readonly Uint8Array[]): Uint8Array {
  const entries = values.map((value, i): Entry => [nibbles(RLP.encode(i)), value]);
  entries.sort(([a], [b]) => {
    const n = sharedLength(a, b);
    return (a[n] ?? 0) - (b[n] ?? 0);
  });
  return keccak_256(RLP.encode(build(entries)));
}
