import { gunzipSync, gzipSync } from 'node:zlib';
import type { Transaction } from '../../src/types.ts';
import { type AnvilProcess, startAnvil } from '../../testkit/peers/anvilProcess.ts';
import { bytes, hex, quantity, slotKey } from '../../testkit/spec/hex.ts';
import type { Clock } from './clock.ts';
import { perSecond } from './own.ts';
import type { Workload } from './workloads.ts';
import { type Accounts, BENCH_FORK, BLOCK_GAS, benchEnv, CALLER, LOOPS } from './world.ts';

/** Transactions in the one block whose mining is timed. */
const MINED = 4_000;
const LOOP_REPEATS = 5;
const SEND_BATCH = 500;

export interface AnvilMine {
  perSecond: number;
  count: number;
  gasUsed: bigint;
  timestamp: bigint;
  /** Balance of an account by address, for the comparison of results. */
  balances: Map<string, bigint>;
}

export interface AnvilLoop {
  perSecond: number;
  output: string;
  count: number;
}

export async function startBenchAnvil(): Promise<AnvilProcess> {
  return startAnvil([
    ...['--hardfork', BENCH_FORK, '--chain-id', '1', '--gas-limit', String(BLOCK_GAS), '--base-fee', '7'],
    ...['--no-mining', '--auto-impersonate', '--accounts', '1', '--order', 'fifo', '--no-request-size-limit'],
    // Calls and blocks at our time: Uniswap's oracle does more work where time has passed.
    ...['--timestamp', String(benchEnv.timestamp)],
  ]);
}

/** One `eth_call` that loops the operation: revm's speed without any work per transaction. */
export async function measureAnvilLoop(
  anvil: AnvilProcess,
  workload: Workload,
  clock: Clock,
): Promise<AnvilLoop | undefined> {
  if (workload.loop === undefined) return undefined;
  await load(anvil, workload.accounts(0));
  const request = {
    from: hex(CALLER),
    to: hex(LOOPS),
    gas: '0xd18c2e2800', // 900 · 10^9
    input: hex(workload.loop(workload.loopCount)),
  };
  let output = '';
  let milliseconds = 0;
  for (let i = 0; i <= LOOP_REPEATS; i++) {
    const start = clock.nowOf(anvil.pid);
    output = await anvil.call<string>('eth_call', request, 'latest');
    if (i > 0) milliseconds += clock.nowOf(anvil.pid) - start; // the first one reads the state for the first time
  }
  return {
    perSecond: perSecond(LOOP_REPEATS * workload.loopCount, milliseconds),
    output: output.slice(2),
    count: workload.loopCount,
  };
}

/** `evm_mine` over a full pool. Sending is not timed; signatures are none (the senders are impersonated). */
export async function measureAnvilMine(
  anvil: AnvilProcess,
  workload: Workload,
  clock: Clock,
): Promise<AnvilMine | undefined> {
  const { transactions } = workload;
  if (transactions === undefined) return undefined;
  const count = Math.min(MINED, workload.senders);
  await load(anvil, workload.accounts(count));
  const list = transactions(count, 0);
  for (let at = 0; at < list.length; at += SEND_BATCH) {
    await anvil.batch(
      list.slice(at, at + SEND_BATCH).map((tx) => ({ method: 'eth_sendTransaction', params: [request(tx)] })),
    );
  }
  await anvil.call('anvil_setNextBlockBaseFeePerGas', '0x7');
  await anvil.call('evm_setNextBlockTimestamp', `0x${benchEnv.timestamp.toString(16)}`);
  const start = clock.nowOf(anvil.pid);
  await anvil.call('evm_mine');
  const milliseconds = clock.nowOf(anvil.pid) - start;
  const mined = await anvil.call<{ gasUsed: string; timestamp: string; transactions: string[] }>(
    'eth_getBlockByNumber',
    'latest',
    false,
  );
  if (mined.transactions.length !== count) {
    throw new Error(`anvil mined ${mined.transactions.length} of ${count} transactions of ${workload.name}`);
  }
  const sampled = sample(list);
  const balances = await anvil.batch(
    sampled.map((address) => ({ method: 'eth_getBalance', params: [hex(address), 'latest'] })),
  );
  return {
    perSecond: perSecond(count, milliseconds),
    count,
    gasUsed: quantity(mined.gasUsed),
    timestamp: quantity(mined.timestamp),
    balances: new Map(sampled.map((address, i) => [hex(address), quantity(String(balances[i]))])),
  };
}

/** Senders whose balances stand for the block's outcome: what each paid depends on status, gas and value. */
function sample(list: readonly Transaction[]): Uint8Array[] {
  const stride = Math.max(1, Math.floor(list.length / 50));
  return list.filter((_, i) => i % stride === 0).map((tx) => tx.sender);
}

function request(tx: Transaction) {
  const number = (value: bigint) => `0x${value.toString(16)}`;
  return {
    from: hex(tx.sender),
    ...(tx.to === undefined ? {} : { to: hex(tx.to) }),
    nonce: number(tx.nonce),
    gas: number(tx.gasLimit),
    value: number(tx.value),
    input: hex(tx.data),
    gasPrice: number(tx.gasPrice ?? 0n),
  };
}

interface Dump {
  accounts: Record<string, { nonce: number; balance: string; code: string; storage: Record<string, string> }>;
}

/** Puts a whole state in one request: setting a hundred thousand slots one by one would take minutes. */
async function load(anvil: AnvilProcess, accounts: Accounts): Promise<void> {
  await anvil.call('anvil_reset');
  const dump = JSON.parse(gunzipSync(bytes(await anvil.call<string>('anvil_dumpState'))).toString()) as Dump;
  for (const [address, account] of accounts) {
    dump.accounts[hex(address)] = {
      nonce: Number(account.nonce),
      balance: `0x${account.balance.toString(16)}`,
      code: hex(account.code),
      storage: Object.fromEntries([...account.storage].map(([slot, value]) => [slot, slotKey(value)])),
    };
  }
  const loaded = await anvil.call<boolean>('anvil_loadState', hex(gzipSync(JSON.stringify(dump), { level: 1 })));
  if (!loaded) throw new Error('anvil did not load the state');
  await anvil.call('anvil_setNextBlockBaseFeePerGas', '0x7');
}
