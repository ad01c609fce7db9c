import { benchmark } from './bench.ts';
import { openChannel } from './channel.ts';
import { detectAdapters, loadDawn } from './dawn.ts';
import { startLifeline } from './lifeline.ts';
import type { ToWorker, WorkerConfig } from './messages.ts';
import { paceDawn } from './pace.ts';
import { faultMessage, serve } from './serve.ts';

/** Entry of a GPU process. It never exits by itself: its parent, or its lifeline, kills it. */
const config: WorkerConfig = JSON.parse(process.argv[2] ?? '{}');

let handle: (message: ToWorker) => void = () => {};
const say = openChannel((message) => handle(message));
const fail = (error: unknown) => say(faultMessage(error));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const watching = startLifeline();

paceDawn();
// Loading Dawn touches no driver yet; what follows may block in one, and then the lifeline must be watching.
await Promise.all([watching, loadDawn(config.webgpuUrl)]);
if (config.role === 'detect') {
  say({ type: 'adapters', ...(await detectAdapters()) });
} else if (config.adapter !== null && config.role === 'bench') {
  say({ type: 'scores', scores: await benchmark(config.adapter) });
} else if (config.adapter !== null) {
  handle = await serve(config.adapter, say);
  say({ type: 'ready' });
}
