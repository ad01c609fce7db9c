import { writeBlock, writeConstants, writeLazyFees, writeSpec, writeTier } from './environment.ts';
import { EvmFault, fatalFault } from './errors.ts';
import { createFlatState } from './flatState.ts';
import {
  type CoreExports,
  type CoreImports,
  coreMemory,
  instantiateCore,
  type StateGlobals,
  stateGlobals,
} from './instantiate.ts';
import { LAYOUT } from './layout.ts';
import type { StateBackend } from './stateBackend.ts';
import { type CompiledTier, createCompiledTier } from './tier.ts';
import type { BlockEnv, EvmOptions, Fork } from './types.ts';
import { readBytesWord, readWord, writeBytesWord } from './words.ts';

/** What the tracing core tells: the arguments of assembly/core/host.ts. */
export interface TraceHooks {
  step(pc: number, op: number): undefined;
  enter(kind: number, to: number, value: number, input: number, length: number, gas: number): undefined;
  exit(error: number, gasLeft: number): undefined;
}

export interface Host {
  options: EvmOptions;
  fork: Fork;
  backend: StateBackend;
  block: BlockEnv | undefined;
  hooks: TraceHooks | undefined;
}

/** An instance of the core with its memory. */
export interface Core {
  memory: WebAssembly.Memory;
  exports: CoreExports;
  tier: CompiledTier;
  /** Of the core's code table, as of the last maintenance. */
  generation: number;
}

export interface Machine {
  core: Core;
  host: Host;
  /** A second core that reports every step; made when first asked for. It shares the state. */
  tracing(): Core;
}

/** The functions of assembly/core/host.ts. */
function hostImports(host: Host, core: () => Core): CoreImports {
  const bytes = () => new Uint8Array(core().memory.buffer);
  return {
    fetch(kind = 0, ptr = 0) {
      const view = new DataView(core().memory.buffer);
      const address = readBytesWord(bytes(), ptr, 20);
      const row = kind === 0 ? { address } : { address, slot: readWord(view, ptr + 32) };
      return host.backend.fetch?.(row) === true ? 1 : 0;
    },
    code(hash = 0) {
      const code = host.backend.codes.get(readBytesWord(bytes(), hash, 32).toHex());
      if (code === undefined) return -1;
      const ptr = core().exports.allocate(code.length);
      if (ptr === 0) return -1;
      bytes().set(code, ptr);
      return core().exports.addCode(hash, ptr, code.length);
    },
    saveCode(hash = 0, ptr = 0, length = 0) {
      host.backend.codes.set(readBytesWord(bytes(), hash, 32).toHex(), bytes().slice(ptr, ptr + length));
      return undefined;
    },
    precompile(address = 0, input = 0, length = 0, gas = 0) {
      return callPrecompile(host, core().memory, address, bytes().slice(input, input + length), gas);
    },
    blockHash(n = 0, ptr = 0) {
      writeBytesWord(bytes(), ptr, host.block?.blockHash(BigInt(n)) ?? new Uint8Array(32));
      return undefined;
    },
    compile(id = 0) {
      core().tier.compile(id);
      return undefined;
    },
    traceStep: (pc, op) => host.hooks?.step(pc, op),
    traceEnter: (kind, to, value, input, length, gas) => host.hooks?.enter(kind, to, value, input, length, gas),
    traceExit: (error, gasLeft) => host.hooks?.exit(error, gasLeft),
  };
}

function callPrecompile(
  host: Host,
  memory: WebAssembly.Memory,
  address: number,
  input: Uint8Array,
  gas: number,
): number {
  const result = host.options.precompiles(address, input, BigInt(gas), host.fork);
  const length = result?.ok ? result.output.length : 0;
  new DataView(memory.buffer).setUint32(LAYOUT.RD_LEN, length, true);
  if (result === undefined) return 0;
  if (!result.ok || result.gasUsed > BigInt(gas)) return -1;
  if (length > LAYOUT.RETURN_DATA_END - LAYOUT.RETURN_DATA) throw fatalFault(3);
  new Uint8Array(memory.buffer).set(result.output, LAYOUT.RETURN_DATA);
  return Number(result.gasUsed);
}

function createCore(host: Host, trace: boolean, state: Record<string, WebAssembly.ImportValue>): Core {
  const memory = coreMemory();
  let core: Core | undefined;
  const self = (): Core => {
    if (core === undefined) throw new EvmFault('bad-input', 'the core is not there yet');
    return core;
  };
  const exports = instantiateCore(trace, memory, state, hostImports(host, self));
  const { compiler, compile } = host.options;
  const kind = trace ? 'interpreter' : (host.options.tier ?? 'auto');
  const stops = kind === 'auto' && compile !== 'manual';
  const tier = createCompiledTier({ memory, core: exports, fork: host.fork, compiler, stops });
  const view = new DataView(memory.buffer);
  writeSpec(view, host.fork);
  writeConstants(memory);
  writeTier(view, kind, compile === 'manual');
  writeLazyFees(view, host.backend.lazyFees === true);
  exports.resetCodes();
  core = { memory, exports, tier, generation: exports.codeGeneration() };
  return core;
}

/** Keccak-256 by the core, through its transaction buffer. */
function hashBytes(core: Core, input: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(core.memory.buffer);
  bytes.set(input, LAYOUT.TX_INPUT + 32);
  core.exports.keccak(LAYOUT.TX_INPUT, LAYOUT.TX_INPUT + 32, input.length);
  return readBytesWord(bytes, LAYOUT.TX_INPUT, 32);
}

/** Of a backend without `lazyFees`: never called. A status that is not OK. */
const refuseCredit = () => 1;

export function createMachine(options: EvmOptions): Machine {
  const globals: StateGlobals = stateGlobals();
  let core: Core | undefined;
  const keccak = (input: Uint8Array) => {
    if (core === undefined) throw new EvmFault('bad-input', 'the core is not there yet');
    return hashBytes(core, input);
  };
  const backend = (options.backend ?? createFlatState)({ globals, keccak });
  const host: Host = { options, fork: options.fork ?? 'osaka', backend, block: undefined, hooks: undefined };
  const imports = { ...globals, credit: refuseCredit, ...backend.imports };
  core = createCore(host, false, imports);
  let tracer: Core | undefined;
  return {
    core,
    host,
    tracing() {
      tracer ??= createCore(host, true, imports);
      if (host.block !== undefined) writeBlock(tracer.memory, host.block, host.fork);
      return tracer;
    },
  };
}

/** Between transactions: puts compiled code to use, has compiled what is hot, forgets it all with the code table. */
export function maintain(core: Core, compiles: boolean): void {
  if (core.tier.isFull()) core.exports.resetCodes();
  const generation = core.exports.codeGeneration();
  if (generation !== core.generation) {
    core.generation = generation;
    core.tier.forget();
  }
  if (compiles) compilePending(core);
}

export function compilePending(core: Core): number {
  core.tier.install();
  const asked = core.tier.compilePending();
  // A compiler that knew the code has answered already.
  if (asked > 0) core.tier.install();
  return asked;
}
