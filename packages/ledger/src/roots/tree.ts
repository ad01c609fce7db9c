import { ROOT_BASE64 } from '../generated/root.ts';
import { CHANGE_ACCOUNT, CHANGE_BYTES, CHANGE_SLOT } from '../seams.ts';
import { RootFault } from './errors.ts';
import { HASH_BYTES, HASH_KEYS, LEAF_BYTES } from './format.ts';

/** Cells of assembly/root/layout.ts. */
const KEYS = 1024;
const ROOT_HASH = 3840 + 8;
const PROOF = 16384;
const INPUT = 65536;
const INPUT_ROWS = 4096;
const PASS_ROWS = 262_144;
const WASM_PAGE = 65_536;
/** What the regions before the tree take, and a little tree: assembly/root/layout.ts, TREE. */
const LEAST_BYTES = 48 * 1024 * 1024;
/** wasm32 ends at 4 GiB; the last page is left out so that the end is a number of 32 bits. */
export const MOST_BYTES = 65_535 * WASM_PAGE;

interface Exports {
  open(limit: number): void;
  stageRows(rows: number): number;
  stageLeaves(count: number): number;
  commit(): number;
  prove(): void;
  dumpStart(): void;
  dumpNext(most: number): number;
  leafCount(): number;
  nodeCount(): number;
  usedBytes(): number;
  isFull(): number;
}

export interface TreePath {
  /** From the root down. */
  siblings: Uint8Array[];
  /** Where the path ends: nothing there, if undefined. */
  leaf: { key: Uint8Array; value: Uint8Array } | undefined;
}

export interface TreeStats {
  leaves: number;
  nodes: number;
  /** Of nodes and leaves, without the fixed regions (about 40 MiB, touched as far as blocks are large). */
  bytes: number;
  limitBytes: number;
}

/** The tree in one WebAssembly memory, on the calling thread. After a fault it must not be used further. */
export interface Tree {
  root(): Uint8Array;
  /** Rows of any number; each account and slot once. The result does not depend on their order. */
  apply(rows: Uint8Array): void;
  /** Leaves of LEAF_BYTES, in any order. */
  load(leaves: Uint8Array): void;
  /** Leaves in the order of their tree keys, in pieces that are valid until the next one is taken. */
  leaves(): Generator<Uint8Array>;
  prove(address: Uint8Array, key?: Uint8Array): TreePath;
  stats(): TreeStats;
}

let compiled: WebAssembly.Module | undefined;

function instantiate(memory: WebAssembly.Memory): Exports {
  compiled ??= new WebAssembly.Module(Uint8Array.fromBase64(ROOT_BASE64));
  const instance = new WebAssembly.Instance(compiled, { env: { memory, abort: () => undefined } });
  return instance.exports as unknown as Exports;
}

interface Machine {
  wasm: Exports;
  bytes: Uint8Array;
  view: DataView;
  stats(): TreeStats;
}

function createMachine(limitBytes: number): Machine {
  // All of it is reserved at once: pages that were never touched cost address space alone.
  const pages = Math.floor(Math.min(MOST_BYTES, Math.max(LEAST_BYTES, limitBytes)) / WASM_PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const bytes = new Uint8Array(memory.buffer);
  const wasm = instantiate(memory);
  const { node, key, leaf, account } = HASH_KEYS;
  bytes.set(new TextEncoder().encode(node + key + leaf + account), KEYS);
  wasm.open(pages * WASM_PAGE);
  const stats = () => ({
    leaves: wasm.leafCount(),
    nodes: wasm.nodeCount(),
    bytes: wasm.usedBytes() >>> 0,
    limitBytes: pages * WASM_PAGE,
  });
  return { wasm, bytes, view: new DataView(memory.buffer), stats };
}

function commit({ wasm, stats }: Machine): void {
  let status: number;
  try {
    status = wasm.commit();
  } catch (cause) {
    const { leaves, limitBytes: limit } = stats();
    if (wasm.isFull() === 0) throw cause;
    const message = `the state tree does not fit into ${limit} bytes: raise the limit and rebuild it from the state`;
    throw new RootFault('memory-full', message, { leaves, limitBytes: limit }, cause);
  }
  if (status === 0) return;
  throw new RootFault('duplicate-row', 'a row occurs twice in the changes of a block: rebuild the tree from the state');
}

/** Stages entries of `size` bytes and applies them, a pass at a time. */
function feed(machine: Machine, data: Uint8Array, size: number, stage: (count: number) => number): void {
  if (data.length % size !== 0) {
    throw new RootFault('malformed-rows', `rows have ${size} bytes each`, { bytes: data.length });
  }
  let staged = 0;
  for (let at = 0; at < data.length; ) {
    const count = Math.min(INPUT_ROWS, (data.length - at) / size, PASS_ROWS - staged);
    machine.bytes.set(data.subarray(at, at + count * size), INPUT);
    const status = stage(count);
    if (status !== 0) throw new RootFault('malformed-rows', 'a changed row is neither an account nor a slot', { at });
    at += count * size;
    staged += count;
    if (staged === PASS_ROWS || at === data.length) {
      commit(machine);
      staged = 0;
    }
  }
}

function prove({ wasm, bytes, view }: Machine, address: Uint8Array, slot: Uint8Array | undefined): TreePath {
  bytes.fill(0, INPUT, INPUT + CHANGE_BYTES);
  bytes[INPUT] = slot === undefined ? CHANGE_ACCOUNT : CHANGE_SLOT;
  bytes.set(address.toReversed(), INPUT + 4);
  if (slot !== undefined) bytes.set(slot.toReversed(), INPUT + 24);
  wasm.prove();
  const depth = view.getUint32(PROOF, true);
  const siblings = Array.from({ length: depth }, (_, i) => {
    const at = PROOF + 128 + i * HASH_BYTES;
    return bytes.slice(at, at + HASH_BYTES);
  });
  const ends = view.getUint32(PROOF + 4, true) === 1;
  const leaf = { key: bytes.slice(PROOF + 64, PROOF + 96), value: bytes.slice(PROOF + 96, PROOF + 128) };
  return { siblings, leaf: ends ? leaf : undefined };
}

export function createTree(limitBytes: number): Tree {
  const machine = createMachine(limitBytes);
  const { wasm, bytes, stats } = machine;
  return {
    stats,
    root: () => bytes.slice(ROOT_HASH, ROOT_HASH + HASH_BYTES),
    apply: (rows) => feed(machine, rows, CHANGE_BYTES, wasm.stageRows),
    load: (leaves) => feed(machine, leaves, LEAF_BYTES, wasm.stageLeaves),
    *leaves() {
      wasm.dumpStart();
      for (let count = wasm.dumpNext(INPUT_ROWS); count > 0; count = wasm.dumpNext(INPUT_ROWS)) {
        yield bytes.subarray(INPUT, INPUT + count * LEAF_BYTES);
      }
    },
    prove: (address, slot) => prove(machine, address, slot),
  };
}
