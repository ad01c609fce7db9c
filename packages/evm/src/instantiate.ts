import { CORE_BASE64 } from './generated/core.ts';
import { CORE_TRACE_BASE64 } from './generated/coreTrace.ts';
import { FLAT_BASE64 } from './generated/flat.ts';
import { LAYOUT } from './layout.ts';

/** Exports of the flat state (assembly/flat). */
export interface FlatExports {
  memory: WebAssembly.Memory;
  clear(): void;
  findAccount(a0: bigint, a1: bigint, a2: bigint): number;
  account(a0: bigint, a1: bigint, a2: bigint): number;
  slot(owner: bigint, a0: bigint, a1: bigint, a2: bigint, k0: bigint, k1: bigint, k2: bigint, k3: bigint): number;
  putAccount(row: bigint, ...limbs: bigint[]): number;
  putSlot(row: bigint, owner: bigint, ...limbs: bigint[]): number;
  deleteAccount(row: bigint, a0: bigint, a1: bigint, a2: bigint): number;
  unitCount(): number;
  extentCount(): number;
  accountCount(): number;
  slotTotal(): number;
}

/** Exports of the core (assembly/core/index.ts) that the host calls itself. */
export interface CoreExports {
  table: WebAssembly.Table;
  transact(ptr: number, mode: number): number;
  transactMany(ptr: number, count: number, statuses: number, reasons: number, gases: number, logEnds: number): number;
  allocate(len: number): number;
  addCode(hash: number, ptr: number, len: number): number;
  findCode(hash: number): number;
  resetCodes(): void;
  trimCodes(): number;
  setCompiled(id: number, index: number): void;
  codeTotal(): number;
  codeGeneration(): number;
  keccak(target: number, ptr: number, len: number): void;
  keccak64(target: number, ptr: number): void;
  prehashPair(p: number, q: number): void;
  ensureArena(end: bigint): number;
}

export type CoreImports = Record<string, (...args: number[]) => number | undefined>;
export type StateGlobals = Record<string, WebAssembly.Global>;

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const modules = new Map<string, WebAssembly.Module>();

function moduleOf(base64: string): WebAssembly.Module {
  let compiled = modules.get(base64);
  if (compiled === undefined) {
    compiled = new WebAssembly.Module(decode(base64));
    modules.set(base64, compiled);
  }
  return compiled;
}

/** r0 to r10, in which a state hands its answers to the core. */
export function stateGlobals(): StateGlobals {
  return Object.fromEntries(
    Array.from({ length: 11 }, (_, i) => [`r${i}`, new WebAssembly.Global({ value: 'i64', mutable: true }, 0n)]),
  );
}

export function instantiateFlat(globals: StateGlobals): FlatExports {
  const env = { abort: () => undefined };
  return new WebAssembly.Instance(moduleOf(FLAT_BASE64), { state: globals, env }).exports as unknown as FlatExports;
}

const PAGE = 65536;
/** The regions before the arena, and 16 MB of arena. Untouched pages cost address space alone. */
const INITIAL_PAGES = LAYOUT.ARENA / PAGE + 256;
const MAX_PAGES = 65536;

export function coreMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAX_PAGES });
}

export function instantiateCore(
  trace: boolean,
  memory: WebAssembly.Memory,
  state: Record<string, WebAssembly.ImportValue>,
  host: CoreImports,
): CoreExports {
  const imports = { env: { memory, abort: () => undefined }, state, host } as WebAssembly.Imports;
  const compiled = moduleOf(trace ? CORE_TRACE_BASE64 : CORE_BASE64);
  return new WebAssembly.Instance(compiled, imports).exports as unknown as CoreExports;
}
