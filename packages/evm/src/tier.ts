import { type CompiledModule, type ContractCompiler, compileHere } from './compiler/compiler.ts';
import type { CoreExports } from './instantiate.ts';
import { CODE_ROW, LAYOUT } from './layout.ts';
import type { Fork } from './types.ts';

/** Contracts compiled at once: each holds a module of up to a few hundred kilobytes. Then all are dropped and made anew. */
const MAX_COMPILED = 1024;
/** A transaction may compile some more (tier compiled): frames in flight forbid dropping. Beyond it they are interpreted. */
const MAX_WITHIN_TRANSACTION = 4096;
/** Contracts at a compiler at once. The others go on asking in the core, which remembers as many. */
const MAX_WAITING = 16;
/** S_EAGER: whether batches stop for contracts that ask to be compiled. */
const STOP = 0;
const GO_ON = 2;

export interface CompiledTier {
  /** Compiles what the core asked for, or hands it to the compiler; returns how many contracts that were. */
  compilePending(): number;
  compile(id: number): void;
  /** Puts to use what a compiler has finished. Only between transactions. */
  install(): void;
  /** To be called when the core has emptied its code table: the old code ids mean nothing any more. */
  forget(): void;
  /** Time to empty the core's code table, and with it this. Only between transactions. */
  isFull(): boolean;
  readonly compiled: number;
  readonly refused: number;
  /** Contracts that a compiler has not answered for. */
  readonly waiting: number;
}

export interface TierOptions {
  memory: WebAssembly.Memory;
  core: CoreExports;
  fork: Fork;
  /** Without it contracts are compiled on this thread. */
  compiler: ContractCompiler | undefined;
  /** Whether batches stop for contracts that ask, as long as the compiler has room for them. */
  stops: boolean;
}

interface Finished {
  id: number;
  era: number;
  compiled: CompiledModule | undefined;
}

/** Instances of compiled contracts in the core's function table. */
function createInstances(memory: WebAssembly.Memory, core: CoreExports) {
  const slots: number[] = [];
  const imports: Record<string, WebAssembly.ImportValue> = { ...core, memory };
  let used = 0;
  return {
    /** The instance's place in the table; 0 where there is no room. */
    add({ module, map }: CompiledModule): number {
      if (used >= MAX_WITHIN_TRANSACTION) return 0;
      const address = core.allocate(map.byteLength);
      if (address === 0) return 0;
      new Uint8Array(memory.buffer).set(new Uint8Array(map.buffer, map.byteOffset, map.byteLength), address);
      imports.map = address;
      const instance = new WebAssembly.Instance(module, { core: imports });
      if (used === slots.length) slots.push(core.table.grow(1));
      const index = slots[used++] ?? 0;
      core.table.set(index, instance.exports.run);
      return index;
    },
    clear(): void {
      for (const index of slots) core.table.set(index, null);
      used = 0;
    },
    isFull: () => used >= MAX_COMPILED,
  };
}

export function createCompiledTier({ memory, core, fork, compiler, stops }: TierOptions): CompiledTier {
  const instances = createInstances(memory, core);
  const finished: Finished[] = [];
  let compiled = 0;
  let refused = 0;
  let waiting = 0;
  /** Counts how often the code table was emptied: code ids of an earlier era mean nothing. */
  let era = 0;

  function codeOf(id: number): Uint8Array {
    const row = LAYOUT.CODES + id * CODE_ROW.SIZE;
    const view = new DataView(memory.buffer);
    const ptr = view.getUint32(row + CODE_ROW.PTR, true);
    return new Uint8Array(memory.buffer).slice(ptr, ptr + view.getUint32(row + CODE_ROW.LEN, true));
  }

  function settle(id: number, result: CompiledModule | undefined): void {
    const index = result === undefined ? 0 : instances.add(result);
    if (index === 0) refused++;
    else compiled++;
    core.setCompiled(id, index);
  }

  const compile = (id: number) => settle(id, compileHere(codeOf(id), fork));

  function request(id: number, by: ContractCompiler): void {
    const asked = era;
    let open = true;
    waiting++;
    by.compile(codeOf(id), fork, (result) => {
      if (!open) return;
      open = false;
      waiting--;
      finished.push({ id, era: asked, compiled: result });
    });
  }

  return {
    compile,
    compilePending() {
      const view = new DataView(memory.buffer);
      const asking = view.getUint32(LAYOUT.PENDING_COUNT, true);
      const count = compiler === undefined ? asking : Math.min(asking, MAX_WAITING - waiting);
      for (let i = 0; i < count; i++) {
        const id = view.getUint32(LAYOUT.PENDING + i * 4, true);
        if (compiler === undefined) compile(id);
        else request(id, compiler);
      }
      new Uint32Array(memory.buffer, LAYOUT.PENDING, asking).copyWithin(0, count);
      view.setUint32(LAYOUT.PENDING_COUNT, asking - count, true);
      if (compiler !== undefined && stops) view.setUint32(LAYOUT.S_EAGER, asking > count ? GO_ON : STOP, true);
      return count;
    },
    install() {
      if (waiting > 0) compiler?.poll?.();
      for (const { id, era: asked, compiled: result } of finished) if (asked === era) settle(id, result);
      finished.length = 0;
    },
    forget() {
      instances.clear();
      era++;
    },
    isFull: instances.isFull,
    get compiled() {
      return compiled;
    },
    get refused() {
      return refused;
    },
    get waiting() {
      return waiting;
    },
  };
}
