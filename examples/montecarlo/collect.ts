import type { JobSpec } from '@lode/protocol';
import { collectFromCommandLine, constantOf, readWords } from '../shared/outputs.ts';
import { blackScholesCall, type Market } from './black-scholes.ts';

export interface OptionPrice {
  readonly text: string;
  readonly paths: number;
  readonly price: number;
  readonly standardError: number;
  readonly blackScholes: number;
  /** Difference from the formula in standard errors. */
  readonly deviations: number;
}

/** Far beyond chance: one honest run in 16,000 is that far off. */
const MAX_DEVIATIONS = 4;

/**
 * Adds up the tasks' sums and compares the price with the Black-Scholes formula.
 *
 * @throws Error where they are more than four standard errors apart
 */
export async function collectMontecarlo(outDir: string, spec: JobSpec): Promise<OptionPrice> {
  const market = marketOf(spec);
  const tasks = await readWords(outDir, spec, 'sums.u32');
  const paths = tasks.length * constantOf(spec, 'simulate', 'PATHS') * constantOf(spec, 'reduce', 'INVOCATIONS');
  const wide = (words: Uint32Array, at: number) => BigInt(words[at] ?? 0) + (BigInt(words[at + 1] ?? 0) << 32n);
  const sum = tasks.reduce((total, words) => total + wide(words, 0), 0n);
  const squares = tasks.reduce((total, words) => total + wide(words, 2), 0n);
  const mean = Number(sum) / 2 ** 16 / paths;
  const variance = Number(squares) / 2 ** 8 / paths - mean * mean;
  const discount = Math.exp(-market.rate * market.years);
  const price = discount * mean;
  const standardError = discount * Math.sqrt(variance / paths);
  const blackScholes = blackScholesCall(market);
  const deviations = (price - blackScholes) / standardError;
  const text = [
    `price          ${price.toFixed(4)} ± ${standardError.toFixed(4)} (standard error, ${paths} paths)`,
    `Black-Scholes  ${blackScholes.toFixed(4)}`,
    `difference     ${deviations.toFixed(2)} standard errors`,
  ].join('\n');
  if (!(Math.abs(deviations) < MAX_DEVIATIONS)) throw new Error(`The simulation disagrees with the formula.\n${text}`);
  return { text, paths, price, standardError, blackScholes, deviations };
}

function marketOf(spec: JobSpec): Market {
  const [spot, strike, rate, volatility, years] = spec.webgpu.buffers.market?.f32 ?? [];
  if (
    spot === undefined ||
    strike === undefined ||
    rate === undefined ||
    volatility === undefined ||
    years === undefined
  )
    throw new Error('The job has no buffer "market" with five numbers.');
  return { spot, strike, rate, volatility, years };
}

await collectFromCommandLine(import.meta, collectMontecarlo);
