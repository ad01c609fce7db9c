import { type CallFrame, createCallTracer, type Tracer, type TraceStep } from '@lode/evm';
import { toData, toQuantity, wordBytes } from '../hex.ts';
import { revertReason } from './revertReason.ts';

export interface CallTraceOptions {
  onlyTopCall: boolean;
  withLog: boolean;
  /** Calls returned; a trace with more is refused. */
  limit: number;
  /** Number of the transaction's first log in its block. */
  firstLog: number;
}

interface FrameLog {
  address: Uint8Array;
  topics: bigint[];
  data: Uint8Array;
  /** Calls that the frame had made before it. */
  position: number;
  index: number;
}

/** What is noted of a call beside evm's own tracer: calls are numbered as they begin. */
interface OpenFrame {
  number: number;
  calls: number;
  failed: boolean;
  parent: OpenFrame | undefined;
  logs: FrameLog[];
}

/** The data of a LOG step, zeros where it lies beyond the memory. */
function logData(step: TraceStep, offset: bigint, size: bigint): Uint8Array {
  const memory = step.memory();
  const out = new Uint8Array(Number(size));
  if (offset < BigInt(memory.length)) out.set(memory.subarray(Number(offset), Number(offset + size)));
  return out;
}

/** More than any log can have within the gas of a transaction (EIP-7825, 8 gas a byte). */
const MAX_LOG_BYTES = 1n << 22n;

function readLog(step: TraceStep): Omit<FrameLog, 'position' | 'index'> | undefined {
  const count = Number(step.op.slice(3));
  const stack = step.stack();
  const [offset, size] = [stack.at(-1), stack.at(-2)];
  if (offset === undefined || size === undefined || size > MAX_LOG_BYTES) return undefined;
  const topics = stack.slice(-2 - count, -2).reverse();
  return { address: step.address, topics, data: logData(step, offset, size) };
}

function succeeded(frame: OpenFrame | undefined): boolean {
  return frame === undefined || (!frame.failed && succeeded(frame.parent));
}

export interface CallTrace extends Tracer {
  /** geth's callTracer. */
  format(): Record<string, unknown> | undefined;
  readonly dropped: number;
}

export function createCallTrace(options: CallTraceOptions): CallTrace {
  const inner = createCallTracer({ onlyTopCall: options.onlyTopCall, limit: options.limit });
  const frames: OpenFrame[] = [];
  const written: { frame: OpenFrame; log: FrameLog }[] = [];
  let open: OpenFrame | undefined;

  const step = (at: TraceStep): void => {
    if (open === undefined || !at.op.startsWith('LOG')) return;
    const log = readLog(at);
    if (log !== undefined) written.push({ frame: open, log: { ...log, position: open.calls, index: 0 } });
  };

  /** Logs of calls that failed, themselves or a caller of theirs, do not exist. */
  function settleLogs(): void {
    let index = options.firstLog;
    for (const { frame, log } of written) {
      if (succeeded(frame)) frame.logs.push({ ...log, index: index++ });
    }
  }

  return {
    ...(options.withLog ? { step } : {}),
    enter(enter) {
      inner.enter?.(enter);
      if (open !== undefined) open.calls++;
      open = { number: frames.length, calls: 0, failed: false, parent: open, logs: [] };
      frames.push(open);
    },
    exit(exit) {
      inner.exit?.(exit);
      if (open === undefined) return;
      open.failed = exit.error !== undefined;
      open = open.parent;
    },
    end: (gasUsed) => inner.end?.(gasUsed),
    get dropped() {
      return inner.dropped;
    },
    format() {
      if (inner.root === undefined) return undefined;
      settleLogs();
      // Calls were numbered in the order in which the tree is walked.
      let number = 0;
      const format = (frame: CallFrame): Record<string, unknown> => {
        const logs = frames[number++]?.logs ?? [];
        return formatFrame(frame, logs, frame.calls?.map(format));
      };
      return format(inner.root);
    },
  };
}

function formatFrame(
  frame: CallFrame,
  logs: readonly FrameLog[],
  calls: Record<string, unknown>[] | undefined,
): Record<string, unknown> {
  const { error, output } = frame;
  const reason = error === 'execution reverted' && output !== undefined ? revertReason(output) : undefined;
  const failedCreation = error !== undefined && frame.type.startsWith('CREATE');
  return {
    from: toData(frame.from),
    gas: toQuantity(frame.gas),
    gasUsed: toQuantity(frame.gasUsed),
    ...(failedCreation ? {} : { to: toData(frame.to) }),
    input: toData(frame.input),
    ...(output === undefined ? {} : { output: toData(output) }),
    ...(error === undefined ? {} : { error }),
    ...(reason === undefined ? {} : { revertReason: reason }),
    ...(calls === undefined ? {} : { calls }),
    ...(logs.length === 0 ? {} : { logs: logs.map(formatLog) }),
    ...(frame.value === undefined ? {} : { value: toQuantity(frame.value) }),
    type: frame.type,
  };
}

function formatLog(log: FrameLog): Record<string, unknown> {
  return {
    address: toData(log.address),
    topics: log.topics.map((topic) => toData(wordBytes(topic))),
    data: toData(log.data),
    index: toQuantity(log.index),
    position: toQuantity(log.position),
  };
}
