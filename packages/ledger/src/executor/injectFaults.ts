import type { ExecutorFaults, Loss } from './job.ts';

/** Points at which tests make things go wrong. */
export interface FaultInjection {
  /** Transactions run one by one, with a pause after each. */
  isOn: boolean;
  speculates: boolean;
  pause(): void;
  claimed(chunk: number): void;
}

const NONE: FaultInjection = { isOn: false, speculates: false, pause: () => undefined, claimed: () => undefined };

/** `attempt` counts the attempts of the store at executing a block. */
export function injectFaults(
  faults: ExecutorFaults | undefined,
  worker: number,
  attempt: () => number,
): FaultInjection {
  if (faults === undefined) return NONE;
  const { delays, losses = [] } = faults;
  let state = ((delays?.seed ?? 0) * 31 + worker + 1) >>> 0;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  // xorshift32: which interleavings are tried follows from the seed as far as the machine lets it.
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  return {
    isOn: delays !== undefined,
    speculates: faults.speculates === true,
    pause() {
      if (delays === undefined || random() >= delays.chance) return;
      Atomics.wait(cell, 0, 0, random() * delays.maxMs);
    },
    claimed(chunk) {
      const now = attempt();
      const loss = losses.find((one) => one.attempt === now && one.chunk === chunk);
      if (loss !== undefined) lose(loss.kind);
    },
  };
}

function lose(kind: Loss['kind']): void {
  if (kind === 'exit') process.exit(1);
  if (kind === 'throw') throw new Error('injected');
  if (kind === 'hang') for (;;);
  const hoard: unknown[] = [];
  for (;;) hoard.push(Array.from({ length: 1 << 16 }, (_, i) => ({ i })));
}
