import { SEAL_BASE64 } from '../generated/seal.ts';
import type { Packed } from '../seams.ts';
import { BlockFault } from './errors.ts';
import { MESSAGE_TOPIC, OUTBOX_ADDRESS } from './outbox.ts';

const SEED_BYTES = 32;
/** Copies in the module may write 15 bytes too many and read 8 before a region. */
const SLACK = 32;

interface SealExports {
  memory: WebAssembly.Memory;
  /** Addresses of assembly/seal/layout.ts. */
  HEAP: WebAssembly.Global<'i32'>;
  SEED: WebAssembly.Global<'i32'>;
  OUTBOX: WebAssembly.Global<'i32'>;
  MESSAGE_TOPIC: WebAssembly.Global<'i32'>;
  reserve(end: number): number;
  keccak(to: number, from: number, length: number): void;
  decode(
    ...regions: [
      ...[count: number, raw: number, offsets: number, encoded: number, encodedEnds: number, reasons: number],
      ...[hashes: number, digests: number, signatures: number, stage: number, authorizations: number],
      ...[chainId: bigint, allowUnprotected: number],
    ]
  ): number;
  beginLeaves(count: number, leafPlaces: number, bloom: number, gas: bigint): void;
  addLeaves(
    ...regions: [
      ...[first: number, count: number, raw: number, rawOffsets: number, status: number, gas: number],
      ...[logs: number, logOffsets: number, stage: number],
    ]
  ): void;
  gasTotal(): bigint;
  joinLeaves(roots: number, leafPlaces: number, count: number): void;
  messageLeaves(
    ...regions: [
      ...[count: number, logs: number, offsets: number, messages: number],
      ...[chainId: bigint, blockNumber: bigint],
    ]
  ): number;
  messageLevel(to: number, from: number, count: number): number;
  blooms(count: number, logs: number, offsets: number, to: number): void;
}

/** assembly/seal, with a memory of its own that holds nothing between two calls. */
export interface Kernel {
  readonly wasm: SealExports;
  /** Addresses of regions of these sizes, aligned to 16 bytes. They last until the next call of `layout`. */
  layout(...sizes: number[]): number[];
  /** The memory. Ask again after `layout`, which may have moved it. */
  bytes(): Uint8Array;
}

function createKernel(): Kernel {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(SEAL_BASE64));
  const wasm = new WebAssembly.Instance(module, {}).exports as unknown as SealExports;
  let view = new Uint8Array(wasm.memory.buffer);
  const bytes = () => {
    if (view.buffer !== wasm.memory.buffer) view = new Uint8Array(wasm.memory.buffer);
    return view;
  };
  crypto.getRandomValues(bytes().subarray(wasm.SEED.value, wasm.SEED.value + SEED_BYTES));
  bytes().set(OUTBOX_ADDRESS.toReversed(), wasm.OUTBOX.value);
  bytes().set(MESSAGE_TOPIC.toReversed(), wasm.MESSAGE_TOPIC.value);
  return {
    wasm,
    bytes,
    layout(...sizes) {
      let end = wasm.HEAP.value;
      const starts = sizes.map((size) => {
        const start = end + SLACK;
        end = (start + size + SLACK + 15) & ~15;
        return start;
      });
      if (wasm.reserve(end) === 0) {
        throw new BlockFault('bad-input', `${end} bytes of memory are not to be had: make smaller blocks`, { end });
      }
      return starts;
    },
  };
}

let shared: Kernel | undefined;

/** The thread's own. Every use is synchronous and leaves nothing behind, so one is enough. */
export function kernel(): Kernel {
  shared ??= createKernel();
  return shared;
}

/** Copies a range of items and their offsets; returns the address that offsets are relative to. */
export function copyIn(k: Kernel, packed: Packed, first: number, end: number, to: number, offsetsTo: number): number {
  const start = packed.offsets[first] ?? 0;
  const bytes = k.bytes();
  bytes.set(packed.bytes.subarray(start, packed.offsets[end]), to);
  new Uint32Array(bytes.buffer).set(packed.offsets.subarray(first, end + 1), offsetsTo >> 2);
  return to - start;
}
