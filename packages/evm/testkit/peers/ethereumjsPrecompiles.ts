import { createEVM, getActivePrecompiles } from '@ethereumjs/evm';
import { type OperationName, PRECOMPILES } from '../../src/precompiles/index.ts';
import type { OperationOracle } from '../precompileCompliance.ts';
import { createCommon } from './ethereumjs.ts';

const GAS_LIMIT = 1n << 60n;

/**
 * `@ethereumjs/evm`'s precompiles as an oracle. The curves beneath are the same library, so this checks our parsing,
 * bounds and encodings; the published vectors check the arithmetic. Its point evaluation is ours (see `createCommon`).
 */
export async function createEthereumJsOracle(): Promise<OperationOracle> {
  const common = createCommon('osaka', 1n);
  const evm = await createEVM({ common });
  const active = getActivePrecompiles(common);
  const addresses = new Map<OperationName, number>();
  for (const [address, entry] of PRECOMPILES.osaka) addresses.set(entry.operation, address);
  return async (operation, input) => {
    const address = (addresses.get(operation) ?? 0).toString(16).padStart(40, '0');
    const run = active.get(address);
    if (run === undefined) throw new Error(`no precompile at ${address}`);
    const result = await run({ data: input, gasLimit: GAS_LIMIT, common, _EVM: evm });
    return result.exceptionError === undefined ? result.returnValue.toHex() : undefined;
  };
}
