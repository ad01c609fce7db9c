import { RpcError } from '../errors.ts';
import type { RpcLimits } from '../limits.ts';
import type { StateOverrides } from '../params/overrides.ts';
import { isPrecompile } from './isPrecompile.ts';

export type OverrideLimits = Pick<RpcLimits, 'overrideAccounts' | 'overrideSlots'>;

const precompileAt = (address: string): boolean => isPrecompile(BigInt(`0x${address}`));

/** Precompiles have fixed addresses in the EVM's core: what the specification refuses comes first, then the rest. */
function checkMoves(overrides: StateOverrides): void {
  const taken = new Set<string>();
  for (const [address, { movePrecompileToAddress }] of overrides) {
    if (movePrecompileToAddress === undefined) continue;
    const to = movePrecompileToAddress.toHex();
    if (!precompileAt(address)) throw new RpcError('execution', `account 0x${address} is not a precompile`);
    if (to === address) {
      throw new RpcError('precompileToItself', `movePrecompileToAddress of 0x${address} names itself`);
    }
    if (taken.has(to)) throw new RpcError('precompilesToOne', `two precompiles cannot both be moved to 0x${to}`);
    taken.add(to);
  }
  if (taken.size > 0) {
    throw new RpcError(
      'notSupported',
      'movePrecompileToAddress is not supported: precompiles have fixed addresses here',
    );
  }
}

/** Overrides of one request, all its blocks together. */
export function checkOverrides(all: readonly StateOverrides[], limits: OverrideLimits): void {
  if (all.reduce((sum, { size }) => sum + size, 0) > limits.overrideAccounts) {
    throw new RpcError('limitExceeded', `at most ${limits.overrideAccounts} accounts can be overridden`);
  }
  let slots = 0;
  for (const overrides of all) {
    checkMoves(overrides);
    for (const [address, { code, state, stateDiff }] of overrides) {
      slots += (state ?? stateDiff)?.size ?? 0;
      if (code !== undefined && precompileAt(address)) {
        throw new RpcError('notSupported', `the code of the precompile 0x${address} cannot be overridden`);
      }
    }
  }
  if (slots > limits.overrideSlots) {
    throw new RpcError('limitExceeded', `at most ${limits.overrideSlots} slots can be overridden`);
  }
}
