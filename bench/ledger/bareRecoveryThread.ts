import { parentPort, workerData } from 'node:worker_threads';
import { createMeter } from './meter.ts';
import { keyOf, native, sign } from './native.ts';

/** Public keys that libsecp256k1 recovers in a loop: many signatures, since its tables have to be read all over. */
const SIGNATURES = 1_024;

const key = keyOf('recovery', 0);
const signed = Array.from({ length: SIGNATURES }, (_, i) => {
  const digest = keyOf('digest', i);
  return { digest, ...sign(digest, key) };
});
const wanted = native.publicKeyCreate(key, false);
const out = new Uint8Array(65);
const recoverAll = () => {
  for (const { digest, compact, yParity } of signed) native.ecdsaRecover(compact, yParity, digest, false, out);
};
recoverAll();
const meter = createMeter(process.threadCpuUsage);
for (const begun = performance.now(); performance.now() - begun < workerData; ) {
  meter.start();
  recoverAll();
  meter.stop(SIGNATURES);
}
if (Buffer.compare(out, wanted) !== 0) throw new Error('another key was recovered');
parentPort?.postMessage(meter.total);
