import { Worker } from 'node:worker_threads';
import type { Measured } from './meter.ts';

/** What the machine's cores recover when they do nothing else, in `threads` threads at once for `ms`. */
export async function bareRecovery(threads: number, ms: number): Promise<Measured> {
  const parts = await Promise.all(Array.from({ length: threads }, () => inThread(ms)));
  return {
    transactions: parts.reduce((sum, part) => sum + part.transactions, 0),
    wallMs: Math.max(...parts.map((part) => part.wallMs)),
    cpuMs: parts.reduce((sum, part) => sum + part.cpuMs, 0),
    stolen: Math.max(...parts.map((part) => part.stolen ?? 0)),
  };
}

function inThread(ms: number): Promise<Measured> {
  const worker = new Worker(new URL('./bareRecoveryThread.ts', import.meta.url), { workerData: ms });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread ended without a result')));
  });
}

export const perCoreSecond = ({ transactions, cpuMs }: Measured): number => (1000 * transactions) / Math.max(cpuMs, 1);
