import type { LodeError } from '@lode/protocol';
import type { Clock } from '../seams.ts';

/** Why a timer that was not needed ended: a plain value, since making a DOMException takes longer than most waits. */
const NOT_NEEDED = 'not needed any more';

/** Runs something with a signal that fires `error` after `limitMs`, or when one of `others` does; leaves no timer behind. */
export async function withTimeout<T>(
  clock: Clock,
  limitMs: number,
  error: () => LodeError,
  others: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = new AbortController();
  const timer = new AbortController();
  clock.sleep(limitMs, timer.signal).then(
    () => timeout.abort(error()),
    () => undefined,
  );
  try {
    return await work(AbortSignal.any([timeout.signal, ...others]));
  } finally {
    timer.abort(NOT_NEEDED);
  }
}
