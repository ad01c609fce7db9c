import type { Fork } from './types.ts';

/** What differs between forks, apart from the precompiles. One row a fork; the opcode table is made from it too. */
export interface ForkSpec {
  index: number;
  /** Highest of the consecutive precompiles, and whether P256VERIFY lives at 0x100 (EIP-7951). */
  lastPrecompile: number;
  p256Verify: boolean;
  /** EIP-4844, 7691, 7594. */
  maxBlobsPerTransaction: number;
  blobBaseFeeUpdateFraction: bigint;
  /** EIP-7825; 0: none. */
  transactionGasCap: bigint;
  clz: boolean;
}

export const FORKS: Readonly<Record<Fork, ForkSpec>> = {
  cancun: {
    index: 0,
    lastPrecompile: 0x0a,
    p256Verify: false,
    maxBlobsPerTransaction: 6,
    blobBaseFeeUpdateFraction: 3338477n,
    transactionGasCap: 0n,
    clz: false,
  },
  prague: {
    index: 1,
    lastPrecompile: 0x11,
    p256Verify: false,
    maxBlobsPerTransaction: 9,
    blobBaseFeeUpdateFraction: 5007716n,
    transactionGasCap: 0n,
    clz: false,
  },
  osaka: {
    index: 2,
    lastPrecompile: 0x11,
    p256Verify: true,
    maxBlobsPerTransaction: 6,
    blobBaseFeeUpdateFraction: 5007716n,
    transactionGasCap: 1n << 24n,
    clz: true,
  },
};

export interface Opcode {
  name: string;
  /** Constant part of the cost; dynamic parts are charged by the opcode itself. */
  gas: number;
  pops: number;
  pushes: number;
}

const STACK_LIMIT = 1024;

// code: name, constant gas, popped, pushed. Warm costs of EIP-2929 are the constant part.
const BASE: Readonly<Record<number, readonly [string, number, number, number]>> = {
  0: ['STOP', 0, 0, 0],
  1: ['ADD', 3, 2, 1],
  2: ['MUL', 5, 2, 1],
  3: ['SUB', 3, 2, 1],
  4: ['DIV', 5, 2, 1],
  5: ['SDIV', 5, 2, 1],
  6: ['MOD', 5, 2, 1],
  7: ['SMOD', 5, 2, 1],
  8: ['ADDMOD', 8, 3, 1],
  9: ['MULMOD', 8, 3, 1],
  10: ['EXP', 10, 2, 1],
  11: ['SIGNEXTEND', 5, 2, 1],
  16: ['LT', 3, 2, 1],
  17: ['GT', 3, 2, 1],
  18: ['SLT', 3, 2, 1],
  19: ['SGT', 3, 2, 1],
  20: ['EQ', 3, 2, 1],
  21: ['ISZERO', 3, 1, 1],
  22: ['AND', 3, 2, 1],
  23: ['OR', 3, 2, 1],
  24: ['XOR', 3, 2, 1],
  25: ['NOT', 3, 1, 1],
  26: ['BYTE', 3, 2, 1],
  27: ['SHL', 3, 2, 1],
  28: ['SHR', 3, 2, 1],
  29: ['SAR', 3, 2, 1],
  30: ['CLZ', 5, 1, 1],
  32: ['KECCAK256', 30, 2, 1],
  48: ['ADDRESS', 2, 0, 1],
  49: ['BALANCE', 100, 1, 1],
  50: ['ORIGIN', 2, 0, 1],
  51: ['CALLER', 2, 0, 1],
  52: ['CALLVALUE', 2, 0, 1],
  53: ['CALLDATALOAD', 3, 1, 1],
  54: ['CALLDATASIZE', 2, 0, 1],
  55: ['CALLDATACOPY', 3, 3, 0],
  56: ['CODESIZE', 2, 0, 1],
  57: ['CODECOPY', 3, 3, 0],
  58: ['GASPRICE', 2, 0, 1],
  59: ['EXTCODESIZE', 100, 1, 1],
  60: ['EXTCODECOPY', 100, 4, 0],
  61: ['RETURNDATASIZE', 2, 0, 1],
  62: ['RETURNDATACOPY', 3, 3, 0],
  63: ['EXTCODEHASH', 100, 1, 1],
  64: ['BLOCKHASH', 20, 1, 1],
  65: ['COINBASE', 2, 0, 1],
  66: ['TIMESTAMP', 2, 0, 1],
  67: ['NUMBER', 2, 0, 1],
  68: ['PREVRANDAO', 2, 0, 1],
  69: ['GASLIMIT', 2, 0, 1],
  70: ['CHAINID', 2, 0, 1],
  71: ['SELFBALANCE', 5, 0, 1],
  72: ['BASEFEE', 2, 0, 1],
  73: ['BLOBHASH', 3, 1, 1],
  74: ['BLOBBASEFEE', 2, 0, 1],
  80: ['POP', 2, 1, 0],
  81: ['MLOAD', 3, 1, 1],
  82: ['MSTORE', 3, 2, 0],
  83: ['MSTORE8', 3, 2, 0],
  84: ['SLOAD', 100, 1, 1],
  85: ['SSTORE', 0, 2, 0],
  86: ['JUMP', 8, 1, 0],
  87: ['JUMPI', 10, 2, 0],
  88: ['PC', 2, 0, 1],
  89: ['MSIZE', 2, 0, 1],
  90: ['GAS', 2, 0, 1],
  91: ['JUMPDEST', 1, 0, 0],
  92: ['TLOAD', 100, 1, 1],
  93: ['TSTORE', 100, 2, 0],
  94: ['MCOPY', 3, 3, 0],
  95: ['PUSH0', 2, 0, 1],
  240: ['CREATE', 32000, 3, 1],
  241: ['CALL', 100, 7, 1],
  242: ['CALLCODE', 100, 7, 1],
  243: ['RETURN', 0, 2, 0],
  244: ['DELEGATECALL', 100, 6, 1],
  245: ['CREATE2', 32000, 4, 1],
  250: ['STATICCALL', 100, 6, 1],
  253: ['REVERT', 0, 2, 0],
  255: ['SELFDESTRUCT', 5000, 1, 0],
};

function opcodeAt(code: number, spec: ForkSpec): Opcode | undefined {
  if (code === 0x1e && !spec.clz) return undefined;
  const row = BASE[code];
  if (row !== undefined) return { name: row[0], gas: row[1], pops: row[2], pushes: row[3] };
  if (code >= 0x60 && code <= 0x7f) return { name: `PUSH${code - 0x5f}`, gas: 3, pops: 0, pushes: 1 };
  if (code >= 0x80 && code <= 0x8f)
    return { name: `DUP${code - 0x7f}`, gas: 3, pops: code - 0x7f, pushes: code - 0x7e };
  if (code >= 0x90 && code <= 0x9f)
    return { name: `SWAP${code - 0x8f}`, gas: 3, pops: code - 0x8e, pushes: code - 0x8e };
  if (code < 0xa0 || code > 0xa4) return undefined;
  const topics = code - 0xa0;
  return { name: `LOG${topics}`, gas: 375 * (topics + 1), pops: topics + 2, pushes: 0 };
}

/** The 256 opcodes of a fork; `undefined` where there is none (0xfe, INVALID, is none too). */
export function opcodes(fork: Fork): readonly (Opcode | undefined)[] {
  return Array.from({ length: 256 }, (_, code) => opcodeAt(code, FORKS[fork]));
}

/** The core's form of the table: gas, least and greatest height of the stack in bytes. */
export function writeOpcodeTable(view: DataView, at: number, fork: Fork): void {
  opcodes(fork).forEach((op, code) => {
    const entry = at + code * 8;
    view.setUint16(entry, op?.gas ?? 0, true);
    view.setUint16(entry + 2, op === undefined ? 0xffff : op.pops * 32, true);
    view.setUint32(entry + 4, op === undefined ? 0 : (STACK_LIMIT - Math.max(0, op.pushes - op.pops)) * 32, true);
  });
}

const MIN_BLOB_BASE_FEE = 1n;

/** EIP-4844 `fake_exponential`: the price of a unit of blob gas. */
export function blobBaseFee(excessBlobGas: bigint, fork: Fork): bigint {
  const denominator = FORKS[fork].blobBaseFeeUpdateFraction;
  let i = 1n;
  let output = 0n;
  let term = MIN_BLOB_BASE_FEE * denominator;
  while (term > 0n) {
    output += term;
    term = (term * excessBlobGas) / (denominator * i);
    i++;
  }
  return output / denominator;
}
