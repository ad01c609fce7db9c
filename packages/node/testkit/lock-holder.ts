import { lockDataDir } from '../src/lock.ts';

/** Usage: `node lock-holder.ts FOLDER`: takes the lock, says so, and waits to be killed. */
await lockDataDir(process.argv[2] ?? '');
process.stdout.write('locked\n');
setInterval(() => undefined, 60_000);
