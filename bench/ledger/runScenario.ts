import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome, Scenario } from './scenario.ts';

type Reply = { outcome: Outcome } | { failure: string };

/**
 * Runs a scenario in a process of its own; the bare EVM, which has one thread, in as many processes as there are workers:
 * what the machine gives to threads that share nothing. @throws Error with what went wrong there
 */
export async function runScenario(scenario: Scenario): Promise<Outcome> {
  const count = scenario.kind === 'direct' ? scenario.workers : 1;
  const [first, ...others] = await Promise.all(Array.from({ length: count }, () => runOnce(scenario)));
  if (first === undefined) throw new RangeError('no workers');
  return others.reduce(together, first);
}

/** Of two that ran at the same time: their rates add up. */
function together(a: Outcome, b: Outcome): Outcome {
  const wallMs = (a.measured.wallMs + b.measured.wallMs) / 2;
  const share = (one: Outcome) => wallMs / one.measured.wallMs;
  return {
    ...a,
    measured: {
      transactions: share(a) * a.measured.transactions + share(b) * b.measured.transactions,
      wallMs,
      cpuMs: share(a) * a.measured.cpuMs + share(b) * b.measured.cpuMs,
      stolen: Math.max(a.measured.stolen ?? 0, b.measured.stolen ?? 0),
    },
  };
}

function runOnce(scenario: Scenario): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'child.ts'), { execArgv: process.execArgv });
    let reply: Reply | undefined;
    child.once('message', (message: Reply) => {
      reply = message;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (reply !== undefined && 'outcome' in reply) resolve(reply.outcome);
      else reject(new Error(reply?.failure ?? `it ended with ${code ?? signal}`));
    });
    child.send(scenario);
  });
}
