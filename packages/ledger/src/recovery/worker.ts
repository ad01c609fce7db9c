import { parentPort, workerData } from 'node:worker_threads';
import type { Packed } from '../seams.ts';
import { type Recovered, recoverBatch } from './recoverBatch.ts';
import { loadKeccak, loadRecover } from './secp256k1.ts';

/** What the thread is started with, and what goes to and fro. */
export interface RecoveryWorkerData {
  chainId: bigint;
}
export interface RecoveryRequest {
  id: number;
  raw: Packed;
}
export type RecoveryReply = { kind: 'ready'; native: boolean } | { kind: 'done'; id: number; recovered: Recovered };

if (parentPort === null) throw new Error('recovery/worker.ts runs in a worker thread only');
const port = parentPort;
const { chainId }: RecoveryWorkerData = workerData;
const keccak = loadKeccak();
const { native, recover } = loadRecover(keccak);

port.on('message', (request: RecoveryRequest) => {
  const recovered = recoverBatch(request.raw, { chainId, keccak, recover });
  port.postMessage({ kind: 'done', id: request.id, recovered } satisfies RecoveryReply);
});
port.postMessage({ kind: 'ready', native } satisfies RecoveryReply);
