import type { GasEstimate, Transaction, TransactionResult } from './types.ts';

/** No transaction succeeds with less. */
const LEAST_GAS = 21_000n;
const CALL_STIPEND = 2_300n;

/**
 * Bisects the gas limit. What a run used is no answer in itself: refunds come back only afterwards, and of the gas
 * left a call passes on only 63 of 64 parts (EIP-150).
 */
export function estimateGas(
  call: (tx: Transaction) => TransactionResult,
  tx: Transaction,
  cap: bigint = tx.gasLimit,
): GasEstimate {
  const succeeds = (gasLimit: bigint) => call({ ...tx, gasLimit }).status === 'success';
  const result = call({ ...tx, gasLimit: cap });
  if (result.status !== 'success') return { ok: false, result };
  let low = result.gasUsed > LEAST_GAS ? result.gasUsed - 1n : LEAST_GAS - 1n;
  let high = cap;
  const guess = ((result.gasUsed + result.gasRefunded + CALL_STIPEND) * 64n) / 63n;
  if (guess < high) {
    if (succeeds(guess)) high = guess;
    else low = guess;
  }
  while (low + 1n < high) {
    const middle = (low + high) / 2n;
    if (succeeds(middle)) high = middle;
    else low = middle;
  }
  return { ok: true, gas: high };
}
