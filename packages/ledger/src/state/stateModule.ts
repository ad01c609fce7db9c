import { STATE_BASE64 } from '../generated/state.ts';

type Limbs3 = [a0: bigint, a1: bigint, a2: bigint];
type Limbs4 = [k0: bigint, k1: bigint, k2: bigint, k3: bigint];

/** Exports of assembly/state that TypeScript calls; those of the EVM's core beside them. */
export interface StateExports {
  attach(worker: number): void;
  refresh(): void;
  lastFailure(): number;
  enter(alone: number): void;
  leave(): void;
  beginChunk(speculative: number, place: number): void;
  abandonChunk(): void;
  /** Where a speculative chunk waits for its turn. */
  parkChunk(): number;
  /** Of any instance's parked chunk. 1 published, 0 what it read has changed, -1 no room. */
  publishParked(parked: number): number;
  /** Of a certain chunk. 0: no room. */
  endChunk(): number;
  bringIn(): number;
  inbox(): number;
  openBlock(tick: number): void;
  closeBlock(): void;
  publishBlock(): void;
  startScan(): void;
  nextChanges(): number;
  codeChanges(): number;
  loadRows(count: number, changed: number): number;
  committedAccount(...address: Limbs3): number;
  committedSlot(...addressAndKey: [...Limbs3, ...Limbs4]): number;
  makeIndex(cells: number): void;
  sweep(count: number, age: number, evict: number): number;
}

/** Why an attempt could not go on: F_* of assembly/state/globals.ts. */
export const FAILURE = { ROWS: 1, OVERLAY: 2, PRIVATE: 3, TURN: 4, STORAGE: 5 } as const;

let compiled: WebAssembly.Module | undefined;

/** `globals` are r0 to r10, in which the core gets its answers: any will do where no core is. */
export function instantiateState(
  memory: WebAssembly.Memory,
  worker: number,
  globals: Record<string, WebAssembly.ImportValue> = placeholders(),
): StateExports {
  compiled ??= new WebAssembly.Module(Uint8Array.fromBase64(STATE_BASE64));
  const imports = { env: { memory, abort: () => undefined }, state: globals };
  const exports = new WebAssembly.Instance(compiled, imports).exports as unknown as StateExports;
  exports.attach(worker);
  return exports;
}

function placeholders(): Record<string, WebAssembly.ImportValue> {
  const names = Array.from({ length: 11 }, (_, i) => `r${i}`);
  return Object.fromEntries(names.map((name) => [name, new WebAssembly.Global({ value: 'i64', mutable: true }, 0n)]));
}
