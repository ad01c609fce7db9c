import { fixedWord } from '../words.ts';
import type { CallKind, Tracer, TraceStep } from './tracer.ts';

/** A call as geth's `callTracer` gives it. */
export interface CallFrame {
  type: CallKind;
  from: Uint8Array;
  to: Uint8Array;
  value?: bigint;
  gas: bigint;
  gasUsed: bigint;
  input: Uint8Array;
  output?: Uint8Array;
  error?: string;
  calls?: CallFrame[];
  logs?: CallLog[];
}

export interface CallLog {
  address: Uint8Array;
  topics: Uint8Array[];
  data: Uint8Array;
  /** Calls that the frame had made before. */
  position: number;
}

export interface CallTracer extends Tracer {
  /** The transaction's own call once it has ended. */
  readonly root: CallFrame | undefined;
  readonly dropped: number;
}

export interface CallTracerOptions {
  /** Give the transaction's own call alone. */
  onlyTopCall?: boolean;
  /** Give the logs of calls that were not undone. */
  withLog?: boolean;
  /** Calls and logs kept; the rest are counted in `dropped`. */
  limit: number;
}

const LOG_GAS_PER_BYTE = 8n;

/** What a LOG is about to write; undefined where its data alone costs more than there is, so that it fails. */
function logOf(step: TraceStep): Omit<CallLog, 'position'> | undefined {
  const [offset = 0n, length = 0n, ...topics] = step.stack().reverse();
  if (length * LOG_GAS_PER_BYTE > step.gas) return undefined;
  const count = Number(step.op.slice('LOG'.length));
  return {
    address: step.address,
    topics: topics.slice(0, count).map(fixedWord),
    data: length === 0n ? new Uint8Array() : step.memoryAt(Number(offset), Number(length)),
  };
}

/** A call that failed has undone its logs, and those of the calls it made. */
function dropUndoneLogs(root: CallFrame): void {
  const open: [CallFrame, boolean][] = [[root, false]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [frame, undone] = next;
    const failed = undone || frame.error !== undefined;
    if (failed) delete frame.logs;
    for (const call of frame.calls ?? []) open.push([call, failed]);
  }
}

export function createCallTracer(options: CallTracerOptions): CallTracer {
  const open: CallFrame[] = [];
  let root: CallFrame | undefined;
  /** Calls made by each open frame, dropped ones too. */
  const made: number[] = [];
  let count = 0;
  let dropped = 0;

  function attach(frame: CallFrame): void {
    const parent = open.at(-1);
    if (parent === undefined) root = frame;
    else if (options.onlyTopCall !== true) {
      if (count >= options.limit) dropped++;
      else {
        parent.calls ??= [];
        parent.calls.push(frame);
      }
    }
    count++;
  }

  function noteLog(step: TraceStep): void {
    const frame = open.at(-1);
    if (frame === undefined || (options.onlyTopCall === true && open.length > 1)) return;
    if (count++ >= options.limit) {
      dropped++;
      return;
    }
    const log = logOf(step);
    if (log === undefined) return;
    frame.logs ??= [];
    frame.logs.push({ ...log, position: made.at(-1) ?? 0 });
  }

  return {
    ...(options.withLog === true
      ? {
          step(step: TraceStep) {
            if (step.op.startsWith('LOG')) noteLog(step);
          },
        }
      : {}),
    get root() {
      return root;
    },
    get dropped() {
      return dropped;
    },
    enter({ kind, from, to, value, gas, input }) {
      const frame: CallFrame = { type: kind, from, to, gas, gasUsed: 0n, input };
      if (value !== undefined) frame.value = value;
      attach(frame);
      open.push(frame);
      if (made.length > 0) made.push((made.pop() ?? 0) + 1);
      made.push(0);
    },
    exit({ gasUsed, output, error }) {
      const frame = open.pop();
      made.pop();
      if (frame === undefined) return;
      frame.gasUsed = gasUsed;
      if (output.length > 0) frame.output = output;
      if (error !== undefined) frame.error = error;
    },
    end(gasUsed) {
      if (root === undefined) return;
      root.gasUsed = gasUsed;
      dropUndoneLogs(root);
    },
  };
}
