import type { CallKind, Tracer } from './tracer.ts';

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
}

export interface CallTracer extends Tracer {
  /** The transaction's own call once it has ended. */
  readonly root: CallFrame | undefined;
  readonly dropped: number;
}

export interface CallTracerOptions {
  /** Give the transaction's own call alone. */
  onlyTopCall?: boolean;
  /** Calls kept; the rest are counted in `dropped`. */
  limit: number;
}

export function createCallTracer(options: CallTracerOptions): CallTracer {
  const open: CallFrame[] = [];
  let root: CallFrame | undefined;
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

  return {
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
    },
    exit({ gasUsed, output, error }) {
      const frame = open.pop();
      if (frame === undefined) return;
      frame.gasUsed = gasUsed;
      if (output.length > 0) frame.output = output;
      if (error !== undefined) frame.error = error;
    },
    end(gasUsed) {
      if (root !== undefined) root.gasUsed = gasUsed;
    },
  };
}
