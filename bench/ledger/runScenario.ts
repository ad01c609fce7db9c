import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome, Scenario } from './scenario.ts';

type Reply = { outcome: Outcome } | { failure: string };

/** Runs a scenario in a process of its own. @throws Error with what went wrong there */
export function runScenario(scenario: Scenario): Promise<Outcome> {
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
