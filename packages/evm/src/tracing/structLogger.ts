import { slotKey } from '../words.ts';
import type { Tracer, TraceStep } from './tracer.ts';

/** A step as geth's `debug_traceTransaction` gives it without a tracer. */
export interface StructLog {
  pc: number;
  op: string;
  gas: bigint;
  gasCost: bigint;
  depth: number;
  refund?: bigint;
  error?: string;
  stack?: bigint[];
  memory?: Uint8Array;
  /** Slots that the frame's account has read or written so far, at SLOAD and SSTORE alone. */
  storage?: Record<string, bigint>;
}

export interface StructLoggerOptions {
  disableStack?: boolean;
  disableStorage?: boolean;
  enableMemory?: boolean;
  /** Steps kept; the rest are counted in `dropped`. */
  limit: number;
}

export interface StructLogger extends Tracer {
  readonly logs: readonly StructLog[];
  readonly dropped: number;
}

export function createStructLogger(options: StructLoggerOptions): StructLogger {
  const logs: StructLog[] = [];
  const slots = new Map<string, Record<string, bigint>>();
  let dropped = 0;
  /** The step that `cost` and `fault` speak of; undefined where it was dropped. */
  let current: StructLog | undefined;
  let read: { account: Record<string, bigint>; key: string; log: StructLog } | undefined;

  function noteStorage(step: TraceStep, log: StructLog): void {
    const address = step.address.toHex();
    const account = slots.get(address) ?? {};
    slots.set(address, account);
    const stack = step.stack();
    const key = slotKey(stack.at(-1) ?? 0n);
    if (step.op === 'SSTORE') {
      account[key] = stack.at(-2) ?? 0n;
      log.storage = { ...account };
    } else read = { account, key, log };
  }

  return {
    logs,
    get dropped() {
      return dropped;
    },
    step(step) {
      if (read !== undefined) {
        // What SLOAD found is on top of the stack now.
        read.account[read.key] = step.stack().at(-1) ?? 0n;
        read.log.storage = { ...read.account };
        read = undefined;
      }
      current = undefined;
      if (logs.length === options.limit) {
        dropped++;
        return;
      }
      current = { pc: step.pc, op: step.op, gas: step.gas, gasCost: 0n, depth: step.depth };
      if (step.refund !== 0n) current.refund = step.refund;
      if (options.disableStack !== true) current.stack = step.stack();
      if (options.enableMemory === true) current.memory = step.memory();
      const touches = step.op === 'SLOAD' || step.op === 'SSTORE';
      if (touches && options.disableStorage !== true) noteStorage(step, current);
      logs.push(current);
    },
    cost(gas) {
      if (current !== undefined) current.gasCost = gas;
    },
    fault(error) {
      read = undefined;
      if (current !== undefined) current.error = error;
    },
  };
}
