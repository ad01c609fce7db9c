import { LodeError } from '@lode/protocol';
import type { Logger } from 'pino';
import { failedError, stoppedError } from './errors.ts';

/** Whether anything new may be taken: not after a failure, nor while stopping. */
export interface Guard {
  readonly failure: LodeError | undefined;
  /** The first failure counts; one while stopping does not. */
  fail(error: unknown): void;
  stop(): void;
  /** @throws LodeError LEDGER_FAILED, LEDGER_STOPPED */
  check(): void;
}

export function createGuard(log: Logger): Guard {
  let failure: LodeError | undefined;
  let stopping = false;
  return {
    get failure() {
      return failure;
    },
    fail(error) {
      if (failure !== undefined || stopping) return;
      failure = error instanceof LodeError && error.code === 'LEDGER_FAILED' ? error : failedError(error);
      log.error({ err: failure }, 'the ledger stopped taking transactions');
    },
    stop() {
      stopping = true;
    },
    check() {
      if (failure !== undefined) throw failure;
      if (stopping) throw stoppedError();
    },
  };
}
