import { gunzipSync, gzipSync } from 'node:zlib';
import { createBlock } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { Caches, MerkleStateManager } from '@ethereumjs/statemanager';
import { createTx } from '@ethereumjs/tx';
import { Account, Address, KECCAK256_NULL, KECCAK256_RLP } from '@ethereumjs/util';
import { createVM, runTx, type VM } from '@ethereumjs/vm';
import type { AccountState } from '@lode/evm';
import { packedItem } from '@lode/ledger';
import { type Anvil, startAnvil } from './anvil.ts';
import { CHAIN_ID, GENESIS_SECONDS } from './deployer.ts';
import { MAX_FEE } from './envelopes.ts';
import { accountsOf } from './execute.ts';
import { createMeter } from './meter.ts';
import type { Outcome, Scenario } from './scenario.ts';
import { batchOf, type Workload } from './workload.ts';
import { makeWorkload } from './worlds.ts';

/** Enough for a stable rate at some hundred transactions a second. */
const VM_TRANSACTIONS = 600;
const VM_WARM_UP = 300;
const ANVIL_TRANSACTIONS = 4_000;
const ANVIL_PER_REQUEST = 500;
const COINBASE = new Uint8Array(20).fill(0xcb);

/** `vm.runTx` on Merkle tries with caches; senders known, no blocks. */
export async function runEthereumJs(scenario: Scenario): Promise<Outcome> {
  const { accounts } = scenario;
  const workload = await makeWorkload(scenario.workload, { accounts, signed: false });
  const common = new Common({ chain: { ...Mainnet, chainId: CHAIN_ID }, hardfork: Hardfork.Prague });
  const vm = await vmWith(workload, common);
  const header = {
    number: 1n,
    timestamp: BigInt(GENESIS_SECONDS + 60),
    coinbase: new Address(COINBASE),
    gasLimit: 10n ** 12n,
    baseFeePerGas: 7n,
  };
  const block = createBlock({ header }, { common, skipConsensusFormatValidation: true });
  const meter = createMeter();
  for (let i = 0; i < VM_TRANSACTIONS; i++) {
    const { sender, nonce, to, value, data, gas } = workload.call(i);
    const fields = { type: 2, nonce, to: new Address(to), value, data: data.slice(), gasLimit: gas };
    const fees = { maxFeePerGas: MAX_FEE, maxPriorityFeePerGas: 0 };
    const tx = createTx({ ...fields, ...fees, chainId: CHAIN_ID }, { common, freeze: false });
    const from = new Address(workload.actors.address(sender));
    tx.getSenderAddress = () => from;
    if (i >= VM_WARM_UP) meter.start();
    const { execResult } = await runTx(vm, { tx, block, skipHardForkValidation: true });
    if (i >= VM_WARM_UP) meter.stop(1);
    if (execResult.exceptionError !== undefined) throw new Error(execResult.exceptionError.error);
  }
  return { measured: meter.total, name: workload.name, rates: {} };
}

async function vmWith(workload: Workload, common: Common): Promise<VM> {
  const stateManager = new MerkleStateManager({ common, caches: new Caches() });
  const vm = await createVM({ common, stateManager });
  await stateManager.checkpoint();
  for (const [hex, { nonce, balance, code, storage }] of accountsOf(workload)) {
    const address = new Address(Uint8Array.fromHex(hex));
    await stateManager.putAccount(address, new Account(nonce, balance, KECCAK256_RLP, KECCAK256_NULL));
    if (code.length > 0) await stateManager.putCode(address, code);
    for (const [key, value] of storage) {
      const digits = value.toString(16);
      const trimmed = Uint8Array.fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
      await stateManager.putStorage(address, Uint8Array.fromHex(key.slice(2)), trimmed);
    }
  }
  await stateManager.commit();
  await stateManager.flush();
  return vm;
}

/** anvil: sending signed transactions (it recovers senders), then one block of all of them. In memory, no disk. */
export async function runAnvil(scenario: Scenario): Promise<Outcome> {
  const { accounts } = scenario;
  const workload = await makeWorkload(scenario.workload, { accounts, signed: true });
  const count = Math.min(ANVIL_TRANSACTIONS, accounts);
  const anvil = await startAnvil([
    ...['--hardfork', 'prague', '--chain-id', String(CHAIN_ID), '--gas-limit', '1000000000000', '--base-fee', '7'],
    ...['--no-mining', '--accounts', '1', '--order', 'fifo', '--no-request-size-limit'],
    ...['--timestamp', String(GENESIS_SECONDS + 1)],
  ]);
  try {
    await loadAccounts(anvil, accountsOf(workload));
    const { raw } = batchOf(workload, 0, count);
    const [sendStart, sendCpu] = [performance.now(), anvil.cpuMs()];
    for (let at = 0; at < count; at += ANVIL_PER_REQUEST) {
      const some = Array.from({ length: Math.min(ANVIL_PER_REQUEST, count - at) }, (_, i) => ({
        method: 'eth_sendRawTransaction',
        params: [`0x${packedItem(raw, at + i).toHex()}`],
      }));
      await anvil.batch(some);
    }
    const [sent, sentCpu] = [performance.now(), anvil.cpuMs()];
    await anvil.call('evm_mine');
    const measured = { transactions: count, wallMs: performance.now() - sent, cpuMs: anvil.cpuMs() - sentCpu };
    await checkMined(anvil, count);
    const sending = (1000 * count) / (sent - sendStart);
    const sendingPerCore = (1000 * count) / (sentCpu - sendCpu);
    return { measured, name: workload.name, rates: { sending, sendingPerCore } };
  } finally {
    await anvil.stop();
  }
}

async function checkMined(anvil: Anvil, count: number): Promise<void> {
  const { transactions } = await anvil.call<{ transactions: string[] }>('eth_getBlockByNumber', 'latest', false);
  if (transactions.length !== count) throw new Error(`anvil mined ${transactions.length} of ${count} transactions`);
  const receipts = await anvil.call<{ status: string }[]>('eth_getBlockReceipts', 'latest');
  if (receipts.some(({ status }) => status !== '0x1')) throw new Error('a transaction failed on anvil');
}

interface Dump {
  accounts: Record<string, { nonce: number; balance: string; code: string; storage: Record<string, string> }>;
}

/** A whole state in one request, by addresses in hex: setting slots one by one would take minutes. */
export async function loadAccounts(anvil: Anvil, accounts: Iterable<[string, AccountState]>): Promise<void> {
  const packed = await anvil.call<string>('anvil_dumpState');
  const dump = JSON.parse(gunzipSync(Uint8Array.fromHex(packed.slice(2))).toString()) as Dump;
  const word = (value: bigint) => `0x${value.toString(16).padStart(64, '0')}`;
  for (const [address, { nonce, balance, code, storage }] of accounts) {
    dump.accounts[`0x${address}`] = {
      nonce: Number(nonce),
      balance: `0x${balance.toString(16)}`,
      code: `0x${code.toHex()}`,
      storage: Object.fromEntries([...storage].map(([key, value]) => [key, word(value)])),
    };
  }
  const state = new Uint8Array(gzipSync(JSON.stringify(dump), { level: 1 }));
  if (!(await anvil.call<boolean>('anvil_loadState', `0x${state.toHex()}`))) throw new Error('anvil took no state');
}
