import { reasonText } from '../errors.ts';
import { FRAME, LAYOUT } from '../layout.ts';
import type { TraceHooks } from '../machine.ts';
import { type Opcode, opcodes } from '../spec.ts';
import type { Fork, Transaction } from '../types.ts';
import { readBytesWord, readWord } from '../words.ts';
import type { CallKind, Tracer, TraceStep } from './tracer.ts';

const KINDS: readonly CallKind[] = [
  'CALL',
  'CALLCODE',
  'DELEGATECALL',
  'STATICCALL',
  'CREATE',
  'CREATE2',
  'SELFDESTRUCT',
];
const REVERTED = 17;
const DEPOSIT_GAS_PER_BYTE = 200n;

interface OpenCall {
  gas: bigint;
  kind: CallKind;
}

interface OpenStep {
  gas: bigint;
  depth: number;
  op: Opcode | undefined;
}

/** Turns what the tracing core tells into what tracers hear. */
class TraceState {
  private readonly memory: WebAssembly.Memory;
  private readonly table: readonly (Opcode | undefined)[];
  private readonly tx: Transaction;
  private readonly tracer: Tracer;
  private readonly calls: OpenCall[] = [];
  private pending: OpenStep | undefined;

  constructor(memory: WebAssembly.Memory, fork: Fork, tx: Transaction, tracer: Tracer) {
    this.memory = memory;
    this.table = opcodes(fork);
    this.tx = tx;
    this.tracer = tracer;
  }

  private view(): DataView {
    return new DataView(this.memory.buffer);
  }

  private gas(): bigint {
    return this.view().getBigInt64(LAYOUT.GAS, true);
  }

  private frame(): number {
    return this.view().getUint32(LAYOUT.FP, true);
  }

  /** Tells the cost of the step before; `regained` is gas that the core has put aside but the step did not cost. */
  private settle(regained: bigint): void {
    const step = this.pending;
    if (step === undefined) return;
    this.pending = undefined;
    this.tracer.cost?.(step.gas - this.gas() - regained);
  }

  step(pc: number, code: number): void {
    this.settle(0n);
    const view = this.view();
    const depth = view.getUint32(LAYOUT.DEPTH, true) + 1;
    const op = this.table[code];
    this.pending = { gas: this.gas(), depth, op };
    const name = op?.name ?? (code === 0xfe ? 'INVALID' : `opcode 0x${code.toString(16)}`);
    this.tracer.step?.(this.describe(view, pc, name, depth));
  }

  private describe(view: DataView, pc: number, op: string, depth: number): TraceStep {
    const fp = this.frame();
    return {
      pc,
      op,
      gas: this.gas(),
      depth,
      refund: view.getBigInt64(LAYOUT.REFUND, true),
      address: readBytesWord(new Uint8Array(this.memory.buffer), fp + FRAME.ADDRESS, 20),
      stack: () => {
        const out: bigint[] = [];
        const end = view.getUint32(LAYOUT.SP, true);
        for (let at = view.getUint32(fp + FRAME.STACK, true); at < end; at += 32) out.push(readWord(view, at));
        return out;
      },
      memory: () => {
        const base = view.getUint32(LAYOUT.MEM_BASE, true);
        return new Uint8Array(this.memory.buffer).slice(base, base + view.getUint32(LAYOUT.MEM_SIZE, true));
      },
      memoryAt: (offset, length) => {
        const base = view.getUint32(LAYOUT.MEM_BASE, true);
        const end = base + Math.min(view.getUint32(LAYOUT.MEM_SIZE, true), offset + length);
        const out = new Uint8Array(length);
        if (base + offset < end) out.set(new Uint8Array(this.memory.buffer).subarray(base + offset, end));
        return out;
      },
    };
  }

  enter(code: number, to: number, value: number, input: number, length: number, gas: number): void {
    const kind = KINDS[code] ?? 'CALL';
    const creates = kind === 'CREATE' || kind === 'CREATE2';
    // The gas that a creation passes on is put aside by the opcode's work; a call's is part of the opcode's cost.
    if (kind !== 'SELFDESTRUCT') this.settle(creates ? BigInt(gas) : 0n);
    const bytes = new Uint8Array(this.memory.buffer);
    const from = this.calls.length === 0 ? this.tx.sender : readBytesWord(bytes, this.frame() + FRAME.ADDRESS, 20);
    const first = this.calls.length === 0;
    this.calls.push({ gas: first ? this.tx.gasLimit : BigInt(gas), kind });
    this.tracer.enter?.({
      kind,
      from,
      to: readBytesWord(bytes, to, 20),
      gas: first ? this.tx.gasLimit : BigInt(gas),
      input: bytes.slice(input, input + length),
      ...(kind === 'STATICCALL' ? {} : { value: readWord(this.view(), value) }),
    });
  }

  /** What storing the code of a new contract has cost: no part of the cost of its RETURN. */
  private depositOf(call: OpenCall | undefined): bigint {
    if (call?.kind !== 'CREATE' && call?.kind !== 'CREATE2') return 0n;
    return DEPOSIT_GAS_PER_BYTE * BigInt(this.view().getUint32(LAYOUT.OUT_LEN, true));
  }

  exit(error: number, gasLeft: number): void {
    const call = this.calls.pop();
    const failed = error !== 0 && error !== REVERTED;
    const step = this.pending;
    if (step !== undefined && call?.kind !== 'SELFDESTRUCT') {
      if (failed) {
        this.pending = undefined;
        this.tracer.cost?.(BigInt(step.op?.gas ?? 0));
        this.tracer.fault?.(reasonText(error));
      } else this.settle(error === 0 ? this.depositOf(call) : 0n);
    }
    const view = this.view();
    const out = view.getUint32(LAYOUT.OUT_PTR, true);
    const length = failed || call?.kind === 'SELFDESTRUCT' ? 0 : view.getUint32(LAYOUT.OUT_LEN, true);
    this.tracer.exit?.({
      gasUsed: (call?.gas ?? 0n) - BigInt(gasLeft),
      output: new Uint8Array(this.memory.buffer).slice(out, out + length),
      ...(error === 0 ? {} : { error: reasonText(error) }),
    });
  }
}

export function traceHooks(memory: WebAssembly.Memory, fork: Fork, tx: Transaction, tracer: Tracer): TraceHooks {
  const state = new TraceState(memory, fork, tx, tracer);
  return {
    step: (pc, op) => void state.step(pc, op),
    enter: (kind, to, value, input, length, gas) => void state.enter(kind, to, value, input, length, gas),
    exit: (error, gasLeft) => void state.exit(error, gasLeft),
  };
}
