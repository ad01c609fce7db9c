export { createPrecompiles } from './createPrecompiles.ts';
export { type ModExpPricing, modExpGas } from './modExpGas.ts';
export type { Operation, OperationName, Operations } from './operations.ts';
export { portableOperations } from './portable.ts';
export { PRECOMPILES, type PrecompileEntry, type PrecompileTable } from './table.ts';
