import { type FunctionType, I32, I64, type ImportedFunction } from './wasm.ts';

const type = (params: readonly number[], results: readonly number[]): FunctionType => ({ params, results });
const STATUS = type([], [I32]);
const PLAIN = type([], []);
const ON_I32 = type([I32], [I32]);
const POINTERS3 = type([I32, I32, I32], []);
const POINTERS4 = type([I32, I32, I32, I32], []);

/** Functions of the core that compiled code calls, by export name. */
const SIGNATURES = {
  opCall: ON_I32,
  opCreate: ON_I32,
  opSload: STATUS,
  opSstore: STATUS,
  opTload: PLAIN,
  opTstore: STATUS,
  opBalance: STATUS,
  opExtCodeSize: STATUS,
  opExtCodeHash: STATUS,
  opExtCodeCopy: STATUS,
  opLog: ON_I32,
  opSelfdestruct: STATUS,
  opKeccak: STATUS,
  opCopy: type([I32, I32], [I32]),
  opReturnDataCopy: STATUS,
  opMcopy: STATUS,
  opCallDataLoad: PLAIN,
  opBlockHash: PLAIN,
  opBlobHash: PLAIN,
  opExp: STATUS,
  opReturn: STATUS,
  expand: type([I64], [I32]),
  div: POINTERS3,
  sdiv: POINTERS3,
  mod: POINTERS3,
  smod: POINTERS3,
  addmod: POINTERS4,
  mulmod: POINTERS4,
  shl: POINTERS3,
  shr: POINTERS3,
  sar: POINTERS3,
  signextend: POINTERS3,
  byteAt: POINTERS3,
} as const;

export type CoreFunction = keyof typeof SIGNATURES;
export const IMPORTS: readonly ImportedFunction[] = Object.entries(SIGNATURES).map(([name, signature]) => ({
  name,
  type: signature,
}));
const INDEX = new Map(IMPORTS.map((entry, i) => [entry.name, i]));

export function importIndex(name: CoreFunction): number {
  return INDEX.get(name) ?? 0;
}

/** Functions of every compiled module that come after the imports. */
export const MUL_HIGH = IMPORTS.length;
export const MUL_WORD = IMPORTS.length + 1;
export const FIRST_CHUNK = IMPORTS.length + 2;
