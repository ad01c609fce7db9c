import { type ModExpPricing, modExpGas } from '../../src/precompiles/index.ts';
import type { Fork, Precompiles } from '../../src/types.ts';
import type { PrecompileTest } from './format.ts';
import { bytes, hex } from './hex.ts';
import type { CaseFailure } from './runStateCase.ts';

export interface PrecompileSuite {
  address: number;
  fork: Fork;
  mustFail: boolean;
  /** MODEXP's cases under the price of a fork that is none of ours; the output is checked all the same. */
  pricing?: ModExpPricing;
}

/** go-ethereum names its suites by operation, lower-cased here; the multiplications are MSMs of one term. */
const ADDRESSES: ReadonlyMap<string, number> = new Map([
  ['ecrecover', 0x01],
  ['sha256', 0x02],
  ['ripemd160', 0x03],
  ['identity', 0x04],
  ['modexp', 0x05],
  ['bn256add', 0x06],
  ['bn256scalarmul', 0x07],
  ['bn256pairing', 0x08],
  ['blake2f', 0x09],
  ['pointevaluation', 0x0a],
  ['blsg1add', 0x0b],
  ['blsg1mul', 0x0c],
  ['blsg1multiexp', 0x0c],
  ['blsg2add', 0x0d],
  ['blsg2mul', 0x0e],
  ['blsg2multiexp', 0x0e],
  ['blspairing', 0x0f],
  ['blsmapg1', 0x10],
  ['blsmapg2', 0x11],
  ['p256verify', 0x100],
]);

/** Above any price in the suites: running out of gas is not what they test. */
const GAS_LIMIT = 1n << 62n;

/** What the file called `name` tests, `undefined` where the name is unknown. */
export function precompileSuite(name: string): PrecompileSuite | undefined {
  const stem = name.toLowerCase().replace(/\.json$/, '');
  const mustFail = stem.startsWith('fail-');
  const [operation = '', rule] = stem.replace(/^fail-/, '').split('_');
  const address = ADDRESSES.get(operation);
  if (address === undefined) return undefined;
  if (operation !== 'modexp') return { address, fork: 'osaka', mustFail };
  if (rule === 'eip7823' || rule === 'eip7883') return { address, fork: 'osaka', mustFail };
  return rule === 'eip2565'
    ? { address, fork: 'cancun', mustFail }
    : { address, fork: 'cancun', mustFail, pricing: 'eip198' };
}

export function runPrecompileCase(
  precompiles: Precompiles,
  suite: PrecompileSuite,
  test: PrecompileTest,
): CaseFailure | undefined {
  const input = bytes(test.Input);
  const result = precompiles(suite.address, input, GAS_LIMIT, suite.fork);
  if (result === undefined) return { reason: `no precompile at 0x${suite.address.toString(16)}`, details: [] };
  if (suite.mustFail) {
    return result.ok
      ? { reason: `expected to fail (${test.ExpectedError})`, details: [`output ${hex(result.output)}`] }
      : undefined;
  }
  if (!result.ok) return { reason: 'failed', details: [] };
  const expected = hex(bytes(test.Expected ?? ''));
  if (hex(result.output) !== expected) {
    return { reason: 'output', details: [`expected ${expected}`, `got ${hex(result.output)}`] };
  }
  const gas = suite.pricing === undefined ? result.gasUsed : modExpGas(input, suite.pricing);
  if (test.Gas !== undefined && gas !== BigInt(test.Gas))
    return { reason: `gas: expected ${test.Gas}, got ${gas}`, details: [] };
  return undefined;
}
