import { parentPort, workerData } from 'node:worker_threads';
import { openColdRows } from '../src/durability/cold-rows.ts';
import { CHANGE_ACCOUNT } from '../src/seams.ts';

/** Sleeps in Atomics.wait as an executor does, and reads row 0 after each round of the writer. */
const { dir, word, rounds }: { dir: string; word: Int32Array; rounds: number } = workerData;
const cold = openColdRows(dir);
let stale = 0;
let round = 0;
while (round < rounds) {
  Atomics.wait(word, 0, round);
  round = Atomics.load(word, 0);
  const row = cold.get(CHANGE_ACCOUNT, new Uint8Array(20));
  if (row?.[24] !== round) stale += 1;
  Atomics.store(word, 1, round);
}
await cold.close();
parentPort?.postMessage({ rounds: round, stale });
