import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { blake3 } from '@noble/hashes/blake3.js';
import { HASH_BYTES, LEAF_BYTES } from './format.ts';
import type { Tree } from './tree.ts';

/**
 * A checkpoint is the leaves alone, in the order of their tree keys: hashing them again gives the root that the head
 * of the file states, so every byte is checked when it is read. Head: magic, u32 version, u32 zero, u64 block, u64
 * leaves, root, BLAKE3 of all before; little-endian.
 */
const NAME = 'state-tree';
const MAGIC = 'LODETREE';
const VERSION = 1;
const ROOT_AT = 32;
const SUM_AT = ROOT_AT + HASH_BYTES;
const HEAD_BYTES = SUM_AT + HASH_BYTES;
/** Leaves read at once. */
const PIECE_BYTES = 262_144 * LEAF_BYTES;

export interface Checkpoint {
  block: bigint;
  root: Uint8Array;
}

function encodeHead(tree: Tree, block: bigint): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  head.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setBigUint64(16, block, true);
  view.setBigUint64(24, BigInt(tree.stats().leaves), true);
  head.set(tree.root(), ROOT_AT);
  head.set(blake3(head.subarray(0, SUM_AT)), SUM_AT);
  return head;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
}

/** So that a name in it survives a crash. */
export function syncFolder(name: string): void {
  const file = openSync(name, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Written whole beside the old one, synced, renamed: a crash leaves the old or the new checkpoint. */
export function writeCheckpoint(dir: string, tree: Tree, block: bigint): void {
  const next = path.join(dir, `${NAME}.new`);
  const file = openSync(next, 'w');
  try {
    writeAll(file, encodeHead(tree, block));
    for (const piece of tree.leaves()) writeAll(file, piece);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path.join(dir, NAME));
  syncFolder(dir);
}

function readAll(file: number, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(file, bytes, at, bytes.length - at, null);
    if (count === 0) return false;
    at += count;
  }
  return true;
}

/** `damaged` where the file is not what was written; the tree is then of no use. */
export function readCheckpoint(dir: string, tree: Tree): Checkpoint | 'none' | 'damaged' {
  let file: number;
  try {
    file = openSync(path.join(dir, NAME), 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
    throw error;
  }
  try {
    const head = new Uint8Array(HEAD_BYTES);
    if (!readAll(file, head) || !same(blake3(head.subarray(0, SUM_AT)), head.subarray(SUM_AT))) return 'damaged';
    const view = new DataView(head.buffer);
    const magic = new TextDecoder().decode(head.subarray(0, MAGIC.length));
    if (magic !== MAGIC || view.getUint32(8, true) !== VERSION) return 'damaged';
    const leaves = Number(view.getBigUint64(24, true));
    let left = leaves * LEAF_BYTES;
    if (fstatSync(file).size !== HEAD_BYTES + left) return 'damaged';
    for (; left > 0; left -= PIECE_BYTES) {
      const piece = new Uint8Array(Math.min(left, PIECE_BYTES));
      if (!readAll(file, piece)) return 'damaged';
      tree.load(piece);
    }
    const root = head.slice(ROOT_AT, SUM_AT);
    if (tree.stats().leaves !== leaves || !same(tree.root(), root)) return 'damaged';
    return { block: view.getBigUint64(16, true), root };
  } finally {
    closeSync(file);
  }
}
