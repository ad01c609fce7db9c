// A thread that executes and never returns to its event loop until compiled code has run: what a ledger's worker does.
import { parentPort, workerData } from 'node:worker_threads';
import { createEvm } from '../src/createEvm.ts';
import { encodeTransactions } from '../src/encode.ts';
import { compilerOverPort } from '../src/worker/compilerOverPort.ts';

const { port, env, sender, to, code } = workerData;
const evm = createEvm({ precompiles: () => undefined, compiler: compilerOverPort(port) });
const account = { nonce: 0n, balance: 0n, code: new Uint8Array(), storage: new Map() };
evm.state.setAccount(sender, { ...account, balance: 10n ** 24n });
evm.state.setAccount(to, { ...account, code });
evm.setBlock({ ...env, blockHash: () => new Uint8Array(32) });
const fees = { gasLimit: 100_000n, gasPrice: 1n, value: 0n, data: new Uint8Array() };
const pause = new Int32Array(new SharedArrayBuffer(4));
const ROUNDS = 5000;
const CALLS = 500;
for (let round = 0; round < ROUNDS && evm.stats().compiledFrames === 0n; round++) {
  const txs = Array.from({ length: CALLS }, (_, i) => {
    return { type: 0, sender, to, nonce: BigInt(round * CALLS + i), ...fees } as const;
  });
  evm.runTransactions(encodeTransactions(txs));
  if (evm.stats().waitingContracts > 0) Atomics.wait(pause, 0, 0, 2);
}
parentPort?.postMessage(evm.stats().compiledFrames);
