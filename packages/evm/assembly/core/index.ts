// What the core exports: to the host, and to compiled contracts (see src/compiler).
export { analyse, addCode, allocate, codeGeneration, codeTotal, findCode, resetCodes, setCompiled, trimCodes } from './code';
export { frameBitmap, opCall, opCreate } from './calls';
export { transact, transactMany } from './envelope';
export {
  growTo, interpret, jumpTarget, opBlobHash, opBlockHash, opCallDataLoad, opCopy, opExp, opKeccak, opMcopy, opReturn,
  opReturnDataCopy,
} from './interpreter';
export { keccak, keccak64, prehashPair } from './keccak';
export { ensureArena, expand } from './memory';
export {
  opBalance, opExtCodeCopy, opExtCodeHash, opExtCodeSize, opLog, opSelfdestruct, opSload, opSstore, opTload, opTstore,
} from './storage';
export { addmod, byteAt, div, exp, mod, mul, mulmod, sar, sdiv, shl, shr, signextend, smod } from './u256';
