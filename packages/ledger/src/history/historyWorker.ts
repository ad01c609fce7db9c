import { parentPort, workerData } from 'node:worker_threads';
import { type BlockRecord, createIndexer, type Indexer, type IndexerOptions } from './indexer.ts';

export type ToIndexer = { kind: 'block'; block: BlockRecord } | { kind: 'close' };
export type FromIndexer = { kind: 'indexed'; block: number } | { kind: 'failed'; message: string };

/** Bytes of records that go into one commit. */
const BATCH_BYTES = 64 * 1024 * 1024;
/** Blocks of one commit: quiet chains catch up in these. */
const BATCH_BLOCKS = 1_024;

const port = parentPort;
if (port === null) throw new Error('historyWorker.ts runs as a worker thread only: use openHistory');

const queue: BlockRecord[] = [];
let indexer: Indexer | undefined;
let closing = false;
let scheduled = false;
let failed = false;

function say(message: FromIndexer): void {
  port?.postMessage(message);
}

function takeBatch(): BlockRecord[] {
  let bytes = 0;
  let count = 0;
  for (const { record } of queue) {
    bytes += record.length;
    if (count === BATCH_BLOCKS || (count > 0 && bytes > BATCH_BYTES)) break;
    count++;
  }
  return queue.splice(0, count);
}

function commitNext(): void {
  indexer ??= createIndexer(workerData as IndexerOptions);
  const batch = takeBatch();
  const last = batch.at(-1);
  if (last === undefined) return;
  indexer.commit(batch);
  say({ kind: 'indexed', block: last.number });
}

async function work(): Promise<void> {
  scheduled = false;
  try {
    if (!failed) commitNext();
  } catch (error) {
    failed = true;
    queue.length = 0;
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  if (queue.length > 0) schedule();
  else if (closing) await finish();
}

async function finish(): Promise<void> {
  await indexer?.close();
  port?.close();
}

/** Blocks that arrived in the meantime go into the same commit. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setImmediate(() => void work());
}

port.on('message', (message: ToIndexer) => {
  if (message.kind === 'close') closing = true;
  else if (!failed) queue.push(message.block);
  schedule();
});
