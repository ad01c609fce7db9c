import { type BatchRun, type BatchTarget, type Evm, EvmFault, type EvmFaultCode } from '@lode/evm';
import type { Block, Chunk, ChunkLogs, Runner } from './block.ts';
import { WORD } from './control.ts';
import { monotonicMs } from './job.ts';

export interface ChunkRun {
  /** Transactions with a result: fewer than the chunk has where the deadline passed. */
  executed: number;
  fault: EvmFaultCode | undefined;
}

/** Gas between two looks at the clock: what one transaction may take anyway (EIP-7825), four seconds at the worst. */
const SLICE_GAS = 2 ** 24;
/** Of the EVM's 36 MB of input. */
const SLICE_BYTES = 16 << 20;
const GAS_LIMIT_AT = 16;
const U32 = 2 ** 32;

/** Executes a chunk slice by slice, looking at the clock in between. */
export function execute(
  { evm, faults, control }: Runner,
  block: Block,
  { from, to }: Chunk,
  logs: ChunkLogs,
): ChunkRun {
  const { job, bytes, offsets, output } = block;
  const takeLogs = (records: Uint8Array) => keepLogs(logs, records);
  logs.size = 0;
  for (let at = from; at < to; ) {
    if (job.deadline !== undefined && monotonicMs() > job.deadline) {
      return { executed: at - from, fault: undefined };
    }
    const end = faults.isOn ? at + 1 : sliceEnd(block, at, to);
    const logged = logs.size;
    const ran = runSlice(evm, bytes.subarray(offsets[at], offsets[end]), {
      status: output.status.subarray(at, end),
      reason: output.reason.subarray(at, end),
      gasUsed: output.gasUsed.subarray(at, end),
      logEnds: at === from ? logs.ends : logs.ends.subarray(at - from),
      takeLogs,
    });
    if (logged > 0) for (let i = at - from; i < end - from; i++) logs.ends[i] = logged + (logs.ends[i] ?? 0);
    if (ran.fault !== undefined) return { executed: at - from + ran.executed, fault: ran.fault };
    at = end;
    Atomics.add(control, WORD.PROGRESS, 1);
    faults.pause();
  }
  return { executed: to - from, fault: undefined };
}

/** What a system contract answers is no matter of the block: one that is absent or fails changes nothing. */
export function callSystem(evm: Evm, { job }: Block): ChunkRun | undefined {
  try {
    for (const call of job.systemCalls) evm.systemCall(call.to, call.data);
    return undefined;
  } catch (error) {
    if (error instanceof EvmFault) return { executed: 0, fault: error.code };
    throw error;
  }
}

function runSlice(evm: Evm, encoded: Uint8Array, target: BatchTarget): BatchRun {
  try {
    return evm.runInto(encoded, target);
  } catch (error) {
    if (error instanceof EvmFault) return { executed: 0, fault: error.code };
    throw error;
  }
}

function keepLogs(logs: ChunkLogs, records: Uint8Array): void {
  const end = logs.size + records.length;
  if (end > logs.bytes.length) {
    const larger = new Uint8Array(Math.max(end, logs.bytes.length * 2));
    larger.set(logs.bytes.subarray(0, logs.size));
    logs.bytes = larger;
  }
  logs.bytes.set(records, logs.size);
  logs.size = end;
}

function sliceEnd({ view, offsets }: Block, from: number, to: number): number {
  const start = offsets[from] ?? 0;
  let gas = 0;
  let end = from;
  for (; end < to; end++) {
    const at = (offsets[end] ?? 0) + GAS_LIMIT_AT;
    gas += view.getUint32(at, true) + U32 * view.getUint32(at + 4, true);
    if (end > from && (gas > SLICE_GAS || (offsets[end + 1] ?? 0) - start > SLICE_BYTES)) break;
  }
  return end;
}
