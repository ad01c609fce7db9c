import { assemble, STACK_EFFECTS } from '../../testkit/fuzz/assembler.ts';

/** An operation repeated until the gas is used up. */
export interface OpcodeCase {
  name: string;
  /** Leaves the stack as it found it, except that a counter on top may have grown. */
  piece: Uint8Array;
  /** Distinct from the default only where a case would take too long or end too soon. */
  repeats?: number;
}

const WORD = (1n << 256n) - 189n; // a prime: full-width operands without structure
const HALF = (1n << 131n) - 69n;
const POP = 0x50;
const REPEATS = 32;
/** Addresses the harness puts code at. */
export const TARGET = 0x7a26e7n;
export const EMPTY_TARGET = 0xe39717n;

function single(name: string, op: number, ...args: bigint[]): OpcodeCase {
  const [inputs = 0, outputs = 0] = STACK_EFFECTS.get(op) ?? [];
  const operation = { kind: 'op' as const, op, ...(inputs === 0 ? {} : { args }) };
  const pops = Array.from({ length: outputs }, () => ({ kind: 'op' as const, op: POP }));
  return { name, piece: assemble([operation, ...pops]) };
}

/** `DUP1 … POP PUSH1 1 ADD`: the counter is the operand, so that every access is cold. */
function counted(name: string, hex: string): OpcodeCase {
  return { name, piece: Uint8Array.fromHex(`80${hex}600101`) };
}

/** The loop: a counter of zero, a destination, the pieces, a jump back. */
export function loopCode({ piece, repeats = REPEATS }: OpcodeCase): Uint8Array {
  const out = new Uint8Array(2 + piece.length * repeats + 3);
  out.set([0x5f, 0x5b]);
  for (let i = 0; i < repeats; i++) out.set(piece, 2 + i * piece.length);
  out.set([0x60, 0x01, 0x56], out.length - 3);
  return out;
}

const BINARY: [string, number][] = [
  ['ADD', 0x01],
  ['MUL', 0x02],
  ['SUB', 0x03],
  ['DIV', 0x04],
  ['SDIV', 0x05],
  ['MOD', 0x06],
  ['SMOD', 0x07],
  ['LT', 0x10],
  ['GT', 0x11],
  ['SLT', 0x12],
  ['SGT', 0x13],
  ['EQ', 0x14],
  ['AND', 0x16],
  ['OR', 0x17],
  ['XOR', 0x18],
];

const NULLARY: [string, number][] = [
  ['ADDRESS', 0x30],
  ['ORIGIN', 0x32],
  ['CALLER', 0x33],
  ['CALLVALUE', 0x34],
  ['CALLDATASIZE', 0x36],
  ['CODESIZE', 0x38],
  ['GASPRICE', 0x3a],
  ['RETURNDATASIZE', 0x3d],
  ['COINBASE', 0x41],
  ['TIMESTAMP', 0x42],
  ['NUMBER', 0x43],
  ['PREVRANDAO', 0x44],
  ['GASLIMIT', 0x45],
  ['CHAINID', 0x46],
  ['SELFBALANCE', 0x47],
  ['BASEFEE', 0x48],
  ['BLOBBASEFEE', 0x4a],
  ['PC', 0x58],
  ['MSIZE', 0x59],
  ['GAS', 0x5a],
];

export const OPCODE_CASES: readonly OpcodeCase[] = [
  ...BINARY.map(([name, op]) => single(`${name}, full width`, op, WORD, HALF)),
  single('ADDMOD, full width', 0x08, WORD, WORD - 1n, HALF),
  single('MULMOD, full width', 0x09, WORD, WORD - 1n, HALF),
  single('EXP, 32-byte exponent', 0x0a, WORD, WORD - 2n),
  single('EXP, 1-byte exponent', 0x0a, WORD, 255n),
  single('SIGNEXTEND', 0x0b, 15n, WORD),
  single('ISZERO', 0x15, WORD),
  single('NOT', 0x19, WORD),
  single('BYTE', 0x1a, 7n, WORD),
  single('SHL', 0x1b, 77n, WORD),
  single('SHR', 0x1c, 77n, WORD),
  single('SAR', 0x1d, 77n, WORD),
  single('CLZ', 0x1e, HALF),
  single('KECCAK256, 0 bytes', 0x20, 0n, 0n),
  single('KECCAK256, 64 bytes', 0x20, 0n, 64n),
  single('KECCAK256, 4 KiB', 0x20, 0n, 4096n),
  ...NULLARY.map(([name, op]) => single(name, op)),
  single('BALANCE, warm', 0x31, TARGET),
  counted('BALANCE, cold', '3150'),
  single('CALLDATALOAD', 0x35, 0n),
  single('CALLDATACOPY, 32 bytes', 0x37, 0n, 0n, 32n),
  single('CALLDATACOPY, 4 KiB', 0x37, 0n, 0n, 4096n),
  single('CODECOPY, 32 bytes', 0x39, 0n, 0n, 32n),
  single('CODECOPY, 4 KiB', 0x39, 0n, 0n, 4096n),
  single('RETURNDATACOPY, 0 bytes', 0x3e, 0n, 0n, 0n),
  single('EXTCODESIZE, warm', 0x3b, TARGET),
  counted('EXTCODESIZE, cold', '3b50'),
  single('EXTCODECOPY, warm, 32 bytes', 0x3c, TARGET, 0n, 0n, 32n),
  single('EXTCODECOPY, warm, 4 KiB', 0x3c, TARGET, 0n, 0n, 4096n),
  single('EXTCODEHASH, warm', 0x3f, TARGET),
  counted('EXTCODEHASH, cold', '3f50'),
  single('BLOCKHASH', 0x40, 900n),
  single('BLOBHASH', 0x49, 0n),
  single('MLOAD', 0x51, 64n),
  single('MSTORE', 0x52, 64n, WORD),
  single('MSTORE8', 0x53, 64n, WORD),
  single('MCOPY, 32 bytes', 0x5e, 0n, 64n, 32n),
  single('MCOPY, 4 KiB', 0x5e, 0n, 64n, 4096n),
  { name: 'memory expansion by 1 KiB', piece: Uint8Array.fromHex('5f596104000153') },
  single('SLOAD, warm', 0x54, 1n),
  counted('SLOAD, cold', '5450'),
  single('SSTORE, warm, no change', 0x55, 1n, 0n),
  {
    name: 'SSTORE, warm, dirty',
    piece: assemble([
      { kind: 'op', op: 0x55, args: [1n, 5n] },
      { kind: 'op', op: 0x55, args: [1n, 6n] },
    ]),
  },
  counted('SSTORE, cold, new slot', '8055'),
  single('TLOAD', 0x5c, 1n),
  single('TSTORE, one slot', 0x5d, 1n, WORD),
  counted('TSTORE, new slots', '805d'),
  { name: 'JUMP', piece: new Uint8Array(0), repeats: 1 },
  { name: 'JUMPDEST', piece: Uint8Array.of(0x5b), repeats: 1000 },
  { name: 'JUMPI, not taken', piece: Uint8Array.fromHex('5f5f57') },
  { name: 'PUSH0 and POP', piece: Uint8Array.fromHex('5f50') },
  {
    name: 'PUSH32 and POP',
    piece: assemble([
      { kind: 'push', value: WORD },
      { kind: 'op', op: POP },
    ]),
  },
  { name: 'DUP1 and POP', piece: Uint8Array.fromHex('8050') },
  { name: 'SWAP1', piece: Uint8Array.fromHex('5f9050') },
  single('LOG0, 0 bytes', 0xa0, 0n, 0n),
  single('LOG4, 0 bytes', 0xa4, 0n, 0n, 1n, 2n, 3n, 4n),
  single('LOG0, 1 KiB', 0xa0, 0n, 1024n),
  single('CALL, warm, empty account', 0xf1, 0n, EMPTY_TARGET, 0n, 0n, 0n, 0n, 0n),
  single('CALL, warm, STOP', 0xf1, 0n, TARGET, 0n, 0n, 0n, 0n, 0n),
  single('CALL, warm, with value', 0xf1, 0n, TARGET, 1n, 0n, 0n, 0n, 0n),
  /* Five zeros above the copied counter, which DUP6 brings up as the address; the copy is dropped at the end. */
  counted('CALL, cold', '5f5f5f5f5f855ff15050'),
  single('CALL, identity precompile', 0xf1, 1000n, 4n, 0n, 0n, 32n, 0n, 32n),
  single('CALLCODE, warm', 0xf2, 0n, TARGET, 0n, 0n, 0n, 0n, 0n),
  single('DELEGATECALL, warm', 0xf4, 0n, TARGET, 0n, 0n, 0n, 0n),
  single('STATICCALL, warm', 0xfa, 0n, TARGET, 0n, 0n, 0n, 0n),
  single('CREATE, empty', 0xf0, 0n, 0n, 0n),
  counted('CREATE2, empty', '5f5f5ff550'),
];
