import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { buildSharedState } from '../scripts/build-core.ts';
import { testBlock } from '../testkit/block.ts';
import { createEvm } from './createEvm.ts';
import { encodeTransactions } from './encode.ts';
import { reasonText } from './errors.ts';
import { readLogs } from './results.ts';
import type { BatchTarget, Evm, EvmOptions, Transaction } from './types.ts';

const address = (n: number) => new Uint8Array(20).fill(n, 19);
const [SENDER, LOGGER, FAILER] = [address(0x11), address(0x22), address(0x33)];
/** Counts in slot 0 and logs the count under one topic, 32 bytes of data. */
const LOG_CODE = Uint8Array.fromHex('5f5460010180 5f55 5f52 6007 6020 5f a1'.replaceAll(' ', ''));

function evmWith(options: Partial<EvmOptions> = {}): Evm {
  const evm = createEvm({ precompiles: () => undefined, ...options });
  const empty = { nonce: 0n, balance: 0n, code: new Uint8Array(), storage: new Map() };
  evm.state.setAccount(SENDER, { ...empty, balance: 10n ** 20n });
  evm.state.setAccount(LOGGER, { ...empty, code: LOG_CODE });
  evm.state.setAccount(FAILER, { ...empty, code: Uint8Array.fromHex('5f5ffd') });
  evm.setBlock(testBlock());
  return evm;
}

const transaction = (nonce: number, to = LOGGER): Transaction => ({
  type: 0,
  sender: SENDER,
  to,
  nonce: BigInt(nonce),
  gasLimit: 100_000n,
  gasPrice: 1n,
  value: 0n,
  data: new Uint8Array(),
});

function targetOf(count: number, memory: (bytes: number) => ArrayBufferLike): BatchTarget & { logs: Uint8Array } {
  const logs = new Uint8Array(memory(count * 128));
  let at = 0;
  return {
    status: new Uint8Array(memory(count)),
    reason: new Uint8Array(memory(count)),
    gasUsed: new BigUint64Array(memory(count * 8)),
    logEnds: new Uint32Array(memory(count * 4)),
    logs,
    takeLogs(records) {
      logs.set(records, at);
      at += records.length;
    },
  };
}

/** A revert, a refusal and logs; the contract becomes hot on the way, so that the batch runs in several rounds. */
const MANY = Array.from({ length: 500 }, (_, i) => transaction(i, i === 3 ? FAILER : LOGGER));
MANY.splice(5, 0, transaction(9));

describe('a batch', () => {
  it('gives packed logs and reasons', () => {
    const batch = evmWith().runTransactions(encodeTransactions(MANY));
    const { bytes, offsets } = batch.rawLogs;
    expect(offsets).toHaveLength(MANY.length + 1);
    expect(offsets.at(-1)).toBe(bytes.length);
    expect([...batch.status.subarray(0, 7)]).toEqual([1, 1, 1, 2, 1, 0, 1]);
    expect(reasonText(batch.reason[3] ?? 0)).toBe('execution reverted');
    expect(reasonText(batch.reason[5] ?? 0)).toBe('nonce too high');
    expect(batch.reason[6]).toBe(0);
    let count = 0n;
    batch.status.forEach((status, i) => {
      const logs = readLogs(bytes.subarray(offsets[i], offsets[i + 1]));
      expect(logs).toEqual(batch.logs(i));
      expect(logs).toHaveLength(status === 1 ? 1 : 0);
      if (status === 1) expect(BigInt(`0x${logs[0]?.data.toHex()}`)).toBe(++count);
    });
  });

  it('runs from shared memory into shared arrays, in as many rounds as compiling needs', () => {
    const evm = evmWith();
    const encoded = encodeTransactions(MANY);
    const shared = new Uint8Array(new SharedArrayBuffer(encoded.length));
    shared.set(encoded);
    const target = targetOf(MANY.length, (bytes) => new SharedArrayBuffer(bytes));
    expect(evm.runInto(shared, target)).toEqual({ executed: MANY.length, fault: undefined });
    expect(evm.stats().compiledContracts).toBe(1);
    const wanted = evmWith().runTransactions(encoded);
    expect([...target.status]).toEqual([...wanted.status]);
    expect([...target.reason]).toEqual([...wanted.reason]);
    expect([...target.gasUsed]).toEqual([...wanted.gasUsed]);
    expect([...target.logEnds]).toEqual([...wanted.rawLogs.offsets.subarray(1)]);
    expect(target.logs.slice(0, wanted.rawLogs.bytes.length)).toEqual(wanted.rawLogs.bytes);
  });

  it('tells a fault of the state as a status, and what came before it', () => {
    let reads = 0;
    const evm = createEvm({
      precompiles: () => undefined,
      backend: () => ({
        codes: new Map(),
        imports: {
          // The third read aborts: the recipient of the second transaction; the first is refused for its sender.
          account: () => (++reads > 2 ? 2 : 0),
          slot: () => 0,
          putAccount: () => 0,
          putSlot: () => 0,
          deleteAccount: () => 0,
          prefetchAccount: () => undefined,
          prefetchSlot: () => undefined,
        },
      }),
    });
    evm.setBlock(testBlock({ baseFee: 0n }));
    const free = [5, 0].map((nonce) => ({ ...transaction(nonce), gasPrice: 0n }));
    const target = targetOf(2, (bytes) => new ArrayBuffer(bytes));
    expect(evm.runInto(encodeTransactions(free), target)).toEqual({ executed: 1, fault: 'aborted' });
    expect(reasonText(target.reason[0] ?? 0)).toBe('nonce too high');
    expect(() => evm.state).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });

  it('refuses arrays that are too short before anything runs', () => {
    const evm = evmWith();
    const target = { ...targetOf(2, (bytes) => new ArrayBuffer(bytes)), reason: new Uint8Array(1) };
    const encoded = encodeTransactions([transaction(0), transaction(1)]);
    expect(() => evm.runInto(encoded, target)).toThrow(expect.objectContaining({ code: 'bad-input' }));
    expect(evm.state.getAccount(SENDER)?.nonce).toBe(0n);
  });
});

/** What a worker of a ledger does: an EVM of its own over the memory that all share. */
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.module).then(({ createEvm }) => {
    const { state, memory, codes, env, encoded, target } = workerData;
    const evm = createEvm({
      precompiles: () => undefined,
      backend: ({ globals }) => ({
        imports: new WebAssembly.Instance(state, { state: globals, env: { memory, abort() {} } }).exports,
        lazyFees: true,
        codes,
      }),
    });
    evm.setBlock({ ...env, blockHash: () => new Uint8Array(32) });
    parentPort.postMessage(evm.runInto(encoded, { ...target, takeLogs: (records) => target.logs.set(records) }));
  });`;

describe('a state in shared memory', { timeout: 60_000 }, () => {
  it('serves EVMs of several threads, and takes their fees', async (context) => {
    const binary = await buildSharedState();
    if (binary === undefined) return context.skip('assemblyscript is not installed');
    const state = new WebAssembly.Module(binary.slice());
    const memory = new WebAssembly.Memory({ initial: 3, maximum: 3, shared: true });
    const codes = new Map<string, Uint8Array>();
    const { blockHash, ...env } = testBlock({ baseFee: 1n });
    const COUNT = 40;
    const THREADS = 2;
    const EMPTY = 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470';
    const put = shared(state, memory);
    const senders = Array.from({ length: THREADS }, (_, i) => address(0x70 + i));
    const loggers = Array.from({ length: THREADS }, (_, i) => address(0x80 + i));
    put(env.coinbase, 7n, EMPTY);
    for (const sender of senders) put(sender, 10n ** 18n, EMPTY);
    const hash = '11'.repeat(32);
    codes.set(hash, LOG_CODE);
    for (const logger of loggers) put(logger, 0n, hash);
    const runs = senders.map(async (sender, i) => {
      const txs = Array.from({ length: COUNT }, (_, n) => ({
        ...transaction(n, loggers[i]),
        sender,
        gasPrice: 3n,
      }));
      const encoded = new Uint8Array(new SharedArrayBuffer(encodeTransactions(txs).length));
      encoded.set(encodeTransactions(txs));
      const { takeLogs, ...target } = targetOf(COUNT, (bytes) => new SharedArrayBuffer(bytes));
      const module = new URL('createEvm.ts', import.meta.url).href;
      const workerData = { module, state, memory, codes, env, encoded, target };
      const worker = new Worker(WORKER, { eval: true, workerData });
      const run = await new Promise((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
      await worker.terminate();
      expect(run).toEqual({ executed: COUNT, fault: undefined });
      expect([...target.status].every((status) => status === 1)).toBe(true);
      const last = target.logs.subarray(target.logEnds[COUNT - 2], target.logEnds[COUNT - 1]);
      expect(BigInt(`0x${readLogs(last.slice())[0]?.data.toHex()}`)).toBe(BigInt(COUNT));
      return target.gasUsed.reduce((sum, gas) => sum + gas, 0n);
    });
    const gas = (await Promise.all(runs)).reduce((sum, one) => sum + one, 0n);
    expect(put(env.coinbase)).toBe(7n + gas * 2n);
    for (const sender of senders) expect(put(sender)).toBeLessThan(10n ** 18n);
  });
});

/** Writes an account's balance and code hash into the shared state, or reads the low 64 bits of its balance. */
function shared(state: WebAssembly.Module, memory: WebAssembly.Memory) {
  const global = () => new WebAssembly.Global({ value: 'i64', mutable: true }, 0n);
  const globals = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`r${i}`, global()]));
  const { exports } = new WebAssembly.Instance(state, { state: globals, env: { memory, abort: () => undefined } });
  const call = (name: string, ...limbs: bigint[]) => (exports[name] as (...limbs: bigint[]) => number)(...limbs);
  return (of: Uint8Array, balance?: bigint, hash?: string): bigint => {
    const limbs = [BigInt(of[19] ?? 0), 0n, 0n];
    if (balance === undefined || hash === undefined) {
      call('account', ...limbs);
      return globals.r1?.value ?? 0n;
    }
    const words = [3, 2, 1, 0].map((i) => BigInt(`0x${hash.slice(i * 16, i * 16 + 16)}`));
    call('putAccount', 0n, ...limbs, 0n, balance, 0n, 0n, 0n, ...words);
    return balance;
  };
}
