import { EvmFault, fatalCode, fatalFault } from './errors.ts';
import { LAYOUT } from './layout.ts';
import { type Core, type Machine, maintain } from './machine.ts';
import { readLogs } from './results.ts';
import type { BatchResult, BatchRun, BatchTarget } from './types.ts';

/** An encoded transaction without data. */
const LEAST_ENCODED = 216;
/** Bytes of output a transaction takes in the core: gas, the end of its logs, status and reason. */
const OUTPUT_BYTES = 8 + 4 + 1 + 1;

/** Copies encoded transactions into the core, leaving `spare` bytes behind them. */
export function putInput(core: Core, encoded: Uint8Array, spare: number): void {
  if (encoded.length + spare > LAYOUT.TX_INPUT_END - LAYOUT.TX_INPUT) {
    throw new EvmFault('input-too-large', 'encoded transactions exceed the input region: send them in parts');
  }
  new Uint8Array(core.memory.buffer).set(encoded, LAYOUT.TX_INPUT);
}

function countTransactions(view: DataView, at: number, end: number): number {
  let count = 0;
  for (; at < end; count++) {
    const size = at + LEAST_ENCODED <= end ? view.getUint32(at, true) : 0;
    if (size < LEAST_ENCODED || size % 8 !== 0 || at + size > end) {
      throw new EvmFault('bad-input', 'not what encodeTransactions wrote');
    }
    at += size;
  }
  return count;
}

/** Checked after the copy: what lies in shared memory may change under the reader. */
function putBatch(core: Core, encoded: Uint8Array): number {
  putInput(core, encoded, 0);
  const end = LAYOUT.TX_INPUT + encoded.length;
  const count = countTransactions(new DataView(core.memory.buffer), LAYOUT.TX_INPUT, end);
  if (end + count * OUTPUT_BYTES > LAYOUT.TX_INPUT_END) {
    throw new EvmFault('input-too-large', 'encoded transactions exceed the input region: send them in parts');
  }
  return count;
}

/** Transactions a round while a compiler has not answered: some milliseconds, as long as it takes for a contract. */
const POLL_TRANSACTIONS = 256;

interface Round {
  /** Transactions done before, and those of this round. */
  done: number;
  ran: number;
  /** Bytes of logs before. */
  logged: number;
}

/** Hands the outputs of a round to the caller; returns the bytes of its logs. */
function takeOutputs(core: Core, at: Outputs, { done, ran, logged }: Round, target: BatchTarget): number {
  if (ran === 0) return 0;
  const { buffer } = core.memory;
  target.status.set(new Uint8Array(buffer, at.statuses + done, ran), done);
  target.reason.set(new Uint8Array(buffer, at.reasons + done, ran), done);
  target.gasUsed.set(new BigUint64Array(buffer, at.gases + done * 8, ran), done);
  const ends = new Uint32Array(buffer, at.ends + done * 4, ran);
  if (logged === 0) target.logEnds.set(ends, done);
  else for (let i = 0; i < ran; i++) target.logEnds[done + i] = logged + (ends[i] ?? 0);
  const size = ends[ran - 1] ?? 0;
  if (size > 0) target.takeLogs(new Uint8Array(buffer, LAYOUT.BATCH_LOGS, size));
  return size;
}

interface Outputs {
  gases: number;
  ends: number;
  statuses: number;
  reasons: number;
}

function outputsOf(count: number, gases: number): Outputs {
  const ends = gases + count * 8;
  return { gases, ends, statuses: ends + count * 4, reasons: ends + count * 5 };
}

function checkTarget(target: BatchTarget, count: number): void {
  const { status, reason, gasUsed, logEnds } = target;
  if (Math.min(status.length, reason.length, gasUsed.length, logEnds.length) < count) {
    throw new EvmFault('bad-input', `the arrays of the target need ${count} entries`);
  }
}

interface Ran {
  executed: number;
  fatal: number;
}

function runRounds(machine: Machine, count: number, encodedLength: number, target: BatchTarget): Ran {
  const { core } = machine;
  const compiles = machine.host.options.compile !== 'manual';
  const out = outputsOf(count, LAYOUT.TX_INPUT + encodedLength);
  let at: number = LAYOUT.TX_INPUT;
  let logged = 0;
  for (let done = 0; done < count; ) {
    maintain(core, compiles);
    const [statuses, reasons] = [out.statuses + done, out.reasons + done];
    const [gases, ends] = [out.gases + done * 8, out.ends + done * 4];
    const left = core.tier.waiting > 0 ? Math.min(count - done, POLL_TRANSACTIONS) : count - done;
    const ran = core.exports.transactMany(at, left, statuses, reasons, gases, ends);
    logged += takeOutputs(core, out, { done, ran, logged }, target);
    done += ran;
    const view = new DataView(core.memory.buffer);
    const fatal = view.getInt32(LAYOUT.FATAL, true);
    if (fatal !== 0) return { executed: done, fatal };
    for (let i = 0; i < ran; i++) at += view.getUint32(at, true);
  }
  return { executed: count, fatal: 0 };
}

function start(machine: Machine, encoded: Uint8Array): number {
  if (machine.host.block === undefined) throw new EvmFault('bad-input', 'call setBlock first');
  return putBatch(machine.core, encoded);
}

export function runInto(machine: Machine, encoded: Uint8Array, target: BatchTarget): BatchRun {
  const count = start(machine, encoded);
  checkTarget(target, count);
  const { executed, fatal } = runRounds(machine, count, encoded.length, target);
  return { executed, fault: fatalCode(fatal) };
}

function concat(parts: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function runBatch(machine: Machine, encoded: Uint8Array): BatchResult {
  const count = start(machine, encoded);
  const parts: Uint8Array[] = [];
  const offsets = new Uint32Array(count + 1);
  const status = new Uint8Array(count);
  const reason = new Uint8Array(count);
  const gasUsed = new BigUint64Array(count);
  const takeLogs = (records: Uint8Array) => void parts.push(records.slice());
  const target = { status, reason, gasUsed, logEnds: offsets.subarray(1), takeLogs };
  const { executed, fatal } = runRounds(machine, count, encoded.length, target);
  if (fatal !== 0) throw fatalFault(fatal, executed);
  const bytes = concat(parts, offsets[count] ?? 0);
  return {
    status,
    reason,
    gasUsed,
    rawLogs: { bytes, offsets },
    logs: (index) => readLogs(bytes.subarray(offsets[index], offsets[index + 1])),
  };
}
