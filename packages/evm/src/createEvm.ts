import type { Evm, EvmOptions } from './types.ts';

export function createEvm(_options: EvmOptions): Evm {
  throw new Error('the core is not there yet');
}
