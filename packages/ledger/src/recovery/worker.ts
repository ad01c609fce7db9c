import { parentPort, workerData } from 'node:worker_threads';
import type { Packed } from '../seams.ts';
import { type Recovered, type RecoveryRules, recoverBatch } from './recoverBatch.ts';
import { loadRecover } from './secp256k1.ts';

export interface RecoveryRequest {
  id: number;
  raw: Packed;
}
export type RecoveryReply = { kind: 'ready'; native: boolean } | { kind: 'done'; id: number; recovered: Recovered };

if (parentPort === null) throw new Error('recovery/worker.ts runs in a worker thread only');
const port = parentPort;
const rules: RecoveryRules = workerData;
const { native, recover } = loadRecover();

port.on('message', ({ id, raw }: RecoveryRequest) => {
  const recovered = recoverBatch(raw, rules, recover);
  const { refusals, hashes, senders, encoded } = recovered;
  const moved = [refusals, hashes, senders, encoded.bytes, encoded.offsets].map((part) => part.buffer);
  const reply: RecoveryReply = { kind: 'done', id, recovered };
  port.postMessage(reply, moved as ArrayBuffer[]);
});
port.postMessage({ kind: 'ready', native } satisfies RecoveryReply);
