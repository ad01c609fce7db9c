import { keccak_256 } from '@noble/hashes/sha3.js';

/** A handful of opcodes: enough for contracts that get in each other's way. */
const OPCODES: Readonly<Record<string, number>> = {
  STOP: 0x00,
  ADD: 0x01,
  SUB: 0x03,
  AND: 0x16,
  SELFBALANCE: 0x47,
  ADDRESS: 0x30,
  BALANCE: 0x31,
  CALLER: 0x33,
  CALLDATALOAD: 0x35,
  COINBASE: 0x41,
  BLOCKHASH: 0x40,
  NUMBER: 0x43,
  EXTCODEHASH: 0x3f,
  MSTORE: 0x52,
  SLOAD: 0x54,
  SSTORE: 0x55,
  JUMP: 0x56,
  JUMPI: 0x57,
  GAS: 0x5a,
  JUMPDEST: 0x5b,
  DUP1: 0x80,
  DUP2: 0x81,
  SWAP1: 0x90,
  LOG1: 0xa1,
  CALL: 0xf1,
  RETURN: 0xf3,
  CREATE2: 0xf5,
  REVERT: 0xfd,
  SELFDESTRUCT: 0xff,
};

/** Names are opcodes, numbers are pushed, bytes are pushed as a word that begins with them. */
export function assemble(...parts: (string | number | Uint8Array)[]): Uint8Array {
  const out: number[] = [];
  for (const part of parts) {
    if (typeof part === 'string') out.push(OPCODES[part] ?? 0xfe);
    else if (typeof part === 'number') out.push(...(part < 256 ? [0x60, part] : [0x61, part >> 8, part & 255]));
    else out.push(0x7f, ...part, ...new Uint8Array(32 - part.length));
  }
  return Uint8Array.from(out);
}

/** Init code that leaves `runtime` (less than 256 bytes) behind. */
export function initCode(runtime: Uint8Array): Uint8Array {
  const head = [0x60, runtime.length, 0x60, 0x0c, 0x60, 0, 0x39, 0x60, runtime.length, 0x60, 0, 0xf3];
  return Uint8Array.from([...head, ...runtime]);
}

/** Sends what it has to its caller and is gone, where it was made in the same transaction. */
const CHILD = assemble('CALLER', 'SELFDESTRUCT');
/** Stores, then leaves CHILD behind. */
const CHILD_INIT = Uint8Array.from([...assemble(1, 0, 'SSTORE', 0x33ff, 0, 'MSTORE', CHILD.length, 30, 'RETURN')]);

/** Salt: the first word of call data. Leaves the new address on the stack. */
function create2(value: number): (string | number | Uint8Array)[] {
  return [CHILD_INIT, 0, 'MSTORE', 0, 'CALLDATALOAD', CHILD_INIT.length, 0, value, 'CREATE2'];
}

const word = (i: number): (string | number)[] => [i * 32, 'CALLDATALOAD'];

export const PROGRAMS = {
  /** All calls write the same slot, and log. */
  counter: assemble(0, 'SLOAD', 1, 'ADD', 'DUP1', 0, 'SSTORE', 0, 'MSTORE', 0xaa, 32, 0, 'LOG1', 'STOP'),
  /** A slot for each caller: no conflict. */
  own: assemble('CALLER', 'SLOAD', 1, 'ADD', 'CALLER', 'SSTORE', 'STOP'),
  /** Slot a + 1 goes to slot b: chains of dependents. */
  link: assemble(...word(0), 'SLOAD', 1, 'ADD', ...word(1), 'SSTORE', 'STOP'),
  /** Reads what fees have made of the beneficiary so far. */
  rich: assemble('COINBASE', 'BALANCE', 0, 'SSTORE', 'STOP'),
  /** Writes and takes it back. */
  reverts: assemble(7, 'SLOAD', 1, 'ADD', 7, 'SSTORE', 0, 0, 'REVERT'),
  /** Burns its gas. */
  burner: assemble('JUMPDEST', 3, 'SLOAD', 1, 'ADD', 3, 'SSTORE', 0, 'JUMP'),
  /** Calls address word 0 with value word 1 and data word 2; keeps whether that went well. */
  forward: assemble(
    ...[...word(2), 0, 'MSTORE', 0, 0, 32, 0, ...word(1), ...word(0), 'GAS', 'CALL'],
    ...[0, 'SSTORE', 'STOP'],
  ),
  /** Makes a child at the address of the salt: a collision from the second time on. */
  factory: assemble(...create2(0), 'CALLER', 'SSTORE', 'STOP'),
  /** Makes a child and has it destroyed in the same transaction: each time anew. */
  flash: assemble(...[0, 0, 0, 0, 0], ...create2(1), 'GAS', 'CALL', 5, 'SSTORE', 'STOP'),
  /** Zeroes a slot that others set, so that refunds depend on the order. */
  eraser: assemble(0, ...word(1), 'SSTORE', 1, ...word(0), 'SSTORE', 'STOP'),
  /** Code of an account that the block may change by delegation or deployment. */
  inspect: assemble(...word(0), 'EXTCODEHASH', 0, 'SSTORE', ...word(0), 'BALANCE', 1, 'SSTORE', 'STOP'),
  /** Writes 1 to 600 slots from word 0 on. */
  writer: assemble(
    ...[600, ...word(0), 'JUMPDEST', 1, 'DUP2', 'SSTORE', 1, 'ADD'],
    ...['SWAP1', 1, 'SWAP1', 'SUB', 'SWAP1', 'DUP2', 6, 'JUMPI', 'STOP'],
  ),
  /** The hash of the block that word 0 names. */
  hashes: assemble(...word(0), 'BLOCKHASH', 0, 'SSTORE', 'STOP'),
} as const;

export type ProgramName = keyof typeof PROGRAMS;

/** Address of a contract that `sender` creates with a nonce below 128. */
export function createdAddress(sender: Uint8Array, nonce: bigint): Uint8Array {
  const last = nonce === 0n ? 0x80 : Number(nonce);
  return keccak_256(Uint8Array.from([0xd6, 0x94, ...sender, last])).slice(12);
}

export function childAddress(factory: Uint8Array, salt: number): Uint8Array {
  const saltWord = new Uint8Array(32).fill(salt, 31);
  return keccak_256(Uint8Array.from([0xff, ...factory, ...saltWord, ...keccak_256(CHILD_INIT)])).slice(12);
}
