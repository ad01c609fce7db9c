import { parentPort, workerData } from 'node:worker_threads';
import { createEvm, createPrecompiles, type StateBackend } from '@lode/evm';
import { createNativeOperations } from '@lode/evm/native';
import { compilerOverPort } from '@lode/evm/worker';
import { encodeAccountRow, encodeSlotRow } from '../rows.ts';
import { CHANGE_ACCOUNT, CHANGE_BYTES, CHANGE_SLOT, type ColdRows } from '../seams.ts';
import { openCold } from '../state/coldSource.ts';
import { openSharedCodes } from '../state/sharedCodes.ts';
import { instantiateState, type StateExports } from '../state/stateModule.ts';
import { controlOf, WORD } from './control.ts';
import { injectFaults } from './injectFaults.ts';
import type { Job, WorkerMessage, WorkerSetup } from './job.ts';
import { createChunkRunner } from './runChunks.ts';

const setup = workerData as WorkerSetup;
const send = (message: WorkerMessage) => parentPort?.postMessage(message);
const control = controlOf(setup.memory);
const cold = setup.cold === undefined ? undefined : await openCold(setup.cold);
const codes = openSharedCodes(setup.codes);
const precompiles = createPrecompiles(await createNativeOperations());

/** Brings a row in from disk, also where it is absent there: then that is known. */
function bringIn(exports: StateExports, rows: ColdRows, address: Uint8Array, slot: bigint | undefined): boolean {
  const asked = slot === undefined ? encodeAccountRow(address, undefined) : encodeSlotRow(address, slot, 0n);
  const kind = slot === undefined ? CHANGE_ACCOUNT : CHANGE_SLOT;
  const row = rows.get(kind, asked.subarray(4, 24), slot === undefined ? undefined : asked.subarray(24, 56));
  new Uint8Array(setup.memory.buffer, exports.inbox() >>> 0, CHANGE_BYTES).set(row ?? asked);
  Atomics.add(control, WORD.COLD_READS, 1);
  return exports.bringIn() === 1;
}

function isHere(exports: StateExports, address: Uint8Array): boolean {
  const view = new DataView(encodeAccountRow(address, undefined).buffer);
  const [a0, a1, a2] = [view.getBigUint64(4, true), view.getBigUint64(12, true), BigInt(view.getUint32(20, true))];
  return exports.committedAccount(a0, a1, a2) !== 0;
}

let state: StateExports | undefined;
const evm = createEvm({
  fork: setup.fork,
  tier: setup.tier,
  precompiles,
  ...(setup.compiler === undefined ? {} : { compiler: compilerOverPort(setup.compiler) }),
  backend({ globals }) {
    const exports = instantiateState(setup.memory, setup.worker, globals);
    state = exports;
    const backend: StateBackend = {
      imports: exports as unknown as StateBackend['imports'],
      lazyFees: true,
      codes: { get: (hash) => codes.get(hash) ?? cold?.code(hash), set: codes.set },
    };
    if (cold !== undefined) backend.fetch = ({ address, slot }) => bringIn(exports, cold, address, slot);
    return backend;
  },
});

function setBlock(job: Job): void {
  evm.setBlock({
    ...job.env,
    blockHash(n) {
      const at = Number(job.env.number - 1n - n) * 32;
      return at >= 0 && at < job.blockHashes.length ? job.blockHashes.slice(at, at + 32) : new Uint8Array(32);
    },
  });
}

function runJob(job: Job, exports: StateExports, run: ReturnType<typeof createChunkRunner>): void {
  exports.refresh();
  setBlock(job);
  // The fees of the block are added without asking for the account: it has to be there.
  if (cold !== undefined && !isHere(exports, job.env.coinbase)) bringIn(exports, cold, job.env.coinbase, undefined);
  const failure = run(job);
  send({ kind: 'done', id: job.id, ...(failure === undefined ? {} : { failure }) });
}

if (state === undefined) throw new Error('the EVM asked for no state');
const exports = state;
const faults = injectFaults(setup.faults, setup.worker, () => Atomics.load(control, WORD.ATTEMPT));
const run = createChunkRunner({ evm, state: exports, control, faults });
parentPort?.on('message', (job: Job) => runJob(job, exports, run));
send({ kind: 'ready' });
