import { type AccountState, createEvm, createPrecompiles } from '@lode/evm';
import { createNativeOperations } from '@lode/evm/native';
import { createCompilerThread } from '@lode/evm/worker';
import {
  type BlockExecution,
  createBlockMemory,
  createRecovery,
  createStateStore,
  decodeRows,
  type Packed,
  recoverBatch,
  type StateStore,
} from '@lode/ledger';
import { bareRecovery, perCoreSecond } from './bareRecovery.ts';
import { CHAIN_ID, GENESIS_SECONDS } from './deployer.ts';
import { createMeter, type Meter } from './meter.ts';
import { type Outcome, type Scenario, WARM_BLOCKS, warmMs } from './scenario.ts';
import { type Batch, batchOf, type Workload } from './workload.ts';
import { makeWorkload } from './worlds.ts';

const RULES = { chainId: BigInt(CHAIN_ID), allowUnprotected: false };
const COINBASE = new Uint8Array(20).fill(0xcb);
/** Before and after: the limit of the moment, on as many cores at once as recover. */
export const LIMIT_MS = 1_000;
/** Actors whose rows are loaded at once. */
export const LOAD_ACTORS = 50_000;

const envAt = (number: number): BlockExecution['env'] => ({
  number: BigInt(number),
  timestamp: BigInt(GENESIS_SECONDS + 60),
  coinbase: COINBASE,
  gasLimit: 10n ** 13n,
  baseFee: 7n,
  prevRandao: new Uint8Array(32),
  excessBlobGas: 0n,
  chainId: BigInt(CHAIN_ID),
});

/** evm's form of transactions whose senders are known. */
function encodedOf({ raw, senders }: Batch): Packed {
  const { refusals, encoded } = recoverBatch(raw, RULES, () => false, { senders, memory: createBlockMemory() });
  const bad = refusals.findIndex((reason) => reason !== 0);
  if (bad >= 0) throw new Error(`transaction ${bad} is refused: reason ${refusals[bad]}`);
  return encoded;
}

export function checkStatus(status: Uint8Array, count: number): void {
  const failed = status.findIndex((code) => code !== 1);
  if (failed >= 0 || status.length !== count) {
    throw new Error(`transaction ${failed} of ${count} has status ${status[failed]}, ${status.length} were executed`);
  }
}

/** `lanes`: how many workers run a block, one number after the other: what slows the machine for a while slows both. */
async function openWorld(
  { workload: name, accounts, workers }: Scenario,
  lanes?: readonly number[],
): Promise<{ workload: Workload; store: StateStore }> {
  const workload = await makeWorkload(name, { accounts, signed: lanes === undefined });
  const store = await createStateStore({ workers, ...(lanes === undefined ? {} : { faults: { lanes } }) });
  store.load(workload.base.rows, workload.base.codes);
  for (let from = 0; from < workload.actors.count; from += LOAD_ACTORS) {
    store.load(workload.rowsOf(from, Math.min(workload.actors.count, from + LOAD_ACTORS)), new Map());
  }
  return { workload, store };
}

/** Calls `block` with numbers from 0 on: warming up first, then until the time is up. */
async function warmThenMeasure(
  scenario: Scenario,
  fits: number,
  block: (n: number, isMeasured: boolean) => Promise<void>,
): Promise<number> {
  let n = 0;
  for (const begun = performance.now(); n < WARM_BLOCKS || performance.now() - begun < warmMs(scenario); n++) {
    if (n >= fits) throw new Error(`only ${fits} blocks of ${scenario.blockSize} were made: give smaller blocks`);
    await block(n, false);
  }
  for (const begun = performance.now(); performance.now() - begun < scenario.seconds * 1000 && n < fits; n++) {
    await block(n, true);
  }
  return n;
}

const blocksOf = ({ limit }: Workload, { blockSize }: Scenario): number => Math.floor(limit / blockSize);

/** Blocks made at a time, between which nothing is measured. */
const ROUND = 4;
/** For V8 to collect what making them left behind: it does so beside the program, on all cores. */
const SETTLE_MS = 200;

/** Rate (a): transactions in evm's form in, published rows out. */
export async function execute(scenario: Scenario): Promise<Outcome> {
  const { workload, store } = await openWorld(scenario, [1, scenario.workers]);
  const { blockSize } = scenario;
  const [byAll, byOne, whole] = [createMeter(), createMeter(), createMeter()];
  const run = async (n: number, transactions: Packed, isMeasured: boolean) => {
    const isAll = n % 2 === 1;
    const meters = !isMeasured ? [] : isAll ? [byAll, whole] : [byOne];
    for (const meter of meters) meter.start();
    const output = await store.execute({ env: envAt(n + 1), blockHashes: [], systemCalls: [], transactions });
    if (isMeasured) (isAll ? byAll : byOne).stop(blockSize);
    store.changes();
    store.publish();
    if (isMeasured && isAll) whole.stop(blockSize);
    checkStatus(output.status, blockSize);
  };
  const fits = blocksOf(workload, scenario);
  let n = 0;
  for (let [warm, measured] = [0, 0]; n < fits && measured < 1_000 * scenario.seconds; ) {
    const made = Array.from({ length: Math.min(ROUND, fits - n) }, (_, i) =>
      encodedOf(batchOf(workload, (n + i) * blockSize, blockSize)),
    );
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const isMeasured = n >= WARM_BLOCKS && warm >= warmMs(scenario);
    const begun = performance.now();
    for (const transactions of made) await run(n++, transactions, isMeasured);
    if (isMeasured) measured += performance.now() - begun;
    else warm += performance.now() - begun;
  }
  if (whole.total.transactions === 0) throw new Error(`${workload.name} has too few transactions: give smaller blocks`);
  workload.check(store.reader, n * blockSize);
  const { reexecutions } = store.stats();
  await store.close();
  const rate = ({ total: { transactions, wallMs } }: Meter) => (1000 * transactions) / wallMs;
  const rates = { executionOnly: rate(byAll), executionByOne: rate(byOne), reexecutions };
  return { measured: whole.total, name: workload.name, rates };
}

/** Rate (b): the senders of a block are recovered while the one before executes. */
export async function recoverAndExecute(scenario: Scenario): Promise<Outcome> {
  const { workload, store } = await openWorld(scenario);
  const { blockSize } = scenario;
  const recovery = createRecovery({ chainId: RULES.chainId, workers: scenario.workers });
  const batches: Batch[] = [];
  const meter = createMeter();
  let next: Promise<Packed> | undefined;
  const recover = async ({ raw, senders }: Batch): Promise<Packed> => {
    const recovered = await recovery.recover(raw);
    if (Buffer.compare(recovered.senders, senders) !== 0) throw new Error('other senders were recovered');
    return recovered.encoded;
  };
  const wanted = signedBlocks(scenario);
  for (let n = 0; n < wanted; n++) {
    batches.push(batchOf(workload, n * blockSize, blockSize));
    if (n % 4 === 3) console.error(`  signed ${(n + 1) * blockSize} of ${wanted * blockSize}`);
  }
  const before = await bareRecovery(scenario.workers, LIMIT_MS);
  for (const [n, batch] of batches.entries()) {
    if (n === WARM_BLOCKS) meter.start();
    const transactions = await (next ?? recover(batch));
    const following = batches[n + 1];
    next = following === undefined ? undefined : recover(following);
    const output = await store.execute({ env: envAt(n + 1), blockHashes: [], systemCalls: [], transactions });
    store.changes();
    store.publish();
    checkStatus(output.status, blockSize);
  }
  meter.stop((batches.length - WARM_BLOCKS) * blockSize);
  workload.check(store.reader, batches.length * blockSize);
  await recovery.close();
  await store.close();
  const after = await bareRecovery(scenario.workers, LIMIT_MS);
  const recoveryLimit = (perCoreSecond(before) + perCoreSecond(after)) / 2;
  return { measured: meter.total, name: workload.name, rates: { recoveryLimit } };
}

/** Blocks to sign for a scenario: warming up, and as many as both cores recover in the time. */
export function signedBlocks({ seconds, blockSize }: Scenario): number {
  const GUESS_A_SECOND = 30_000;
  return WARM_BLOCKS + Math.max(2, Math.ceil((seconds * GUESS_A_SECOND) / blockSize));
}

/** The same transactions in order through the bare EVM on one thread: no store, no chunks, no other threads. */
export async function direct(scenario: Scenario): Promise<Outcome> {
  const workload = await makeWorkload(scenario.workload, { accounts: scenario.accounts, signed: false });
  const compiler = createCompilerThread();
  const precompiles = createPrecompiles(await createNativeOperations());
  const evm = createEvm({ precompiles, compiler });
  for (const [address, account] of accountsOf(workload)) evm.state.setAccount(Uint8Array.fromHex(address), account);
  const { blockSize } = scenario;
  const meter = createMeter();
  await warmThenMeasure(scenario, blocksOf(workload, scenario), async (n, isMeasured) => {
    const { bytes } = encodedOf(batchOf(workload, n * blockSize, blockSize));
    evm.setBlock({ ...envAt(n + 1), blockHash: () => new Uint8Array(32) });
    if (isMeasured) meter.start();
    const { status } = evm.runTransactions(bytes);
    if (isMeasured) meter.stop(blockSize);
    checkStatus(status, blockSize);
    // The compiler's answers come between two blocks.
    await new Promise((resolve) => setImmediate(resolve));
  });
  await compiler.close();
  return { measured: meter.total, name: workload.name, rates: {} };
}

/** By address in hex. */
export function accountsOf({ base, actors, rowsOf }: Workload): Map<string, AccountState> {
  const found = new Map<string, AccountState>();
  const slots: { address: string; key: string; value: bigint }[] = [];
  for (const rows of [base.rows, rowsOf(0, actors.count)]) {
    for (const row of decodeRows(rows)) {
      const address = row.address.toHex();
      if (row.kind === 'slot') {
        slots.push({ address, key: `0x${row.key.toString(16).padStart(64, '0')}`, value: row.value });
      } else if (row.account !== undefined) {
        const { nonce, balance, codeHash } = row.account;
        const code = base.codes.get(codeHash.toHex()) ?? new Uint8Array(0);
        found.set(address, { nonce, balance, code, storage: new Map() });
      }
    }
  }
  for (const { address, key, value } of slots) found.get(address)?.storage.set(key, value);
  return found;
}

/** What no chain of signed transactions can pass: public keys that libsecp256k1 recovers in a second of a core. */
export async function recoveryLimit({ seconds }: Scenario): Promise<Outcome> {
  return { measured: await bareRecovery(1, 1000 * seconds), name: 'public key recovery', rates: {} };
}
