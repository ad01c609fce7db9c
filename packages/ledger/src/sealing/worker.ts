import { parentPort } from 'node:worker_threads';
import { computeLeaves, joinLeaves, type Leaves, type Range, type RootsInput } from '../blocks/roots.ts';

/** A range's leaves, or the roots over those of all ranges. */
export type SealOrder = { input: RootsInput } & ({ range: Range } | { parts: readonly Leaves[] });

const port = parentPort;
if (port === null) throw new Error('sealing/worker.ts runs in a worker thread only');

port.on('message', (order: SealOrder) =>
  port.postMessage('range' in order ? computeLeaves(order.input, order.range) : joinLeaves(order.input, order.parts)),
);
