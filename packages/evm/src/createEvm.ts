import { encodeTransactions, unencodable } from './encode.ts';
import { writeBlock } from './environment.ts';
import { EvmFault } from './errors.ts';
import { estimateGas } from './estimateGas.ts';
import { LAYOUT } from './layout.ts';
import { type Core, createMachine, type Machine, maintain } from './machine.ts';
import { checkFatal, readLogs, readResult, refused } from './results.ts';
import { traceHooks } from './tracing/hooks.ts';
import type { Tracer } from './tracing/tracer.ts';
import type {
  BatchResult,
  Evm,
  EvmOptions,
  EvmStats,
  Transaction,
  TransactionResult,
  TransactionStatus,
} from './types.ts';

const STATUSES: readonly TransactionStatus[] = ['invalid', 'success', 'revert', 'halt'];
const MODE = { APPLY: 0, CALL: 1, SYSTEM: 2, DRY: 3 } as const;
/** The caller of system contracts (EIP-4788). */
const SYSTEM_ADDRESS = Uint8Array.fromHex('fffffffffffffffffffffffffffffffffffffffe');
const SYSTEM_GAS = 30_000_000n;

function compiles(machine: Machine): boolean {
  return machine.host.options.compile !== 'manual';
}

function putInput(core: Core, encoded: Uint8Array, spare: number): void {
  if (encoded.length + spare > LAYOUT.TX_INPUT_END - LAYOUT.TX_INPUT) {
    throw new EvmFault('input-too-large', 'encoded transactions exceed the input region: send them in parts');
  }
  new Uint8Array(core.memory.buffer).set(encoded, LAYOUT.TX_INPUT);
}

function transact(machine: Machine, core: Core, tx: Transaction, mode: number): TransactionResult {
  if (machine.host.block === undefined) throw new EvmFault('bad-input', 'call setBlock first');
  const why = unencodable(tx);
  if (why !== undefined) return refused(why);
  putInput(core, encodeTransactions([tx]), 0);
  core.exports.trimCodes();
  maintain(core, compiles(machine));
  const status = STATUSES[core.exports.transact(LAYOUT.TX_INPUT, mode)] ?? 'invalid';
  checkFatal(core.memory);
  return readResult(core.memory, status);
}

/** An encoded transaction without data. */
const LEAST_ENCODED = 216;

function countTransactions(encoded: Uint8Array): number {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  let count = 0;
  for (let at = 0; at < encoded.length; count++) {
    const size = at + LEAST_ENCODED <= encoded.length ? view.getUint32(at, true) : 0;
    if (size < LEAST_ENCODED || size % 8 !== 0 || at + size > encoded.length) {
      throw new EvmFault('bad-input', 'not what encodeTransactions wrote');
    }
    at += size;
  }
  return count;
}

/** Bytes of output a transaction of a batch takes in the core: status, gas and the end of its logs. */
const OUTPUT_BYTES = 1 + 8 + 4;

function runBatch(machine: Machine, encoded: Uint8Array): BatchResult {
  const { core } = machine;
  if (machine.host.block === undefined) throw new EvmFault('bad-input', 'call setBlock first');
  const count = countTransactions(encoded);
  const gases = LAYOUT.TX_INPUT + encoded.length;
  const ends = gases + count * 8;
  const statuses = ends + count * 4;
  putInput(core, encoded, count * OUTPUT_BYTES);
  const logs: Uint8Array[] = [];
  let at: number = LAYOUT.TX_INPUT;
  for (let done = 0; done < count; ) {
    maintain(core, compiles(machine));
    const left = count - done;
    const ran = core.exports.transactMany(at, left, statuses + done, gases + done * 8, ends + done * 4);
    checkFatal(core.memory, done + ran);
    const view = new DataView(core.memory.buffer);
    for (let i = 0; i < ran; i++) at += view.getUint32(at, true);
    takeLogs(core.memory, ends + done * 4, ran, logs);
    done += ran;
  }
  const gasUsed = new BigUint64Array(count);
  gasUsed.set(new BigUint64Array(core.memory.buffer, gases, count));
  const status = new Uint8Array(core.memory.buffer).slice(statuses, statuses + count);
  return {
    status,
    gasUsed,
    logs(index) {
      const bytes = logs[index];
      return bytes === undefined ? [] : readLogs(bytes, 0, bytes.length);
    },
  };
}

/** Copies the logs out of the core: one allocation a round, a view of it for each transaction. */
function takeLogs(memory: WebAssembly.Memory, ends: number, count: number, into: Uint8Array[]): void {
  const view = new DataView(memory.buffer);
  const size = count === 0 ? 0 : view.getUint32(ends + (count - 1) * 4, true);
  const all = new Uint8Array(memory.buffer).slice(LAYOUT.BATCH_LOGS, LAYOUT.BATCH_LOGS + size);
  let from = 0;
  for (let i = 0; i < count; i++) {
    const to = view.getUint32(ends + i * 4, true);
    into.push(all.subarray(from, to));
    from = to;
  }
}

function readStats(machine: Machine): EvmStats {
  const view = new DataView(machine.core.memory.buffer);
  const rows = machine.host.backend.rows?.();
  return {
    interpretedFrames: view.getBigUint64(LAYOUT.STAT_INTERPRETED, true),
    compiledFrames: view.getBigUint64(LAYOUT.STAT_COMPILED, true),
    compiledContracts: machine.core.tier.compiled,
    refusedContracts: machine.core.tier.refused,
    accountRows: rows?.accounts ?? 0,
    storageRows: rows?.slots ?? 0,
    codeCount: machine.core.exports.codeTotal(),
    memoryPages: machine.core.memory.buffer.byteLength / 65536,
  };
}

function trace(machine: Machine, tx: Transaction, tracer: Tracer, mode: number): TransactionResult {
  const core = machine.tracing();
  machine.host.hooks = traceHooks(core.memory, machine.host.fork, tx, tracer);
  try {
    const result = transact(machine, core, tx, mode);
    tracer.end?.(result.gasUsed);
    return result;
  } finally {
    machine.host.hooks = undefined;
  }
}

/** An EVM over a flat state in WebAssembly memory. */
export function createEvm(options: EvmOptions): Evm {
  const machine = createMachine(options);
  const { core } = machine;
  const call = (tx: Transaction) => transact(machine, core, tx, MODE.CALL);
  return {
    state: machine.host.backend.state,
    setBlock(env) {
      machine.host.block = env;
      writeBlock(core.memory, env, machine.host.fork);
    },
    applyTransaction: (tx) => transact(machine, core, tx, MODE.APPLY),
    call,
    systemCall(to, data) {
      const tx: Transaction = { type: 0, sender: SYSTEM_ADDRESS, to, nonce: 0n, gasLimit: SYSTEM_GAS, value: 0n, data };
      return transact(machine, core, tx, MODE.SYSTEM);
    },
    estimateGas: (tx, cap) => estimateGas(call, tx, cap),
    traceCall: (tx, tracer) => trace(machine, tx, tracer, MODE.CALL),
    traceTransaction: (tx, tracer) => trace(machine, tx, tracer, MODE.DRY),
    encodeTransactions,
    runTransactions: (encoded) => runBatch(machine, encoded),
    compilePending: () => core.tier.compilePending(),
    stats: () => readStats(machine),
  };
}
