import { type Control, WORD } from './control.ts';

/**
 * Looks before a thread sleeps: about 50 microseconds, as much as sleeping and waking cost, and a quarter of what a chunk
 * of ERC-20 transfers takes. More would take the core from others who have work.
 */
const SPINS = 2000;
/** Sleepers look at the abort word this often, should they miss a notification. */
const SLEEP_MS = 1000;
/** Weight of a failed speculation against a successful one, and from what sum on threads stop speculating. */
const FAILED = 4;
const MANY = 16;
const MOST = 64;
/** In hard times one thread tries again every so many chunks. */
const PROBE_CHUNKS = 32;

/** Waits until it is the turn of a chunk. False where the attempt is off, or ends before `first`, its transaction. */
export function waitForTurn(control: Control, chunk: number, first: number): boolean {
  for (let spins = 0; ; spins++) {
    const turn = Atomics.load(control, WORD.TURN);
    if (Atomics.load(control, WORD.ABORT) !== 0) return false;
    if (turn === chunk) return true;
    if (Atomics.load(control, WORD.CUT) <= first) return false;
    if (spins > SPINS) Atomics.wait(control, WORD.TURN, turn, SLEEP_MS);
  }
}

export function nextTurn(control: Control, chunk: number): void {
  Atomics.store(control, WORD.TURN, chunk + 1);
  Atomics.notify(control, WORD.TURN);
  if (chunk % PROBE_CHUNKS === 0) wakeParked(control, 1);
}

export function wakeParked(control: Control, count: number): void {
  Atomics.add(control, WORD.PARK, 1);
  Atomics.notify(control, WORD.PARK, count);
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

/** Called by whoever has the turn. */
export function noteSpeculation(control: Control, succeeded: boolean): void {
  const score = Atomics.load(control, WORD.SCORE);
  Atomics.store(control, WORD.SCORE, succeeded ? Math.max(0, score - 1) : Math.min(MOST, score + FAILED));
  if (!succeeded) Atomics.add(control, WORD.REEXECUTIONS, 1);
}
