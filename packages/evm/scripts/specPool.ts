import { Worker } from 'node:worker_threads';
import type { VectorFile } from '../testkit/spec/files.ts';
import type { FileReport } from '../testkit/spec/runFile.ts';
import type { SpecWorkerData, SpecWorkerMessage } from './specWorker.ts';

/** The slowest case of the public suites (four billion BLAKE2 rounds) takes a minute on a free core. */
const CASE_LIMIT_MS = 900_000;
const WATCH_INTERVAL_MS = 5_000;

/** Runs every file on `size` threads and hands each report to `done`. A case that hangs fails and ends its file. */
export async function runFiles(
  files: readonly VectorFile[],
  size: number,
  data: SpecWorkerData,
  done: (report: FileReport) => void,
): Promise<void> {
  const queue = files.map((file) => file.name);
  const next = () => queue.shift();
  await Promise.all(Array.from({ length: Math.min(size, files.length) }, () => lane(data, next, done)));
}

/** One thread after another takes files until none is left; a new thread replaces one that hung or died. */
async function lane(
  data: SpecWorkerData,
  next: () => string | undefined,
  done: (report: FileReport) => void,
): Promise<void> {
  let worker = new Worker(new URL('./specWorker.ts', import.meta.url), { workerData: data });
  for (let file = next(); file !== undefined; file = next()) {
    const outcome = await runOne(worker, file);
    done(outcome.report);
    if (outcome.alive) continue;
    await worker.terminate();
    worker = new Worker(new URL('./specWorker.ts', import.meta.url), { workerData: data });
  }
  await worker.terminate();
}

function runOne(worker: Worker, file: string): Promise<{ report: FileReport; alive: boolean }> {
  return new Promise((resolve) => {
    let current = file;
    let since = Date.now();
    const finish = (report: FileReport, alive: boolean) => {
      clearInterval(watch);
      // Not removeAllListeners: that takes the worker's own listeners too, and with them every later message.
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve({ report, alive });
    };
    const onMessage = (message: SpecWorkerMessage) => {
      if (message.kind === 'report') return finish(message.report, true);
      current = message.id;
      since = Date.now();
    };
    const onError = (error: unknown) => finish(lost(file, current, `the thread died: ${String(error)}`), false);
    const onExit = (code: number) => finish(lost(file, current, `the thread left with ${code}`), false);
    const watch = setInterval(() => {
      if (Date.now() - since > CASE_LIMIT_MS) finish(lost(file, current, `no end after ${CASE_LIMIT_MS} ms`), false);
    }, WATCH_INTERVAL_MS);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(file);
  });
}

function lost(file: string, current: string, reason: string): FileReport {
  const failure = {
    file,
    test: current,
    fork: 'osaka' as const,
    reason,
    details: ['the rest of this file did not run'],
  };
  return { file, passed: 0, failures: [failure], skips: [{ reason: 'cases of a file that hung or died', cases: 1 }] };
}
