import { compileContract, mapLength } from './compiler/compileContract.ts';
import type { CoreExports } from './instantiate.ts';
import { CODE_ROW, LAYOUT } from './layout.ts';
import type { Opcode } from './spec.ts';

/** Contracts compiled at once: each holds a module of up to a few hundred kilobytes. Then all are dropped and made anew. */
const MAX_COMPILED = 1024;
/** A transaction may compile some more (tier compiled): frames in flight forbid dropping. Beyond it they are interpreted. */
const MAX_WITHIN_TRANSACTION = 4096;

export interface CompiledTier {
  /** Compiles what the core asked for; returns how many contracts that were. */
  compilePending(): number;
  compile(id: number): void;
  /** To be called when the core has emptied its code table: the old code ids mean nothing any more. */
  forget(): void;
  /** Time to empty the core's code table, and with it this. Only between transactions. */
  isFull(): boolean;
  readonly compiled: number;
  readonly refused: number;
}

export interface TierOptions {
  memory: WebAssembly.Memory;
  core: CoreExports;
  opcodes: readonly (Opcode | undefined)[];
}

export function createCompiledTier({ memory, core, opcodes }: TierOptions): CompiledTier {
  const slots: number[] = [];
  let used = 0;
  let compiled = 0;
  let refused = 0;

  function slot(): number {
    if (used === slots.length) slots.push(core.table.grow(1));
    return slots[used++] ?? 0;
  }

  function instantiate(code: Uint8Array): number {
    const length = mapLength(code.length);
    const address = core.allocate(length * 2);
    if (address === 0) return 0;
    const result = compileContract(code, opcodes, address);
    if (result === undefined) return 0;
    new Uint8Array(memory.buffer).set(new Uint8Array(result.map.buffer), address);
    const module = new WebAssembly.Module(result.module);
    const exports = core as unknown as Record<string, WebAssembly.ExportValue>;
    const instance = new WebAssembly.Instance(module, { core: { ...exports, memory } });
    const index = slot();
    core.table.set(index, instance.exports.run);
    return index;
  }

  function compile(id: number): void {
    const row = LAYOUT.CODES + id * CODE_ROW.SIZE;
    const view = new DataView(memory.buffer);
    const ptr = view.getUint32(row + CODE_ROW.PTR, true);
    const code = new Uint8Array(memory.buffer).slice(ptr, ptr + view.getUint32(row + CODE_ROW.LEN, true));
    let index = 0;
    try {
      // The engine's refusal of a module (its limits are its own) leaves the contract with the interpreter.
      if (used < MAX_WITHIN_TRANSACTION) index = instantiate(code);
    } catch (error) {
      if (!(error instanceof WebAssembly.CompileError || error instanceof RangeError)) throw error;
    }
    if (index === 0) refused++;
    else compiled++;
    core.setCompiled(id, index);
  }

  return {
    compile,
    compilePending() {
      const view = new DataView(memory.buffer);
      const count = view.getUint32(LAYOUT.PENDING_COUNT, true);
      for (let i = 0; i < count; i++) compile(view.getUint32(LAYOUT.PENDING + i * 4, true));
      view.setUint32(LAYOUT.PENDING_COUNT, 0, true);
      return count;
    },
    forget() {
      for (const index of slots) core.table.set(index, null);
      used = 0;
    },
    isFull: () => used >= MAX_COMPILED,
    get compiled() {
      return compiled;
    },
    get refused() {
      return refused;
    },
  };
}
