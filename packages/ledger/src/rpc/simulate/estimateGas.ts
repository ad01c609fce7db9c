import type { Transaction, TransactionResult } from '@lode/evm';
import { RpcError } from '../errors.ts';
import { callFault } from './call.ts';
import type { Simulation } from './simulator.ts';

const TRANSFER_GAS = 21_000n;
const CALL_STIPEND = 2_300n;
/** EIP-7825. */
const TRANSACTION_GAS_CAP = 1n << 24n;
/** geth's estimateGasErrorRatio: an answer may be 1.5 % too high, never too low. */
const TOLERANCE_PER_MILLE = 15n;

export interface EstimateOptions {
  /** The highest price of a unit of gas; zero where none is named. */
  feeCap: bigint;
  gasCap: bigint;
  /** Whether the request named its gas. */
  named: boolean;
}

function lower(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The gas that may be tried at most, as geth's gasestimator has it. */
function highest(simulation: Simulation, tx: Transaction, { feeCap, gasCap, named }: EstimateOptions): bigint {
  const asked = named && tx.gasLimit >= TRANSFER_GAS ? tx.gasLimit : simulation.env.gasLimit;
  const most = lower(lower(asked, TRANSACTION_GAS_CAP), gasCap);
  if (feeCap === 0n) return most;
  const { balance } = simulation.account(tx.sender);
  if (tx.value >= balance) throw new RpcError('execution', 'insufficient funds for transfer');
  return lower(most, (balance - tx.value) / feeCap);
}

const SHORT_OF_GAS: ReadonlySet<string> = new Set([
  'out of gas',
  'intrinsic gas too low',
  'contract creation code storage out of gas',
]);

function failure(result: TransactionResult, high: bigint): RpcError {
  if (result.status === 'revert' || !SHORT_OF_GAS.has(result.error ?? '')) return callFault(result);
  return new RpcError('execution', `gas required exceeds allowance (${high})`);
}

/**
 * The lowest gas limit with which a call succeeds, within a tolerance, found by bisection: what a run used is no
 * answer, since refunds come back only afterwards and a call passes on 63 of 64 parts of its gas.
 */
export function estimateGas(simulation: Simulation, tx: Transaction, options: EstimateOptions): bigint {
  const run = (gasLimit: bigint) => simulation.call({ ...tx, gasLimit });
  let high = highest(simulation, tx, options);
  const plain = tx.data.length === 0 && tx.to !== undefined && simulation.account(tx.to).code.length === 0;
  if (plain && high >= TRANSFER_GAS && run(TRANSFER_GAS).status === 'success') return TRANSFER_GAS;
  const first = run(high);
  if (first.status !== 'success') throw failure(first, high);
  let low = first.gasUsed - 1n;
  const guess = ((first.gasUsed + first.gasRefunded + CALL_STIPEND) * 64n) / 63n;
  if (guess < high) {
    if (run(guess).status === 'success') high = guess;
    else low = guess;
  }
  while (low + 1n < high && (high - low) * 1_000n >= high * TOLERANCE_PER_MILLE) {
    const middle = lower((low + high) / 2n, low * 2n);
    if (run(middle).status === 'success') high = middle;
    else low = middle;
  }
  return high;
}
