import { createBlock } from '@ethereumjs/block';
import { Caches, MerkleStateManager } from '@ethereumjs/statemanager';
import { createTx } from '@ethereumjs/tx';
import { Account, Address, KECCAK256_NULL, KECCAK256_RLP } from '@ethereumjs/util';
import { createVM, runTx, type VM } from '@ethereumjs/vm';
import type { AccountState, Transaction } from '../../src/types.ts';
import { createCommon } from '../../testkit/peers/ethereumjs.ts';
import { fixedBytes, hex } from '../../testkit/spec/hex.ts';
import type { Clock } from './clock.ts';
import { type OwnCheck, percentile, perSecond } from './own.ts';
import type { Workload } from './workloads.ts';
import { type Accounts, BENCH_FORK, benchEnv, CALLER, LOOPS } from './world.ts';

/** Enough for a stable rate at some hundred transactions a second, within seconds. */
const TRANSACTIONS = 600;
const WARM_UP = 300;

const common = createCommon(BENCH_FORK, 1n);
const block = createBlock(
  {
    header: {
      number: benchEnv.number,
      timestamp: benchEnv.timestamp,
      coinbase: new Address(benchEnv.coinbase),
      gasLimit: benchEnv.gasLimit,
      baseFeePerGas: benchEnv.baseFee,
      mixHash: benchEnv.prevRandao,
    },
  },
  { common, skipConsensusFormatValidation: true },
);

export interface PeerRun {
  perSecond: number;
  /** Latency of single transactions. */
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  check: OwnCheck;
  count: number;
}

/** `vm.runTx` on Merkle tries with caches, the library's own default for a node. */
export async function measureEthereumJs(workload: Workload, clock: Clock): Promise<PeerRun | undefined> {
  const { transactions } = workload;
  if (transactions === undefined) return undefined;
  const count = Math.min(TRANSACTIONS, workload.senders);
  const warmUp = Math.min(WARM_UP, Math.floor(count / 2));
  const vm = await machine(workload.accounts(count));
  const prepared = transactions(count, 0).map(prepare);
  const times: number[] = [];
  let gasUsed = 0n;
  let warmFrom = 0;
  for (const [i, tx] of prepared.entries()) {
    const start = clock.now();
    if (i === warmUp) warmFrom = start;
    const result = await runTx(vm, { tx, block, skipHardForkValidation: true });
    times.push(clock.now() - start);
    if (result.execResult.exceptionError !== undefined) {
      throw new Error(`@ethereumjs/vm, ${workload.name}: ${result.execResult.exceptionError.error}`);
    }
    gasUsed += result.totalGasSpent;
  }
  const milliseconds = clock.now() - warmFrom;
  const warm = times.slice(warmUp);
  const root = hex(await vm.stateManager.getStateRoot());
  return {
    perSecond: perSecond(count - warmUp, milliseconds),
    p50Ms: percentile(warm, 0.5),
    p95Ms: percentile(warm, 0.95),
    p99Ms: percentile(warm, 0.99),
    check: { gasUsed, root },
    count,
  };
}

export interface PeerLoop {
  perSecond: number;
  output: string;
  count: number;
}

/** The loop contract through `evm.runCall`, with as many operations as a second or two allow. */
export async function measureEthereumJsLoop(workload: Workload, clock: Clock): Promise<PeerLoop | undefined> {
  if (workload.loop === undefined) return undefined;
  const count = Math.max(2, Math.floor(workload.loopCount / 50));
  const vm = await machine(workload.accounts(0));
  await vm.evm.journal.checkpoint(); // `eth_call` discards what it wrote; so does this
  const start = clock.now();
  const { execResult } = await vm.evm.runCall({
    caller: new Address(CALLER),
    to: new Address(LOOPS),
    data: workload.loop(count),
    gasLimit: 900_000_000_000n,
    block,
  });
  const milliseconds = clock.now() - start;
  await vm.evm.journal.revert();
  if (execResult.exceptionError !== undefined) {
    throw new Error(`@ethereumjs/evm, ${workload.name}: ${execResult.exceptionError.error}`);
  }
  return { perSecond: perSecond(count, milliseconds), output: execResult.returnValue.toHex(), count };
}

function prepare(tx: Transaction) {
  const { nonce, gasLimit, value, data } = tx;
  const fields = { type: 0, nonce, gasLimit, value, data, gasPrice: tx.gasPrice ?? 0n };
  const to = tx.to === undefined ? {} : { to: new Address(tx.to) };
  const prepared = createTx({ ...fields, ...to }, { common, freeze: false });
  const sender = new Address(tx.sender);
  prepared.getSenderAddress = () => sender;
  return prepared;
}

async function machine(accounts: Accounts): Promise<VM> {
  const stateManager = new MerkleStateManager({ common, caches: new Caches() });
  const vm = await createVM({ common, stateManager });
  await stateManager.checkpoint();
  for (const [address, account] of accounts) await putAccount(stateManager, address, account);
  await stateManager.commit();
  await stateManager.flush();
  return vm;
}

async function putAccount(state: MerkleStateManager, bytes: Uint8Array, account: AccountState): Promise<void> {
  const address = new Address(bytes);
  await state.putAccount(address, new Account(account.nonce, account.balance, KECCAK256_RLP, KECCAK256_NULL));
  if (account.code.length > 0) await state.putCode(address, account.code);
  for (const [slot, value] of account.storage) {
    const digits = value.toString(16);
    const trimmed = Uint8Array.fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
    await state.putStorage(address, fixedBytes(slot, 32), trimmed);
  }
}
