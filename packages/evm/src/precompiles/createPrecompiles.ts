import type { PrecompileResult, Precompiles } from '../types.ts';
import { EMPTY } from './bytes.ts';
import type { Operations } from './operations.ts';
import { portableOperations } from './portable.ts';
import { PRECOMPILES } from './table.ts';

/**
 * The precompiled contracts of every supported fork over one set of operations.
 *
 * @example
 * const evm = createEvm({ precompiles: createPrecompiles() });
 */
export function createPrecompiles(operations: Operations = portableOperations): Precompiles {
  return (address, input, gasLimit, fork) => {
    const entry = PRECOMPILES[fork].get(address);
    if (entry === undefined) return undefined;
    if (entry.accepts !== undefined && !entry.accepts(input)) return failed(gasLimit);
    const gasUsed = entry.gas(input);
    if (gasUsed > gasLimit) return failed(gasLimit);
    const output = operations[entry.operation](input);
    return output === undefined ? failed(gasLimit) : { ok: true, gasUsed, output };
  };
}

function failed(gasLimit: bigint): PrecompileResult {
  return { ok: false, gasUsed: gasLimit, output: EMPTY };
}
