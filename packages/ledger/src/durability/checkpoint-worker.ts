import { parentPort, workerData } from 'node:worker_threads';
import { openCheckpoint } from './checkpoint.ts';
import { createRealDisk } from './disk.ts';
import { createFollower } from './follower.ts';

/** What the thread is started with; `next` is the first block to apply. */
export interface CheckpointSetup {
  dir: string;
  log: string;
  next: bigint;
  salt: number;
}

export type CheckpointOrder = { advance: bigint } | 'close';

export type CheckpointReport = { block: bigint } | { error: string };

if (parentPort) serve(parentPort, workerData);

/** Follows the log, one LMDB transaction after the other. After an error it writes nothing more. */
function serve(port: NonNullable<typeof parentPort>, setup: CheckpointSetup): void {
  const report = (message: CheckpointReport): void => port.postMessage(message);
  let closing = false;
  let target = setup.next - 1n;
  let block = target;
  let running = false;
  try {
    const checkpoint = openCheckpoint(setup.dir);
    const follower = createFollower({
      disk: createRealDisk(),
      folder: setup.log,
      salt: setup.salt,
      checkpoint,
      from: setup.next,
    });
    const run = async (): Promise<void> => {
      running = true;
      try {
        while (block < target && !closing) {
          block = follower.step(target);
          report({ block });
          await new Promise(setImmediate);
        }
      } catch (cause) {
        target = block;
        report({ error: told(cause) });
      }
      running = false;
      if (closing) end();
    };
    const end = (): void => {
      follower.close();
      void checkpoint.close().then(() => port.close());
    };
    port.on('message', (order: CheckpointOrder) => {
      if (order === 'close') closing = true;
      else target = order.advance;
      if (!running) void run();
    });
  } catch (cause) {
    report({ error: told(cause) });
    port.close();
  }
}

/** A cause does not cross a thread: its sentence does. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${told(error.cause)}`;
}
