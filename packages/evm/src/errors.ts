/** Words for the core's E_* and V_* codes (assembly/core/layout.ts). */
const MESSAGES: Readonly<Record<number, string>> = {
  1: 'out of gas',
  2: 'stack underflow',
  3: 'stack overflow',
  4: 'invalid jump destination',
  5: 'invalid opcode',
  6: 'write protection',
  7: 'return data out of bounds',
  8: 'contract address collision',
  9: 'max code size exceeded',
  10: 'invalid code: must not begin with 0xef',
  11: 'max initcode size exceeded',
  12: 'nonce overflow',
  13: 'max call depth exceeded',
  14: 'insufficient balance for transfer',
  15: 'precompile failed',
  16: 'contract creation code storage out of gas',
  17: 'execution reverted',
  32: 'nonce too low',
  33: 'nonce too high',
  34: 'nonce has max value',
  35: 'gas limit above the block gas limit',
  36: 'gas limit above the transaction cap (EIP-7825)',
  37: 'max priority fee per gas above max fee per gas',
  38: 'max fee per gas below the block base fee',
  39: 'sender is a contract (EIP-3607)',
  40: 'insufficient funds for gas * price + value',
  41: 'intrinsic gas too low',
  42: 'max initcode size exceeded',
  43: 'transaction type not supported',
  44: 'blob transaction cannot create a contract',
  45: 'wrong number of blobs',
  46: 'blob hash version not supported',
  47: 'max fee per blob gas below the blob base fee',
  48: 'set-code transaction cannot create a contract',
  49: 'empty authorization list',
  50: 'gas limit below the calldata floor (EIP-7623)',
};

/** The words for a reason of `BatchResult`, as `TransactionResult.error` has them. */
export function reasonText(code: number): string {
  return MESSAGES[code] ?? `error ${code}`;
}

export type EvmFaultCode = 'aborted' | 'row-missing' | 'region-full' | 'code-missing' | 'input-too-large' | 'bad-input';

/**
 * A condition of the host that is never a result of a transaction: the attempt has to be thrown away. Apart from
 * `region-full` during a commit the state is unchanged.
 */
export class EvmFault extends Error {
  readonly code: EvmFaultCode;
  /** Transactions of a batch that were executed and committed before this one. */
  readonly executed: number;
  constructor(code: EvmFaultCode, message: string, executed = 0) {
    super(message);
    this.executed = executed;
    this.name = 'EvmFault';
    this.code = code;
  }
}

const FATALS: Readonly<Record<number, [EvmFaultCode, string]>> = {
  1: ['aborted', 'the state aborted this attempt: run the transaction again'],
  2: ['row-missing', 'the host could not bring in a row that the transaction needs'],
  3: ['region-full', 'a bounded region of the EVM memory is full: lower the gas limit (see docs/evm.md)'],
  4: ['code-missing', 'the host has no code for a code hash in the state'],
};

export function fatalFault(code: number, executed = 0): EvmFault {
  const [name, message] = FATALS[code] ?? ['aborted', `fatal condition ${code}`];
  return new EvmFault(name, message, executed);
}

/** The fault that a FATAL cell names; undefined where there is none. */
export function fatalCode(code: number): EvmFaultCode | undefined {
  return code === 0 ? undefined : (FATALS[code]?.[0] ?? 'aborted');
}
