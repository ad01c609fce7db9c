// The binary state tree: what src/roots/tree.ts calls.
import { copy32, full, hashOf, leaves, nodes, openHeap, usedBytes } from './heap';
import { DUMMY, INPUT, PENDING, PROOF, ROOT } from './layout';
import { sortEntries } from './sort';
import { clearStage, keyOfInput, makeKeys, staged, stageLeaves, stageRows } from './stage';
import { bitOfKey, update } from './update';

export { stageLeaves, stageRows, usedBytes };

/** KEYS are written; the memory ends at limit. */
export function open(limit: usize): void {
  makeKeys();
  openHeap(limit);
}

export function leafCount(): u32 {
  return leaves;
}

export function nodeCount(): u32 {
  return nodes;
}

export function isFull(): bool {
  return full;
}

/** Applies what is staged: 0, or 1 where a key is staged twice (and then nothing is applied). */
export function commit(): i32 {
  const n = staged;
  clearStage();
  if (n == 0) return 0;
  if (!sortEntries(n)) return 1;
  update(ROOT, 0, u32(n), 0);
  return 0;
}

/** Leaves the path of the row at INPUT in PROOF: the siblings, and the leaf where it ends, if it ends at one. */
export function prove(): void {
  keyOfInput();
  let slot = ROOT;
  let child = usize(load<u32>(slot));
  let depth = 0;
  while (child != 0 && (child & 1) == 0) {
    const bit = bitOfKey(DUMMY, depth);
    copy32(PROOF + 128 + usize(depth) * 32, hashOf(child + (1 - bit) * 4));
    child = usize(load<u32>(child + bit * 4));
    depth++;
  }
  store<u32>(PROOF, depth);
  store<u32>(PROOF, u32(child != 0), 4);
  if (child == 0) return;
  copy32(PROOF + 64, child & ~1);
  copy32(PROOF + 96, (child & ~1) + 32);
}

let pending: usize = PENDING;

export function dumpStart(): void {
  pending = PENDING;
  if (load<u32>(ROOT) == 0) return;
  store<u32>(pending, load<u32>(ROOT));
  pending += 4;
}

/** Writes the next leaves in the order of keys to INPUT, at most `most`; returns how many, 0 at the end. */
export function dumpNext(most: u32): u32 {
  let count: u32 = 0;
  while (pending > PENDING && count < most) {
    pending -= 4;
    const child = usize(load<u32>(pending));
    if ((child & 1) != 0) {
      const to = INPUT + usize(count) * 64;
      copy32(to, child & ~1);
      copy32(to + 32, (child & ~1) + 32);
      count++;
      continue;
    }
    const left = load<u32>(child);
    const right = load<u32>(child, 4);
    if (right != 0) {
      store<u32>(pending, right);
      pending += 4;
    }
    if (left != 0) {
      store<u32>(pending, left);
      pending += 4;
    }
  }
  return count;
}
