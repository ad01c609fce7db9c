import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PROGRAMS } from '../../testkit/rpcPrograms.ts';
import { ACCOUNTS, accountBytes, startTestRpc, type TestRpc, type TestRpcOptions } from '../../testkit/rpcServer.ts';
import { until } from '../../testkit/rpcUntil.ts';
import { createFilters } from './filters.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const { counter, nesting } = PROGRAMS;
const COUNTER = `0x${counter.address.toHex()}`;
const TOPIC = `0x${'aa'.padStart(64, '0')}`;

let rpc: TestRpc | undefined;
const sockets: WebSocket[] = [];

async function start(options?: TestRpcOptions): Promise<TestRpc> {
  rpc = await startTestRpc(options);
  return rpc;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  expect(rpc?.faults ?? []).toEqual([]);
  await rpc?.stop();
  rpc = undefined;
});

type Json = Record<string, unknown>;

/** A connection whose answers and notifications can be awaited. */
async function connect(url: string, options = {}) {
  const socket = new WebSocket(url, options);
  sockets.push(socket);
  const told: Json[] = [];
  const waiting = new Map<unknown, (answer: Json) => void>();
  let nextId = 1;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Json;
    const done = waiting.get(message.id);
    if (message.method === 'eth_subscription') told.push(message.params as Json);
    else done?.(message);
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const call = (method: string, ...params: unknown[]): Promise<Json> =>
    new Promise((resolve) => {
      const id = nextId++;
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  return { socket, told, call, closed: new Promise<number>((resolve) => socket.once('close', resolve)) };
}

describe('subscriptions', () => {
  it('new heads, logs that match, pending transactions; until they are cancelled', async () => {
    const { webSocketUrl, send, ask } = await start();
    const { call, told } = await connect(webSocketUrl);
    const ids: Record<string, unknown> = {};
    const subscribe = async (name: string, ...params: unknown[]) => {
      ids[name] = (await call('eth_subscribe', ...params)).result;
    };
    await subscribe('heads', 'newHeads');
    await subscribe('all', 'logs', {});
    await subscribe('match', 'logs', { address: COUNTER, topics: [[TOPIC]] });
    await subscribe('none', 'logs', { address: COUNTER, topics: [`0x${'bb'.repeat(32)}`] });
    await subscribe('hashes', 'newPendingTransactions');
    await subscribe('full', 'newPendingTransactions', true);
    const hash = await send({ to: nesting.address });
    await until(() => told.length === 7);
    const of = (name: string) =>
      told.filter(({ subscription }) => subscription === ids[name]).map(({ result }) => result);
    const {
      transactions: _,
      uncles: __,
      withdrawals: ___,
      size: ____,
      ...head
    } = (await ask('eth_getBlockByNumber', 'latest', false)) as Json;
    expect(of('heads')).toEqual([head]);
    expect(of('all')).toEqual(await ask('eth_getLogs', {}));
    expect(of('match')).toEqual(await ask('eth_getLogs', { address: COUNTER }));
    expect(of('none')).toEqual([]);
    expect(of('hashes')).toEqual([hash]);
    expect(of('full')).toMatchObject([{ hash, blockHash: null }]);
    expect((await call('eth_unsubscribe', ids.heads)).result).toBe(true);
    expect((await call('eth_unsubscribe', ids.heads)).error).toMatchObject({ message: 'subscription not found' });
    const before = told.length;
    await send({ to: accountBytes(1) });
    await until(() => told.length === before + 2);
    expect(of('heads')).toHaveLength(1);
  });

  it('batches go over WebSocket too', async () => {
    const { webSocketUrl } = await start();
    const { socket } = await connect(webSocketUrl);
    const answer = new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));
    socket.send('[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","id":2,"method":"nope"}]');
    expect(await answer).toMatchObject([
      { id: 1, result: '0x500' },
      { id: 2, error: { code: -32601 } },
    ]);
  });

  it('are bounded, and refuse what they do not know', async () => {
    const { webSocketUrl } = await start({ server: { limits: { subscriptions: 2, subscriptionsTotal: 3 } } });
    const { call } = await connect(webSocketUrl);
    expect((await call('eth_subscribe', 'nothing')).error).toMatchObject({ code: -32601 });
    expect((await call('eth_subscribe', 'logs', { topics: 1 })).error).toMatchObject({ code: -32602 });
    for (let i = 0; i < 2; i++) expect((await call('eth_subscribe', 'newHeads')).error).toBeUndefined();
    expect((await call('eth_subscribe', 'newHeads')).error).toMatchObject({ code: -32005 });
    const other = await connect(webSocketUrl);
    expect((await other.call('eth_subscribe', 'newHeads')).error).toBeUndefined();
    expect((await other.call('eth_subscribe', 'newHeads')).error).toMatchObject({ code: -32005 });
  });

  it('cut off who reads too slowly', async () => {
    const metrics = new Registry();
    const { webSocketUrl, chain } = await start({ server: { metrics, limits: { outgoingBytes: 50_000 } } });
    const { socket, call, closed } = await connect(webSocketUrl);
    await Promise.all(Array.from({ length: 128 }, () => call('eth_subscribe', 'newHeads')));
    socket.pause(); // stops reading: what is sent piles up, in the system's buffers first
    const isCut = async () => (await metrics.metrics()).includes('lode_rpc_refused_total{reason="slow-reader"} 1');
    for (let i = 0; i < 500 && !(await isCut()); i++) await chain.mine();
    expect(await isCut()).toBe(true);
    socket.resume();
    await closed;
  });

  it('cost their client, until it owes too much', async () => {
    const metrics = new Registry();
    const limits = { unitsBurst: 200, unitsPerSecond: 1, unitsPerMs: 0, outgoingBytes: 1e9 };
    const { webSocketUrl, chain } = await start({ server: { metrics, limits } });
    const { call, closed } = await connect(webSocketUrl);
    await Promise.all(Array.from({ length: 128 }, () => call('eth_subscribe', 'newHeads')));
    const isCut = async () => (await metrics.metrics()).includes('lode_rpc_refused_total{reason="rate"} 1');
    for (let i = 0; i < 200 && !(await isCut()); i++) await chain.mine();
    expect(await isCut()).toBe(true);
    await closed;
  });

  it('take neither long messages nor pages of other origins', async () => {
    const { webSocketUrl } = await start({ server: { limits: { bodyBytes: 1_000 } } });
    const { socket, closed } = await connect(webSocketUrl);
    socket.on('error', () => undefined);
    socket.send('x'.repeat(1_001));
    expect(await closed).toBe(1009);
    await expect(connect(webSocketUrl, { origin: 'https://evil.example' })).rejects.toThrow('403');
    await expect(connect(webSocketUrl, { headers: { host: 'evil.example' } })).rejects.toThrow('403');
  });
});

describe('filters', () => {
  it('tell what is new, once', async () => {
    const { ask, send, call } = await start();
    await send({ to: counter.address });
    const logs = await ask('eth_newFilter', { address: COUNTER, fromBlock: '0x0' });
    const blocks = await ask('eth_newBlockFilter');
    const pending = await ask('eth_newPendingTransactionFilter');
    expect(await ask('eth_getFilterChanges', logs)).toEqual([]);
    const hash = await send({ to: counter.address });
    const [found] = (await ask('eth_getFilterChanges', logs)) as Json[];
    expect(found).toMatchObject({ transactionHash: hash, blockNumber: '0x2' });
    expect(await ask('eth_getFilterChanges', logs)).toEqual([]);
    expect(await ask('eth_getFilterLogs', logs)).toHaveLength(2);
    expect(await ask('eth_getFilterChanges', blocks)).toEqual([found?.blockHash]);
    expect(await ask('eth_getFilterChanges', pending)).toEqual([hash]);
    expect(await ask('eth_getFilterChanges', pending)).toEqual([]);
    expect((await call('eth_getFilterLogs', blocks)).error?.message).toBe('filter not found');
    expect(await ask('eth_uninstallFilter', logs)).toBe(true);
    expect(await ask('eth_uninstallFilter', logs)).toBe(false);
    expect((await call('eth_getFilterChanges', logs)).error?.message).toBe('filter not found');
  });

  it('are bounded in number, age and size', async () => {
    const { chain, send } = await start();
    let nowMs = 0;
    const limits = { ...DEFAULT_LIMITS, filters: 3, filtersPerClient: 2, filterHashes: 2, filterIdleMs: 100 };
    const filters = createFilters({ chain, limits, now: () => nowMs });
    const pending = filters.newPending('a');
    filters.newBlocks('a');
    expect(() => filters.newBlocks('a')).toThrow('too many filters');
    filters.newBlocks('b');
    expect(() => filters.newBlocks('c')).toThrow('too many filters');
    const hashes = [];
    for (let i = 0; i < 3; i++) hashes.push(await send({ to: accountBytes(1) }));
    expect(filters.changes(pending)).toEqual(hashes.slice(1));
    nowMs = 101;
    expect(() => filters.changes(pending)).toThrow('filter not found');
    filters.newBlocks('c');
    expect(filters.size).toBe(1);
    filters.close();
  });

  it('of many logs go on where they stopped', async () => {
    const { ask, send } = await start({ server: { limits: { logResults: 3 } } });
    const filter = await ask('eth_newFilter', {});
    for (let i = 0; i < 5; i++) await send({ to: counter.address });
    const numbers: unknown[] = [];
    for (;;) {
      const some = (await ask('eth_getFilterChanges', filter)) as Json[];
      if (some.length === 0) break;
      numbers.push(...some.map(({ blockNumber }) => blockNumber));
    }
    expect(numbers).toEqual(['0x1', '0x2', '0x3', '0x4', '0x5']);
  });
});

describe('eth_getLogs', () => {
  it('is bounded in blocks, results and topics, and says what is pruned', async () => {
    const { call, ask, chain, send } = await start({
      chain: { keep: 6 },
      server: { limits: { logBlocks: 4, logResults: 2, logTopics: 2 } },
    });
    for (let i = 0; i < 3; i++) await send({ to: counter.address });
    const refusal = async (query: object) => (await call('eth_getLogs', query)).error;
    expect(await refusal({ fromBlock: '0x0' })).toMatchObject({
      code: -32005,
      message: 'query returned more than 2 results',
    });
    expect(await ask('eth_getLogs', { fromBlock: '0x2' })).toHaveLength(2);
    for (let i = 0; i < 5; i++) await chain.mine();
    expect(await refusal({ fromBlock: '0x4', toBlock: '0x8' })).toMatchObject({
      code: -32005,
      message: 'exceed maximum block range: 4',
    });
    expect(await refusal({ fromBlock: '0x1', toBlock: '0x2' })).toMatchObject({
      code: 4444,
      message: 'pruned history unavailable: block 1 is gone, blocks from 3 on are kept',
    });
    expect(await refusal({ address: [COUNTER, COUNTER, COUNTER] })).toMatchObject({
      code: -32602,
      message: 'exceed max addresses',
    });
    expect(await refusal({ topics: [[TOPIC, TOPIC, TOPIC]] })).toMatchObject({
      code: -32602,
      message: 'exceed max topics',
    });
    expect(await ask('eth_getLogs', { fromBlock: 'earliest', toBlock: '0x4', address: [], topics: [[]] })).toHaveLength(
      1,
    );
    const hash = ((await ask('eth_getBlockByNumber', '0x3', false)) as Json).hash;
    expect(await ask('eth_getLogs', { blockHash: hash, topics: [[TOPIC, `0x${'00'.repeat(32)}`]] })).toHaveLength(1);
    expect((await call('eth_getBlockByNumber', '0x1', false)).error?.code).toBe(4444);
  });
});

describe('sending', () => {
  it('waits for the receipt where asked', async () => {
    const { chain, ask, call, send } = await start();
    const raw = String(await ask('eth_getRawTransactionByHash', await send({ to: accountBytes(1) })));
    expect((await call('eth_sendRawTransactionSync', raw)).error).toMatchObject({ code: -32000 });
    chain.setAutomine(false);
    const hash = await send({ to: counter.address });
    const pooled = String(await ask('eth_getRawTransactionByHash', hash));
    expect((await call('eth_sendRawTransactionSync', pooled, '0x1')).error).toMatchObject({ message: 'already known' });
    const [, account] = ACCOUNTS;
    const fields = { chainId: 1280, nonce: 0, gas: 21_000n, gasPrice: 10n ** 9n } as const;
    const late = await account?.signTransaction({ ...fields, to: account.address });
    const { error } = await call('eth_sendRawTransactionSync', late, '0x1');
    expect(error).toMatchObject({ code: 4, data: expect.stringMatching(/^0x[0-9a-f]{64}$/) });
  });

  it('in bulk answers for each', async () => {
    const { ask, call, send } = await start();
    const raw = await ask('eth_getRawTransactionByHash', await send({ to: accountBytes(1) }));
    expect(await ask('lode_sendRawTransactions', ['0x02', raw])).toMatchObject([
      { code: -32000, reason: 'malformed' },
      { code: -32000, reason: 'nonce-too-low' },
    ]);
    expect((await call('lode_sendRawTransactions', ['0x', 'no'])).error?.code).toBe(-32602);
  });
});
