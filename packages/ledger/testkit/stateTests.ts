import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RLP } from '@ethereumjs/rlp';
import { encodeTransactions, type Fork, readLogs, type Transaction } from '@lode/evm';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeAccountRow, encodeSlotRow, joinRows } from '../src/rows.ts';
import type { BlockExecution, StateStore } from '../src/seams.ts';
import { packOf } from './blocks.ts';
import { createMptRoots } from './mptRoots.ts';

/** The GeneralStateTest format of ethereum/tests, as far as this runner reads it. */
interface StateTest {
  env: Record<string, string>;
  pre: Record<string, TestAccount>;
  transaction: TestTransaction;
  post: Record<string, TestPost[]>;
}

interface TestAccount {
  nonce: string;
  balance: string;
  code: string;
  storage: Record<string, string>;
}

interface TestTransaction {
  data: string[];
  gasLimit: string[];
  value: string[];
  nonce: string;
  to?: string | null;
  sender?: string;
  secretKey?: string;
  gasPrice?: string;
  maxFeePerGas?: string;
  maxPriorityFeePerGas?: string;
  accessLists?: ({ address: string; storageKeys: string[] }[] | null)[];
  maxFeePerBlobGas?: string;
  blobVersionedHashes?: string[];
  authorizationList?: unknown[];
}

interface TestPost {
  hash: string;
  logs: string;
  indexes: { data: number; gas: number; value: number };
  expectException?: string;
}

export interface StateCase {
  id: string;
  test: StateTest;
  post: TestPost;
}

/** Beside a checkout, where this project's conformance data lies when it is present. */
export const DEFAULT_STATE_TESTS = join(import.meta.dirname, '../../../../shared/vectors/state-tests');

export function stateTestFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Cases of a fork (its name in the files, as Cancun). */
export function* stateCases(text: string, forkName: string): Iterable<StateCase> {
  for (const [name, test] of Object.entries(JSON.parse(text) as Record<string, StateTest>)) {
    for (const post of test.post?.[forkName] ?? []) {
      const { data, gas, value } = post.indexes;
      yield { id: `${name} ${forkName} d${data}g${gas}v${value}`, test, post };
    }
  }
}

export const FORK_NAMES: Readonly<Record<string, Fork>> = { Cancun: 'cancun', Prague: 'prague', Osaka: 'osaka' };

/** Quantities are hex, decimal, or `0x:bigint 0x…` for what does not fit its field. */
function quantity(text: string | undefined): bigint {
  if (text === undefined || text === '' || text === '0x') return 0n;
  return BigInt(text.startsWith('0x:bigint ') ? text.slice('0x:bigint '.length) : text);
}

function bytes(text: string): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  return Uint8Array.fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
}

function fixed(text: string, length: number): Uint8Array {
  return Uint8Array.fromHex((text.startsWith('0x') ? text.slice(2) : text).padStart(2 * length, '0'));
}

function preState(pre: StateTest['pre']): { rows: Uint8Array; codes: Map<string, Uint8Array> } {
  const rows: Uint8Array[] = [];
  const codes = new Map<string, Uint8Array>();
  for (const [name, account] of Object.entries(pre)) {
    const address = fixed(name, 20);
    const code = bytes(account.code === '' ? '0x' : account.code);
    const codeHash = keccak_256(code);
    if (code.length > 0) codes.set(codeHash.toHex(), code);
    rows.push(
      encodeAccountRow(address, { nonce: quantity(account.nonce), balance: quantity(account.balance), codeHash }),
    );
    for (const [key, text] of Object.entries(account.storage)) {
      const value = quantity(text);
      if (value !== 0n) rows.push(encodeSlotRow(address, quantity(key), value));
    }
  }
  return { rows: joinRows(rows), codes };
}

function transactionOf(test: TestTransaction, { indexes }: TestPost): Transaction {
  const to = test.to === undefined || test.to === null || test.to === '' || test.to === '0x' ? undefined : test.to;
  const list = test.accessLists?.[indexes.data];
  const optional = (name: 'gasPrice' | 'maxFeePerGas' | 'maxPriorityFeePerGas' | 'maxFeePerBlobGas') =>
    test[name] === undefined ? {} : { [name]: quantity(test[name]) };
  return {
    type: typeOf(test, list),
    sender: test.sender === undefined ? addressOfKey(fixed(test.secretKey ?? '0x1', 32)) : fixed(test.sender, 20),
    ...(to === undefined ? {} : { to: fixed(to, 20) }),
    nonce: quantity(test.nonce),
    gasLimit: quantity(test.gasLimit[indexes.gas]),
    value: quantity(test.value[indexes.value]),
    data: bytes(test.data[indexes.data] ?? '0x'),
    ...optional('gasPrice'),
    ...optional('maxFeePerGas'),
    ...optional('maxPriorityFeePerGas'),
    ...optional('maxFeePerBlobGas'),
    ...(list === undefined || list === null
      ? {}
      : {
          accessList: list.map(({ address, storageKeys }) => ({
            address: fixed(address, 20),
            storageKeys: storageKeys.map((key) => fixed(key, 32)),
          })),
        }),
    ...(test.blobVersionedHashes === undefined
      ? {}
      : { blobVersionedHashes: test.blobVersionedHashes.map((hash) => fixed(hash, 32)) }),
  };
}

function typeOf(test: TestTransaction, list: unknown): Transaction['type'] {
  if (test.maxFeePerBlobGas !== undefined || test.blobVersionedHashes !== undefined) return 3;
  if (test.maxFeePerGas !== undefined) return 2;
  return list === undefined || list === null ? 0 : 1;
}

function addressOfKey(key: Uint8Array): Uint8Array {
  return keccak_256(secp256k1.getPublicKey(key, false).subarray(1)).slice(12);
}

/** Undefined where a number does not fit its field: no decoder lets such a transaction through. */
function encode(tx: Transaction): Uint8Array | undefined {
  try {
    return encodeTransactions([tx]);
  } catch {
    return undefined;
  }
}

function blockOf(test: StateTest, encoded: Uint8Array): BlockExecution {
  const { env } = test;
  const number = quantity(env.currentNumber);
  const before = number > 256n ? 256 : Number(number);
  return {
    env: {
      number,
      timestamp: quantity(env.currentTimestamp),
      coinbase: fixed(env.currentCoinbase ?? '', 20),
      gasLimit: quantity(env.currentGasLimit),
      baseFee: quantity(env.currentBaseFee),
      prevRandao: fixed(env.currentRandom ?? env.currentDifficulty ?? '0x0', 32),
      excessBlobGas: quantity(env.currentExcessBlobGas),
      chainId: 1n,
    },
    // The suites define the hash of block n as keccak of its decimal digits.
    blockHashes: Array.from({ length: before }, (_, i) =>
      keccak_256(new TextEncoder().encode((number - 1n - BigInt(i)).toString())),
    ),
    systemCalls: [],
    transactions: packOf([encoded]),
  };
}

/** Takes away what a case before has left. */
export function clearStore(store: StateStore): void {
  const zero = [...store.rows()].map((row) => row.fill(0, row[0] === 1 ? 24 : 56).fill(0, 1, 2));
  store.load(joinRows(zero), new Map());
}

async function rootOf(rows: Uint8Array): Promise<string> {
  const roots = await createMptRoots();
  return `0x${(await roots.apply(0n, { rows, codes: new Map() })).toHex()}`;
}

function logsHash(records: Uint8Array): string {
  const logs = readLogs(records).map(({ address, topics, data }) => [address, topics, data]);
  return `0x${keccak_256(RLP.encode(logs)).toHex()}`;
}

/** Runs a case as a block of one transaction. Returns what is wrong. */
export async function runStateCase(store: StateStore, { test, post }: StateCase): Promise<string | undefined> {
  if (test.transaction.authorizationList !== undefined) return 'authorizations are not read by this runner';
  const isRefused = post.expectException !== undefined;
  const encoded = encode(transactionOf(test.transaction, post));
  if (encoded === undefined) return isRefused ? undefined : 'the transaction is not encodable';
  clearStore(store);
  const { rows, codes } = preState(test.pre);
  store.load(rows, codes);
  const output = await store.execute(blockOf(test, encoded));
  if (isRefused) {
    if (output.status[0] !== 0) return `expected to be refused (${post.expectException})`;
    return store.changes().rows.length === 0 ? undefined : 'a refused transaction changed the state';
  }
  if (output.status[0] === 0) return `a valid transaction was refused (reason ${output.reason?.[0]})`;
  store.publish();
  const root = await rootOf(joinRows([...store.rows()]));
  if (root !== post.hash) return `state root: expected ${post.hash}, got ${root}, gas used ${output.gasUsed[0]}`;
  const logs = logsHash(output.logs.bytes);
  return logs === post.logs ? undefined : `logs hash: expected ${post.logs}, got ${logs}`;
}
