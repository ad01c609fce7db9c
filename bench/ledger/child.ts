import { durable } from './durable.ts';
import { direct, execute, recoverAndExecute, recoveryLimit } from './execute.ts';
import { runAnvil, runEthereumJs } from './peers.ts';
import type { Kind, Outcome, Scenario } from './scenario.ts';
import { stages } from './stages.ts';
import { throughRpc } from './throughRpc.ts';

/** Runs one scenario for `runScenario` and ends. */
const KINDS: Record<Kind, (scenario: Scenario) => Promise<Outcome>> = {
  limit: recoveryLimit,
  direct,
  execute,
  recover: recoverAndExecute,
  durable,
  rpc: throughRpc,
  stages,
  ethereumjs: runEthereumJs,
  anvil: runAnvil,
};

process.once('message', (scenario: Scenario) => {
  KINDS[scenario.kind](scenario).then(
    (outcome) => process.send?.({ outcome }, () => process.exit(0)),
    (error: unknown) => process.send?.({ failure: String((error as Error).stack ?? error) }, () => process.exit(1)),
  );
});

// Who asked is gone: nobody wants the answer.
process.once('disconnect', () => process.exit(1));
