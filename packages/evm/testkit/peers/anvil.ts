import { gunzipSync } from 'node:zlib';
import type { AccountState, BlockEnv, Fork, Log, TransactionResult } from '../../src/types.ts';
import { bytes, fixedBytes, hex, quantity, slotKey } from '../spec/hex.ts';
import { type AnvilProcess, RpcError, startAnvil } from './anvilProcess.ts';
import type { SignedTransaction } from './ethereumjs.ts';

/** anvil behind the verbs of our EVM: one transaction a block, and the block it was run in. */
export interface AnvilPeer {
  version: string;
  load(accounts: readonly (readonly [Uint8Array, AccountState])[]): Promise<void>;
  /** Next nonce of an account: anvil queues what comes too early, it does not refuse it. */
  nonce(address: Uint8Array): Promise<bigint>;
  /** Mines a block with this transaction, or an empty one where it is refused. */
  applyTransaction(tx: SignedTransaction): Promise<AnvilOutcome>;
  /** Accounts that differ from anvil's own genesis. */
  accounts(): Promise<[Uint8Array, AccountState][]>;
  stop(): Promise<void>;
}

export interface AnvilOutcome {
  result: TransactionResult;
  env: BlockEnv;
  parentHash: Uint8Array;
}

const BASE_FEE = '0x7';
const CHAIN_ID = 1n;

export async function createAnvilPeer(fork: Fork): Promise<AnvilPeer> {
  const anvil = await startAnvil([
    ...['--hardfork', fork, '--chain-id', String(CHAIN_ID), '--gas-limit', '30000000', '--base-fee', '7'],
    ...['--no-mining', '--auto-impersonate', '--timestamp', '1700000000', '--accounts', '1'],
  ]);
  const hashes = new Map<bigint, Uint8Array>();
  let genesis = new Map<string, string>();
  return {
    version: anvil.version,
    async load(accounts) {
      await anvil.call('anvil_reset');
      genesis = new Map((await dump(anvil)).map(([address, account]) => [hex(address), fingerprint(account)]));
      hashes.clear();
      hashes.set(0n, fixedBytes((await block(anvil, '0x0')).hash, 32));
      await anvil.batch(accounts.flatMap(([address, account]) => loadCalls(hex(address), account)));
    },
    nonce: async (address) => quantity(await anvil.call<string>('eth_getTransactionCount', hex(address), 'latest')),
    applyTransaction: (tx) => apply(anvil, tx, hashes),
    async accounts() {
      const all = await dump(anvil);
      return all.filter(([address, account]) => genesis.get(hex(address)) !== fingerprint(account));
    },
    stop: () => anvil.stop(),
  };
}

function loadCalls(address: string, account: AccountState) {
  return [
    { method: 'anvil_setBalance', params: [address, `0x${account.balance.toString(16)}`] },
    { method: 'anvil_setNonce', params: [address, `0x${account.nonce.toString(16)}`] },
    ...(account.code.length === 0 ? [] : [{ method: 'anvil_setCode', params: [address, hex(account.code)] }]),
    ...[...account.storage].map(([slot, value]) => ({
      method: 'anvil_setStorageAt',
      params: [address, slot, slotKey(value)],
    })),
  ];
}

interface RpcBlock {
  hash: string;
  parentHash: string;
  number: string;
  timestamp: string;
  miner: string;
  gasLimit: string;
  baseFeePerGas: string;
  mixHash: string;
  excessBlobGas: string;
}

interface RpcReceipt {
  status: string;
  gasUsed: string;
  contractAddress: string | null;
  logs: { address: string; topics: string[]; data: string }[];
}

async function apply(
  anvil: AnvilProcess,
  tx: SignedTransaction,
  hashes: Map<bigint, Uint8Array>,
): Promise<AnvilOutcome> {
  let transactionHash: string | undefined;
  let refusal = '';
  await anvil.call('anvil_setNextBlockBaseFeePerGas', BASE_FEE);
  try {
    transactionHash = await anvil.call<string>('eth_sendTransaction', transactionRequest(tx));
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    refusal = error.message;
  }
  await anvil.call('evm_mine');
  const mined = await block(anvil, 'latest');
  hashes.set(quantity(mined.number), fixedBytes(mined.hash, 32));
  const receipt =
    transactionHash === undefined
      ? null
      : await anvil.call<RpcReceipt | null>('eth_getTransactionReceipt', transactionHash);
  const result =
    receipt === null || transactionHash === undefined
      ? await refused(anvil, refusal)
      : await readResult(anvil, transactionHash, receipt);
  return { result, env: environment(mined, hashes), parentHash: fixedBytes(mined.parentHash, 32) };
}

async function refused(anvil: AnvilProcess, error: string): Promise<TransactionResult> {
  await anvil.call('anvil_dropAllTransactions');
  return { status: 'invalid', error, gasUsed: 0n, gasRefunded: 0n, output: new Uint8Array(0), logs: [] };
}

async function readResult(anvil: AnvilProcess, hash: string, receipt: RpcReceipt): Promise<TransactionResult> {
  const trace = await anvil.call<{ output?: string; error?: string }>('debug_traceTransaction', hash, {
    tracer: 'callTracer',
  });
  const failed = trace.error === 'execution reverted' ? 'revert' : 'halt';
  const status = receipt.status === '0x1' ? 'success' : failed;
  const logs: Log[] = receipt.logs.map((log) => ({
    address: fixedBytes(log.address, 20),
    topics: log.topics.map((topic) => fixedBytes(topic, 32)),
    data: bytes(log.data),
  }));
  return {
    status,
    ...(trace.error === undefined ? {} : { error: trace.error }),
    gasUsed: quantity(receipt.gasUsed),
    gasRefunded: 0n,
    output: status === 'halt' ? new Uint8Array(0) : bytes(trace.output ?? '0x'),
    logs,
  };
}

function environment(mined: RpcBlock, hashes: ReadonlyMap<bigint, Uint8Array>): BlockEnv {
  return {
    number: quantity(mined.number),
    timestamp: quantity(mined.timestamp),
    coinbase: fixedBytes(mined.miner, 20),
    gasLimit: quantity(mined.gasLimit),
    baseFee: quantity(mined.baseFeePerGas),
    prevRandao: fixedBytes(mined.mixHash, 32),
    excessBlobGas: quantity(mined.excessBlobGas),
    chainId: CHAIN_ID,
    blockHash: (n) => hashes.get(n) ?? new Uint8Array(32),
  };
}

function block(anvil: AnvilProcess, tag: string): Promise<RpcBlock> {
  return anvil.call<RpcBlock>('eth_getBlockByNumber', tag, false);
}

function transactionRequest(tx: SignedTransaction): Record<string, unknown> {
  const number = (value: bigint) => `0x${value.toString(16)}`;
  return {
    type: number(BigInt(tx.type)),
    from: hex(tx.sender),
    ...(tx.to === undefined ? {} : { to: hex(tx.to) }),
    nonce: number(tx.nonce),
    gas: number(tx.gasLimit),
    value: number(tx.value),
    input: hex(tx.data),
    ...(tx.gasPrice === undefined ? {} : { gasPrice: number(tx.gasPrice) }),
    ...(tx.maxFeePerGas === undefined ? {} : { maxFeePerGas: number(tx.maxFeePerGas) }),
    ...(tx.maxPriorityFeePerGas === undefined ? {} : { maxPriorityFeePerGas: number(tx.maxPriorityFeePerGas) }),
    ...(tx.accessList === undefined
      ? {}
      : { accessList: tx.accessList.map((e) => ({ address: hex(e.address), storageKeys: e.storageKeys.map(hex) })) }),
    ...(tx.authorizationList === undefined ? {} : { authorizationList: authorizations(tx) }),
  };
}

function authorizations(tx: SignedTransaction) {
  const number = (value: bigint) => `0x${value.toString(16)}`;
  return (tx.authorizationList ?? []).map((entry, i) => {
    const signature = tx.authorizationSignatures?.[i] ?? { yParity: 0n, r: 0n, s: 0n };
    return {
      chainId: number(entry.chainId),
      address: hex(entry.address),
      nonce: number(entry.nonce),
      yParity: number(signature.yParity),
      r: number(signature.r),
      s: number(signature.s),
    };
  });
}

interface DumpedAccount {
  nonce: number | string;
  balance: string;
  code: string;
  storage: Record<string, string>;
}

async function dump(anvil: AnvilProcess): Promise<[Uint8Array, AccountState][]> {
  const packed = bytes(await anvil.call<string>('anvil_dumpState'));
  const state = JSON.parse(gunzipSync(packed).toString()) as { accounts: Record<string, DumpedAccount> };
  return Object.entries(state.accounts).map(([address, account]) => {
    const slots = Object.entries(account.storage).map(([slot, value]) => [quantity(slot), quantity(value)] as const);
    const storage = new Map(slots.filter(([, value]) => value !== 0n).map(([slot, value]) => [slotKey(slot), value]));
    return [
      fixedBytes(address, 20),
      { nonce: BigInt(account.nonce), balance: quantity(account.balance), code: bytes(account.code), storage },
    ];
  });
}

function fingerprint(account: AccountState): string {
  return JSON.stringify([
    String(account.nonce),
    String(account.balance),
    hex(account.code),
    [...account.storage].map(([slot, value]) => [slot, String(value)]).sort(),
  ]);
}
