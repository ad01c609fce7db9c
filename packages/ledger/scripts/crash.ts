import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCrashRounds } from './crash-rounds.ts';

const HELP = `Kills a ledger's store at random moments under load, and checks after each kill that no acknowledged block is lost.

node packages/ledger/scripts/crash.ts [--rounds 300] [--seed N] [--child FILE] [--max-life-ms 400] [--quiet]
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    child: { type: 'string', default: path.join(import.meta.dirname, 'crash-child.ts') },
    'max-life-ms': { type: 'string', default: '400' },
    quiet: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else {
  console.log(`seed ${values.seed}`);
  const report = await runCrashRounds({
    rounds: Number(values.rounds),
    seed: Number(values.seed),
    child: values.child,
    maxLifeMs: Number(values['max-life-ms']),
    roundsPerDirectory: 10,
    ...(values.quiet ? {} : { progress: (line) => console.log(line) }),
  });
  console.log(
    `${report.rounds} kills, ${report.killedInRecovery} of them during recovery; ${report.acked} blocks acknowledged, none lost`,
  );
}
