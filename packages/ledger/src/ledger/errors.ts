import { type ErrorDetails, LodeError } from '@lode/protocol';

export type LedgerErrorCode =
  /** A disk, the state tree or the history failed: the node answers what it knows, and takes nothing new. */
  | 'LEDGER_FAILED'
  | 'LEDGER_STOPPED'
  /** No result of a block was found. Nothing was changed. */
  | 'EXECUTION_FAILED'
  | 'PROPOSAL_INVALID'
  /** The folder holds another chain. */
  | 'GENESIS_MISMATCH'
  /** What is on disk does not fit together. */
  | 'STATE_MISMATCH'
  /** A state that was kept is no longer. */
  | 'STATE_GONE';

export function ledgerError(
  code: LedgerErrorCode,
  message: string,
  more: { hint?: string; details?: ErrorDetails; cause?: unknown } = {},
): LodeError {
  return new LodeError(code, message, more);
}

export const failedError = (cause: unknown): LodeError =>
  ledgerError('LEDGER_FAILED', 'The ledger stopped taking transactions after a failure.', {
    hint: 'See the cause (the disk, most often), then restart the node. Every block that was told is on disk.',
    cause,
  });

export const stoppedError = (): LodeError =>
  ledgerError('LEDGER_STOPPED', 'The ledger is stopping.', { hint: 'Send the transactions to a running node.' });
