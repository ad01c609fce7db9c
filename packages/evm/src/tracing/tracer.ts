export type CallKind = 'CALL' | 'CALLCODE' | 'DELEGATECALL' | 'STATICCALL' | 'CREATE' | 'CREATE2' | 'SELFDESTRUCT';

/** One opcode, told before it runs. The methods read the EVM's memory: call them before returning. */
export interface TraceStep {
  pc: number;
  /** Mnemonic; `opcode 0x..` where there is none. */
  op: string;
  gas: bigint;
  /** 1 in the transaction's own frame. */
  depth: number;
  /** Gas to be refunded so far. */
  refund: bigint;
  /** Address of the account whose storage the frame uses. */
  address: Uint8Array;
  /** Bottom first. */
  stack(): bigint[];
  memory(): Uint8Array;
  /** A part of it, zero where the memory does not reach. */
  memoryAt(offset: number, length: number): Uint8Array;
}

export interface TraceEnter {
  kind: CallKind;
  from: Uint8Array;
  to: Uint8Array;
  /** Absent for STATICCALL. */
  value?: bigint;
  gas: bigint;
  input: Uint8Array;
}

export interface TraceExit {
  gasUsed: bigint;
  output: Uint8Array;
  error?: string;
}

/** What a tracer may want to hear. `cost` tells the gas of the step before, once it is known. */
export interface Tracer {
  step?(step: TraceStep): void;
  cost?(gas: bigint): void;
  /** The step before ended its frame exceptionally. */
  fault?(error: string): void;
  enter?(enter: TraceEnter): void;
  exit?(exit: TraceExit): void;
  /** The transaction has ended; after refunds. */
  end?(gasUsed: bigint): void;
}
