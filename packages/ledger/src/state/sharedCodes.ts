import type { CodeStore } from '@lode/evm';

/**
 * Contract code for all threads: records one after the other in shared memory (hash 32, length u32, code, to 8 bytes).
 * Each thread keeps a map of the records it has seen, and reads on when a hash is not in it.
 */
export interface SharedCodes extends CodeStore {
  /** End of the records. */
  top(): number;
  /** Drops the records from `top` on: those of a block that is thrown away. No other thread may be at work. */
  truncate(top: number): void;
  /** After a thread died, perhaps while writing. No other thread may be at work. */
  unlock(): void;
}

const LOCK = 0;
const TOP = 1;
/** Counts truncations: maps made before are void. */
const GENERATION = 2;
const FIRST = 64;
const HASH_BYTES = 32;
const HEAD_BYTES = 40;
const INITIAL_BYTES = 1 << 20;
/** 43,000 contracts of the largest size; address space until used. Beyond it deployments fail with an error. */
const MAX_BYTES = 1 << 30;
const LOCK_WAIT_MS = 1000;

export function createCodesBuffer(): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(INITIAL_BYTES, { maxByteLength: MAX_BYTES });
  Atomics.store(new Int32Array(buffer, 0, 4), TOP, FIRST);
  return buffer;
}

export function openSharedCodes(buffer: SharedArrayBuffer): SharedCodes {
  const words = new Int32Array(buffer, 0, 4);
  const known = new Map<string, Uint8Array>();
  let seen = FIRST;
  let generation = Atomics.load(words, GENERATION);

  function readOn(): void {
    const now = Atomics.load(words, GENERATION);
    if (now !== generation) {
      generation = now;
      known.clear();
      seen = FIRST;
    }
    seen = readRecords(buffer, seen, Atomics.load(words, TOP), known);
  }

  function lock(): void {
    while (Atomics.compareExchange(words, LOCK, 0, 1) !== 0) Atomics.wait(words, LOCK, 1, LOCK_WAIT_MS);
  }

  function unlock(): void {
    Atomics.store(words, LOCK, 0);
    Atomics.notify(words, LOCK);
  }

  function append(hash: string, code: Uint8Array): void {
    const at = Atomics.load(words, TOP);
    const end = at + recordBytes(code.length);
    if (end > MAX_BYTES) throw new Error('the store of contract codes is full: start with a larger share of disk rows');
    if (end > buffer.byteLength) buffer.grow(Math.min(MAX_BYTES, Math.max(end, buffer.byteLength * 2)));
    const bytes = new Uint8Array(buffer, at, end - at);
    bytes.set(Uint8Array.fromHex(hash));
    new DataView(buffer, at).setUint32(HASH_BYTES, code.length, true);
    bytes.set(code, HEAD_BYTES);
    Atomics.store(words, TOP, end);
  }

  return {
    get(hash) {
      if (!known.has(hash)) readOn();
      return known.get(hash);
    },
    set(hash, code) {
      lock();
      try {
        readOn();
        if (!known.has(hash)) append(hash, code);
      } finally {
        unlock();
      }
    },
    top: () => Atomics.load(words, TOP),
    truncate(top) {
      if (Atomics.load(words, TOP) === top) return;
      Atomics.store(words, TOP, top);
      Atomics.add(words, GENERATION, 1);
    },
    unlock,
  };
}

function recordBytes(length: number): number {
  return (HEAD_BYTES + length + 7) & ~7;
}

/** Adds the records of [from, to) to `into`; returns `to`. */
function readRecords(buffer: SharedArrayBuffer, from: number, to: number, into: Map<string, Uint8Array>): number {
  for (let at = from; at < to; ) {
    const length = new DataView(buffer, at, HEAD_BYTES).getUint32(HASH_BYTES, true);
    into.set(new Uint8Array(buffer, at, HASH_BYTES).slice().toHex(), new Uint8Array(buffer, at + HEAD_BYTES, length));
    at += recordBytes(length);
  }
  return to;
}
