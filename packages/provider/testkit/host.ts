import { COMPILE_BOMB, HANGING, makeJob, openSession } from './jobs.ts';
import { testBackend } from './machine.ts';

/** A provider process that a test kills: it starts a job that never ends and says which phase it is in. */
const program = process.argv[2] === 'bomb' ? COMPILE_BOMB : HANGING;
const backend = await testBackend();
const session = await openSession(backend, makeJob(program));
await session.runTask(0, {
  signal: new AbortController().signal,
  onEvent: (event) => {
    if (event.type === 'phase') process.stdout.write(`${event.phase}\n`);
  },
});
