import { putInput, runBatch, runInto } from './batch.ts';
import { encodeTransactions, unencodable } from './encode.ts';
import { writeBlock } from './environment.ts';
import { EvmFault } from './errors.ts';
import { estimateGas } from './estimateGas.ts';
import { LAYOUT } from './layout.ts';
import { type Core, compilePending, createMachine, type Machine, maintain } from './machine.ts';
import { checkFatal, readResult, refused } from './results.ts';
import { traceHooks } from './tracing/hooks.ts';
import type { Tracer } from './tracing/tracer.ts';
import type { Evm, EvmOptions, EvmStats, Transaction, TransactionResult, TransactionStatus } from './types.ts';

const STATUSES: readonly TransactionStatus[] = ['invalid', 'success', 'revert', 'halt'];
const MODE = { APPLY: 0, CALL: 1, SYSTEM: 2, DRY: 3 } as const;
/** The caller of system contracts (EIP-4788). */
const SYSTEM_ADDRESS = Uint8Array.fromHex('fffffffffffffffffffffffffffffffffffffffe');
const SYSTEM_GAS = 30_000_000n;

function transact(machine: Machine, core: Core, tx: Transaction, mode: number): TransactionResult {
  if (machine.host.block === undefined) throw new EvmFault('bad-input', 'call setBlock first');
  const why = unencodable(tx);
  if (why !== undefined) return refused(why);
  putInput(core, encodeTransactions([tx]), 0);
  core.exports.trimCodes();
  maintain(core, machine.host.options.compile !== 'manual');
  const status = STATUSES[core.exports.transact(LAYOUT.TX_INPUT, mode)] ?? 'invalid';
  checkFatal(core.memory);
  return readResult(core.memory, status);
}

function readStats(machine: Machine): EvmStats {
  const view = new DataView(machine.core.memory.buffer);
  const rows = machine.host.backend.rows?.();
  return {
    interpretedFrames: view.getBigUint64(LAYOUT.STAT_INTERPRETED, true),
    compiledFrames: view.getBigUint64(LAYOUT.STAT_COMPILED, true),
    compiledContracts: machine.core.tier.compiled,
    refusedContracts: machine.core.tier.refused,
    waitingContracts: machine.core.tier.waiting,
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
    get state() {
      const { state } = machine.host.backend;
      if (state === undefined) throw new EvmFault('bad-input', 'this state is not read through the EVM');
      return state;
    },
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
    runInto: (encoded, target) => runInto(machine, encoded, target),
    compilePending: () => compilePending(core),
    stats: () => readStats(machine),
  };
}
