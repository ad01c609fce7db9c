import type { Refusal } from '../blocks/refusals.ts';
import type { SubmitError } from '../seams.ts';

const refusal =
  (code: SubmitError, message: string) =>
  (detail?: string): Refusal => ({ code, message: detail === undefined ? message : `${message}: ${detail}` });

// geth's core/txpool/errors.go, core/error.go and core/txpool/legacypool.
export const REFUSALS = {
  tooLarge: refusal('too-large', 'oversized data'),
  alreadyKnown: refusal('already-known', 'already known'),
  nonceTooLow: refusal('nonce-too-low', 'nonce too low'),
  nonceMax: refusal('nonce-gap-too-large', 'nonce has max value'),
  nonceTooFar: refusal('nonce-gap-too-large', 'nonce too high'),
  underpriced: refusal('underpriced', 'transaction underpriced'),
  priceTooLow: refusal('underpriced', 'transaction gas price below minimum'),
  replacementUnderpriced: refusal('replacement-underpriced', 'replacement transaction underpriced'),
  insufficientFunds: refusal('insufficient-funds', 'insufficient funds for gas * price + value'),
  intrinsicGas: refusal('intrinsic-gas', 'intrinsic gas too low'),
  floorGas: refusal('intrinsic-gas', 'insufficient gas for floor data gas cost'),
  blockGasLimit: refusal('gas-limit', 'exceeds block gas limit'),
  gasCap: refusal('gas-limit', 'transaction gas limit too high'),
  tipAboveFee: refusal('fee-cap-below-tip', 'max priority fee per gas higher than max fee per gas'),
  initcode: refusal('initcode-size', 'max initcode size exceeded'),
  accountLimit: refusal('pool-full', 'account limit exceeded'),
  full: refusal('pool-full', 'txpool is full'),
  futureReplacesPending: refusal('pool-full', 'future transaction tries to replace pending'),
  emptyAuthorizations: refusal('invalid', 'set code tx must have at least one authorization tuple'),
  delegatedGap: refusal('invalid', 'gapped-nonce tx from delegated accounts'),
  delegatedLimit: refusal('invalid', 'in-flight transaction limit reached for delegated accounts'),
  authorityReserved: refusal('invalid', 'authority already reserved'),
} as const;
