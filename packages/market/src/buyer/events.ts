import type { JobEvent } from '../api.ts';
import type { Engine } from './engine.ts';
import { isEnded, type JobRun } from './model.ts';

/** Events handed over at once to one reader. */
const EVENTS_PER_READ = 500;

/** Events after `afterSeq` that are kept, then live ones until the job ends, the signal fires or the buyer stops. */
export async function* readEvents(
  engine: Engine,
  run: JobRun,
  { afterSeq, follow, signal }: { afterSeq: number; follow: boolean; signal: AbortSignal },
): AsyncGenerator<JobEvent> {
  let wake: () => void = () => undefined;
  const unsubscribe = engine.journal.onEvents(run.id, () => wake());
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  engine.stopping.addEventListener('abort', onAbort, { once: true });
  try {
    for (let seq = afterSeq; ; ) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const over = isEnded(run);
      if (signal.aborted || engine.stopping.aborted) return;
      const events = engine.journal.read(run.id, seq, EVENTS_PER_READ);
      for (const event of events) {
        if (signal.aborted) return;
        seq = event.seq;
        yield event;
      }
      if (events.length === EVENTS_PER_READ) continue;
      if (over || !follow) return;
      await woken;
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
    engine.stopping.removeEventListener('abort', onAbort);
  }
}
