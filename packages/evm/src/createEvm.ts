import { encodeTransactions, unencodable } from './encode.ts';
import { EvmFault, errorMessage, fatalFault } from './errors.ts';
import { type CodeStore, createFlatState, type FlatState } from './flatState.ts';
import {
  type CoreExports,
  type CoreImports,
  coreMemory,
  instantiateCore,
  type StateGlobals,
  stateGlobals,
} from './instantiate.ts';
import { LAYOUT } from './layout.ts';
import { blobBaseFee, FORKS, opcodes, writeOpcodeTable } from './spec.ts';
import { type CompiledTier, createCompiledTier } from './tier.ts';
import type {
  BatchResult,
  BlockEnv,
  Evm,
  EvmOptions,
  EvmStats,
  Fork,
  Log,
  Tier,
  Transaction,
  TransactionResult,
  TransactionStatus,
} from './types.ts';
import { readBytesWord, writeBytesWord, writeWord } from './words.ts';

const EMPTY_HASH = Uint8Array.fromHex('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
const STATUSES: readonly TransactionStatus[] = ['invalid', 'success', 'revert', 'halt'];
const MODE = { APPLY: 0, CALL: 1, SYSTEM: 2 } as const;
const SYSTEM_ADDRESS = Uint8Array.fromHex('fffffffffffffffffffffffffffffffffffffffe');
const SYSTEM_GAS = 30_000_000n;
const SEED_BYTES = 104;

interface Core {
  memory: WebAssembly.Memory;
  exports: CoreExports;
}

function writeSpec(view: DataView, fork: Fork): void {
  const spec = FORKS[fork];
  view.setUint32(LAYOUT.S_FORK, spec.index, true);
  view.setUint32(LAYOUT.S_MAX_BLOBS, spec.maxBlobsPerTransaction, true);
  view.setUint32(LAYOUT.S_PRECOMPILES, spec.lastPrecompile, true);
  view.setUint32(LAYOUT.S_P256, spec.p256Verify ? 1 : 0, true);
  view.setBigUint64(LAYOUT.S_TX_GAS_CAP, spec.transactionGasCap, true);
  writeOpcodeTable(view, LAYOUT.OP_TABLE, fork);
}

function writeConstants(memory: WebAssembly.Memory): void {
  const bytes = new Uint8Array(memory.buffer);
  for (let n = 0; n <= 32; n++) bytes.fill(0xff, LAYOUT.MASKS + n * 32, LAYOUT.MASKS + n * 32 + n);
  writeBytesWord(bytes, LAYOUT.EMPTY_HASH, EMPTY_HASH);
  crypto.getRandomValues(new Uint8Array(memory.buffer, LAYOUT.S_SEED, SEED_BYTES));
}

function writeBlock(memory: WebAssembly.Memory, env: BlockEnv, fork: Fork): void {
  const view = new DataView(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  writeWord(view, LAYOUT.B_NUMBER, env.number);
  writeWord(view, LAYOUT.B_TIMESTAMP, env.timestamp);
  writeBytesWord(bytes, LAYOUT.B_COINBASE, env.coinbase);
  writeWord(view, LAYOUT.B_GAS_LIMIT, env.gasLimit);
  writeWord(view, LAYOUT.B_BASE_FEE, env.baseFee);
  writeBytesWord(bytes, LAYOUT.B_RANDAO, env.prevRandao);
  writeWord(view, LAYOUT.B_BLOB_FEE, blobBaseFee(env.excessBlobGas, fork));
  writeWord(view, LAYOUT.B_CHAIN_ID, env.chainId);
}

function readLogs(memory: WebAssembly.Memory): Log[] {
  const view = new DataView(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const logs: Log[] = [];
  let at: number = LAYOUT.LOGS;
  for (let i = view.getUint32(LAYOUT.LOG_COUNT, true); i > 0; i--) {
    const count = view.getUint32(at + 24, true);
    const length = view.getUint32(at + 28, true);
    const data = at + 32 + count * 32;
    logs.push({
      address: readBytesWord(bytes, at, 20),
      topics: Array.from({ length: count }, (_, t) => readBytesWord(bytes, at + 32 + t * 32, 32)),
      data: bytes.slice(data, data + length),
    });
    at = (data + length + 7) & ~7;
  }
  return logs;
}

function readResult(memory: WebAssembly.Memory, status: TransactionStatus): TransactionResult {
  const view = new DataView(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const out = view.getUint32(LAYOUT.OUT_PTR, true);
  const created = view.getUint32(LAYOUT.RES_HAS_CREATED, true) === 1;
  const refused = status === 'invalid';
  return {
    status,
    gasUsed: view.getBigUint64(LAYOUT.RES_GAS_USED, true),
    gasRefunded: view.getBigUint64(LAYOUT.RES_REFUND, true),
    output: refused ? new Uint8Array() : bytes.slice(out, out + view.getUint32(LAYOUT.OUT_LEN, true)),
    logs: status === 'success' ? readLogs(memory) : [],
    ...(created ? { createdAddress: readBytesWord(bytes, LAYOUT.RES_CREATED, 20) } : {}),
    ...(status === 'success' ? {} : { error: errorMessage(view.getUint32(LAYOUT.RES_ERR, true)) }),
  };
}

function refused(error: string): TransactionResult {
  return { status: 'invalid', error, gasUsed: 0n, gasRefunded: 0n, output: new Uint8Array(), logs: [] };
}

function checkFatal(memory: WebAssembly.Memory): void {
  const fatal = new DataView(memory.buffer).getInt32(LAYOUT.FATAL, true);
  if (fatal !== 0) throw fatalFault(fatal);
}

interface Host {
  options: EvmOptions;
  fork: Fork;
  codes: CodeStore;
  block: BlockEnv | undefined;
}

/** The functions of assembly/core/host.ts. */
function hostImports(host: Host, core: () => Core, tier: () => CompiledTier): CoreImports {
  const bytes = () => new Uint8Array(core().memory.buffer);
  return {
    fetch: () => 0,
    code(hash = 0) {
      const code = host.codes.get(readBytesWord(bytes(), hash, 32).toHex());
      if (code === undefined) return -1;
      const ptr = core().exports.allocate(code.length);
      if (ptr === 0) return -1;
      bytes().set(code, ptr);
      return core().exports.addCode(hash, ptr, code.length);
    },
    saveCode(hash = 0, ptr = 0, length = 0) {
      host.codes.set(readBytesWord(bytes(), hash, 32).toHex(), bytes().slice(ptr, ptr + length));
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
      tier().compile(id);
      return undefined;
    },
    traceStep: () => undefined,
    traceEnter: () => undefined,
    traceExit: () => undefined,
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

interface Machine {
  core: Core;
  state: FlatState;
  host: Host;
  tier: CompiledTier;
  /** Of the core's code table. */
  generation: number;
}

function createMachine(options: EvmOptions): Machine {
  const fork = options.fork ?? 'osaka';
  const globals: StateGlobals = stateGlobals();
  const host: Host = { options, fork, codes: new Map(), block: undefined };
  const memory = coreMemory();
  let core: Core | undefined;
  const theCore = (): Core => {
    if (core === undefined) throw new EvmFault('bad-input', 'the core is not there yet');
    return core;
  };
  const state = createFlatState({
    globals,
    codes: host.codes,
    emptyHash: EMPTY_HASH,
    keccak: (input) => hashBytes(theCore(), input),
  });
  const imports = { ...globals, ...(state.exports as unknown as Record<string, WebAssembly.ImportValue>) };
  let tier: CompiledTier | undefined;
  const theTier = (): CompiledTier => {
    if (tier === undefined) throw new EvmFault('bad-input', 'the compiled tier is not there yet');
    return tier;
  };
  core = { memory, exports: instantiateCore(false, memory, imports, hostImports(host, theCore, theTier)) };
  tier = createCompiledTier({ memory, core: core.exports, opcodes: opcodes(fork) });
  const view = new DataView(memory.buffer);
  writeSpec(view, fork);
  writeConstants(memory);
  writeTier(view, options.tier ?? 'auto');
  core.exports.resetCodes();
  return { core, state, host, tier, generation: core.exports.codeGeneration() };
}

/** Between transactions: compiles what has become hot, and forgets compiled code with the code table. */
function maintain(machine: Machine): void {
  if (machine.core.exports.codeGeneration() !== machine.generation) {
    machine.generation = machine.core.exports.codeGeneration();
    machine.tier.forget();
  }
  machine.tier.compilePending();
}

/** Gas after which a contract is compiled: see docs/evm.md for the measurement. */
const HEAT_GAS = 2_000_000n;
const NEVER = 1n << 62n;

function writeTier(view: DataView, tier: Tier): void {
  view.setUint32(LAYOUT.S_EAGER, tier === 'compiled' ? 1 : 0, true);
  view.setBigUint64(LAYOUT.S_HEAT, tier === 'auto' ? HEAT_GAS : NEVER, true);
}

/** Keccak-256 by the core, through its transaction buffer. */
function hashBytes(core: Core, input: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(core.memory.buffer);
  bytes.set(input, LAYOUT.TX_INPUT + 32);
  core.exports.keccak(LAYOUT.TX_INPUT, LAYOUT.TX_INPUT + 32, input.length);
  return readBytesWord(bytes, LAYOUT.TX_INPUT, 32);
}

function putInput(core: Core, encoded: Uint8Array, spare: number): void {
  if (encoded.length + spare > LAYOUT.TX_INPUT_END - LAYOUT.TX_INPUT) {
    throw new EvmFault('input-too-large', 'encoded transactions exceed the input region: send them in parts');
  }
  new Uint8Array(core.memory.buffer).set(encoded, LAYOUT.TX_INPUT);
}

function transact(machine: Machine, tx: Transaction, mode: number): TransactionResult {
  const { core } = machine;
  if (machine.host.block === undefined) throw new EvmFault('bad-input', 'call setBlock first');
  const why = unencodable(tx);
  if (why !== undefined) return refused(why);
  putInput(core, encodeTransactions([tx]), 0);
  core.exports.trimCodes();
  maintain(machine);
  const status = STATUSES[core.exports.transact(LAYOUT.TX_INPUT, mode)] ?? 'invalid';
  checkFatal(core.memory);
  return readResult(core.memory, status);
}

function countTransactions(encoded: Uint8Array): number {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  let count = 0;
  for (let at = 0; at < encoded.length; at += view.getUint32(at, true)) count++;
  return count;
}

function runBatch(machine: Machine, encoded: Uint8Array): BatchResult {
  const { core } = machine;
  const count = countTransactions(encoded);
  const statuses = LAYOUT.TX_INPUT + encoded.length + 8;
  const gases = (statuses + count + 7) & ~7;
  putInput(core, encoded, count * 9 + 32);
  let at: number = LAYOUT.TX_INPUT;
  for (let done = 0; done < count; ) {
    maintain(machine);
    const ran = core.exports.transactMany(at, count - done, statuses + done, gases + done * 8);
    checkFatal(core.memory);
    for (let i = 0; i < ran; i++) at += new DataView(core.memory.buffer).getUint32(at, true);
    done += ran;
  }
  const bytes = new Uint8Array(core.memory.buffer);
  const gasUsed = new BigUint64Array(count);
  gasUsed.set(new BigUint64Array(core.memory.buffer, gases, count));
  return { status: bytes.slice(statuses, statuses + count), gasUsed };
}

function readStats(machine: Machine): EvmStats {
  const view = new DataView(machine.core.memory.buffer);
  return {
    interpretedFrames: view.getBigUint64(LAYOUT.STAT_INTERPRETED, true),
    compiledFrames: view.getBigUint64(LAYOUT.STAT_COMPILED, true),
    compiledContracts: machine.tier.compiled,
    refusedContracts: machine.tier.refused,
    accountRows: machine.state.exports.accountCount(),
    storageRows: machine.state.exports.slotTotal(),
    codeCount: machine.core.exports.codeTotal(),
    memoryPages: machine.core.memory.buffer.byteLength / 65536,
  };
}

/** An EVM over a flat state in WebAssembly memory. */
export function createEvm(options: EvmOptions): Evm {
  const machine = createMachine(options);
  return {
    state: machine.state,
    setBlock(env) {
      machine.host.block = env;
      writeBlock(machine.core.memory, env, machine.host.fork);
    },
    applyTransaction: (tx) => transact(machine, tx, MODE.APPLY),
    call: (tx) => transact(machine, tx, MODE.CALL),
    systemCall(to, data) {
      const tx: Transaction = { type: 0, sender: SYSTEM_ADDRESS, to, nonce: 0n, gasLimit: SYSTEM_GAS, value: 0n, data };
      return transact(machine, tx, MODE.SYSTEM);
    },
    encodeTransactions,
    runTransactions: (encoded) => runBatch(machine, encoded),
    stats: () => readStats(machine),
  };
}
