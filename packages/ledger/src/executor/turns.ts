import { type Control, MOST_AHEAD, WORD } from './control.ts';

/**
 * Looks before a thread sleeps: about 5 microseconds. Threads that have run far ahead, or have no chunk left, wait for one
 * that is off its core or in the middle of a chunk, 200 microseconds: looking longer takes the core from who has work.
 */
const SPINS = 200;
/** Sleepers look at the abort word this often, should they miss a notification. */
const SLEEP_MS = 1000;
/** Weight of a failed speculation against a successful one, and from what sum on threads stop speculating. */
const FAILED = 4;
const MANY = 16;
const MOST = 64;
/** In hard times one thread tries again every so many chunks. */
const PROBE_CHUNKS = 32;

/** Waits until another turn than `turn`, for the `tries`-th time. */
export function waitForNews(control: Control, turn: number, tries: number): void {
  if (tries <= SPINS) return;
  Atomics.add(control, WORD.SLEEPING, 1);
  Atomics.wait(control, WORD.TURN, turn, SLEEP_MS);
  Atomics.sub(control, WORD.SLEEPING, 1);
}

/** Called by whoever has the turn: it is the next chunk's. `wakeWaiting` tells those who wait for it. */
export function nextTurn(control: Control, chunk: number): void {
  Atomics.store(control, WORD.TURN, chunk + 1);
  if (chunk % PROBE_CHUNKS === 0) wakeParked(control, 1);
}

/** To be called after the turn has changed: who is about to sleep either counts as sleeping by now, or sees the change. */
export function wakeWaiting(control: Control): void {
  if (Atomics.load(control, WORD.SLEEPING) > 0) Atomics.notify(control, WORD.TURN);
}

export function wakeParked(control: Control, count: number): void {
  Atomics.add(control, WORD.PARK, 1);
  Atomics.notify(control, WORD.PARK, count);
}

/** Chunks that a worker may have run ahead: one while some fail, since the older what they read the likelier it changes. */
export function mostAhead(control: Control): number {
  return Atomics.load(control, WORD.SCORE) > 0 ? 1 : MOST_AHEAD;
}

/**
 * Where chunks keep depending on the ones before, waits instead of speculating in vain. False: the attempt is off.
 * Where no chunk is left to claim nobody waits, since nobody would wake the last one.
 */
export function waitForBetterTimes(control: Control, chunks: number, chunkSize: number): boolean {
  const parked = Atomics.load(control, WORD.PARK);
  const isHard = Atomics.load(control, WORD.SCORE) >= MANY;
  const next = Atomics.load(control, WORD.NEXT);
  const isOver = next >= chunks || next * chunkSize >= Atomics.load(control, WORD.CUT);
  // Whoever claims the chunk whose turn it is does not speculate. If none can, someone else is at work on it.
  if (isHard && !isOver && next !== Atomics.load(control, WORD.TURN)) {
    Atomics.wait(control, WORD.PARK, parked, SLEEP_MS);
  }
  return Atomics.load(control, WORD.ABORT) === 0;
}

/** Called by whoever publishes. */
export function noteSpeculation(control: Control, succeeded: boolean): void {
  const score = Atomics.load(control, WORD.SCORE);
  Atomics.store(control, WORD.SCORE, succeeded ? Math.max(0, score - 1) : Math.min(MOST, score + FAILED));
  if (!succeeded) Atomics.add(control, WORD.REEXECUTIONS, 1);
}
