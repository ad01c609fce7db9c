import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { readCheckpoint, syncFolder, writeCheckpoint } from './checkpointFile.ts';
import { RootFault } from './errors.ts';
import { createTree, type Tree, type TreePath, type TreeStats } from './tree.ts';

export interface KeeperOptions {
  dir: string | undefined;
  maxBytes: number;
}

export type Request =
  | { kind: 'apply'; block: bigint; rows: Uint8Array }
  | { kind: 'clear' }
  | { kind: 'load'; rows: Uint8Array }
  | { kind: 'loaded'; block: bigint }
  | { kind: 'checkpoint' }
  | { kind: 'prove'; address: Uint8Array; keys: Uint8Array[] }
  | { kind: 'stats' };

/** How the tree was found: nothing on disk, a checkpoint, or one that did not hold what it should. */
export type Opened = 'fresh' | 'checkpoint' | 'damaged';

export interface Reply {
  block: bigint;
  root: Uint8Array;
  opened: Opened;
  paths?: TreePath[];
  stats?: TreeStats;
}

/** The tree, its block and its files, on the thread of the worker. */
export interface Keeper {
  handle(request: Request): Reply;
}

function openTree({ dir, maxBytes }: KeeperOptions): { tree: Tree; block: bigint; opened: Opened } {
  const tree = createTree(maxBytes);
  if (dir === undefined) return { tree, block: -1n, opened: 'fresh' };
  if (mkdirSync(dir, { recursive: true }) !== undefined) syncFolder(path.dirname(dir));
  let found: ReturnType<typeof readCheckpoint>;
  try {
    found = readCheckpoint(dir, tree);
  } catch (error) {
    // Such as the same key twice: the file is not what was written.
    if (!(error instanceof RootFault) || error.code === 'memory-full') throw error;
    found = 'damaged';
  }
  if (found === 'none') return { tree, block: -1n, opened: 'fresh' };
  if (found === 'damaged') return { tree: createTree(maxBytes), block: -1n, opened: 'damaged' };
  return { tree, block: found.block, opened: 'checkpoint' };
}

export function createKeeper({ dir, maxBytes }: KeeperOptions): Keeper {
  const found = openTree({ dir, maxBytes });
  const { opened } = found;
  let tree: Tree | undefined = found.tree;
  let { block } = found;
  let written = block;

  function usable(): Tree {
    if (tree !== undefined) return tree;
    throw new RootFault('unusable', 'an earlier change of the state tree failed: rebuild it from the state rows');
  }

  /** A tree that failed halfway is dropped. */
  function change(rows: Uint8Array): void {
    const current = usable();
    tree = undefined;
    current.apply(rows);
    tree = current;
  }

  function checkpoint(): void {
    if (dir === undefined) throw new RootFault('no-directory', 'give createBinaryRoots a `dir` to keep checkpoints in');
    if (block === written) return;
    writeCheckpoint(dir, usable(), block);
    written = block;
  }

  function act(request: Request): Partial<Reply> {
    switch (request.kind) {
      case 'apply':
        change(request.rows);
        block = request.block;
        return {};
      case 'clear':
        tree = undefined; // before the next one takes its memory
        tree = createTree(maxBytes);
        block = -1n;
        return {};
      case 'load':
        change(request.rows);
        return {};
      case 'loaded':
        block = request.block;
        written = -1n;
        return {};
      case 'checkpoint':
        checkpoint();
        return {};
      case 'prove': {
        const { address, keys } = request;
        return { paths: [usable().prove(address), ...keys.map((key) => usable().prove(address, key))] };
      }
      case 'stats':
        return { stats: usable().stats() };
    }
  }

  return {
    handle(request) {
      const more = act(request);
      return { block, root: usable().root(), opened, ...more };
    },
  };
}
