import { parentPort, workerData } from 'node:worker_threads';
import { type PlainFault, plainFault } from './errors.ts';
import { createKeeper, type Keeper, type KeeperOptions, type Reply, type Request } from './keeper.ts';

export type Answer = { id: number; reply: Reply } | { id: number; fault: PlainFault };

const port = parentPort;
if (port === null) throw new Error('rootWorker.ts runs as a worker thread only: use createBinaryRoots');

let keeper: Keeper | undefined;

function answer(id: number, request: Request): Answer {
  try {
    keeper ??= createKeeper(workerData as KeeperOptions);
    return { id, reply: keeper.handle(request) };
  } catch (error) {
    return { id, fault: plainFault(error) };
  }
}

port.on('message', ({ id, request }: { id: number; request: Request }) => port.postMessage(answer(id, request)));
