// Execution alone: ERC-20 transfers through the state store, and a chain of dependents.
//   node packages/ledger/scripts/bench-executor.ts [--accounts N] [--transactions N] [--workers 1,2] [--chain]
import { parseArgs } from 'node:util';
import { encodeTransactions, type Transaction } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { createStateStore } from '../src/index.ts';
import { encodeAccountRow, encodeSlotRow, joinRows } from '../src/rows.ts';
import type { BlockExecution, StateStore } from '../src/seams.ts';
import { EMPTY_HASH, packOf } from '../testkit/blocks.ts';
import { tokenCode } from '../testkit/blocksToken.ts';

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '20000' },
    transactions: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '8' },
    workers: { type: 'string', default: '1,2' },
    chain: { type: 'boolean', default: false },
  },
});
const accounts = Number(values.accounts);
const count = Number(values.transactions);
const TOKEN = new Uint8Array(20).fill(0x70);
const ETHER = 10n ** 18n;
const code = tokenCode();
const codeHash = keccak_256(code);

/** Spread over the address, so that tables do not see neighbours. */
function actor(n: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 5; i++) view.setUint32(4 * i, Math.imul(n * 5 + i + 1, 0x9e3779b1) ^ (n << (i * 3)));
  view.setUint32(0, n);
  return bytes;
}

function balanceSlot(holder: Uint8Array): bigint {
  const input = new Uint8Array(64);
  input.set(holder, 12);
  return BigInt(`0x${keccak_256(input).toHex()}`);
}

function fill(store: StateStore): void {
  const batch = 10_000;
  store.load(encodeAccountRow(TOKEN, { nonce: 1n, balance: 0n, codeHash }), new Map([[codeHash.toHex(), code]]));
  for (let from = 0; from < accounts; from += batch) {
    const some = Array.from({ length: Math.min(batch, accounts - from) }, (_, i) => actor(from + i));
    const rows = some.flatMap((address) => [
      encodeAccountRow(address, { nonce: 0n, balance: ETHER, codeHash: EMPTY_HASH }),
      encodeSlotRow(TOKEN, balanceSlot(address), ETHER),
    ]);
    store.load(joinRows(rows), new Map());
  }
}

const nonces = new Map<number, bigint>();
const SELECTOR = keccak_256(new TextEncoder().encode('transfer(address,uint256)')).subarray(0, 4);

function transfer(from: number, to: number): Transaction {
  const data = new Uint8Array(68);
  data.set(SELECTOR);
  data.set(actor(to), 16);
  data[67] = 1;
  const nonce = nonces.get(from) ?? 0n;
  nonces.set(from, nonce + 1n);
  return { type: 0, sender: actor(from), to: TOKEN, nonce, gasLimit: 100_000n, value: 0n, data, gasPrice: 10n };
}

function block(number: number): BlockExecution {
  const start = (number * count * 7919) % accounts;
  const half = Math.max(1, Math.floor(accounts / 2));
  const txs = Array.from({ length: count }, (_, i) =>
    // A chain: each pays the one who pays next. Otherwise senders and recipients are all distinct, if there are enough.
    values.chain ? transfer(i % half, (i + 1) % half) : transfer((start + i) % half, half + ((start + i) % half)),
  );
  const encoded = txs.map((tx) => encodeTransactions([tx]));
  return {
    env: {
      number: BigInt(number + 1),
      timestamp: 1n,
      coinbase: new Uint8Array(20).fill(0xcb),
      gasLimit: 1_000_000_000_000n,
      baseFee: 7n,
      prevRandao: new Uint8Array(32),
      excessBlobGas: 0n,
      chainId: 1n,
    },
    blockHashes: [],
    systemCalls: [],
    transactions: packOf(encoded),
  };
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const micros = (ms: number) => ((1000 * ms) / count).toFixed(2);

for (const workers of values.workers.split(',').map(Number)) {
  nonces.clear();
  const store = await createStateStore({ workers });
  fill(store);
  for (let round = 0; round < Number(values.rounds); round++) {
    const next = block(round);
    const [wall, cpu] = [performance.now(), cpuMs()];
    const output = await store.execute(next);
    const [executed, executedCpu] = [performance.now(), cpuMs()];
    const changes = store.changes();
    const [changed, changedCpu] = [performance.now(), cpuMs()];
    store.publish();
    const [published, publishedCpu] = [performance.now(), cpuMs()];
    const failed = output.status.filter((status) => status !== 1).length;
    console.log(
      `${workers} workers round ${round}: ${Math.round((1000 * count) / (executed - wall))}/s,`,
      `us a transaction: execute ${micros(executed - wall)} (cpu ${micros(executedCpu - cpu)}),`,
      `changes ${micros(changed - executed)} (cpu ${micros(changedCpu - executedCpu)}),`,
      `publish ${micros(published - changed)} (cpu ${micros(publishedCpu - changedCpu)}),`,
      `${changes.rows.length / 96} rows, ${failed} failed, ${store.stats().reexecutions} repeated`,
    );
  }
  console.log(store.stats());
  await store.close();
}
