import { parentPort } from 'node:worker_threads';
import { computeRoots, type RootsInput } from '../blocks/roots.ts';

const port = parentPort;
if (port === null) throw new Error('sealing/worker.ts runs in a worker thread only');

port.on('message', (input: RootsInput) => port.postMessage(computeRoots(input)));
