import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Registry } from 'prom-client';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../../testkit/rpcPrograms.ts';
import { startTestRpc, type TestRpc, type TestRpcOptions } from '../../../testkit/rpcServer.ts';
import { until } from '../../../testkit/rpcUntil.ts';
import { RpcError } from '../errors.ts';
import { createAdmission } from './admission.ts';
import { jsonShape } from './jsonShape.ts';
import { createRates } from './rates.ts';

/** A server without options is shared, others end with their test. */
let shared: TestRpc | undefined;
const own: TestRpc[] = [];

async function start(options?: TestRpcOptions): Promise<TestRpc> {
  if (options === undefined) {
    shared ??= await startTestRpc();
    return shared;
  }
  const rpc = await startTestRpc(options);
  own.push(rpc);
  return rpc;
}

async function end(rpc: TestRpc | undefined): Promise<void> {
  await rpc?.stop();
  expect(rpc?.faults ?? []).toEqual([]);
}

afterEach(async () => {
  for (const rpc of own.splice(0)) await end(rpc);
});
afterAll(() => end(shared));

const call = (id: unknown, method = 'eth_chainId', params: unknown[] = []) => ({ jsonrpc: '2.0', id, method, params });
const answers = async (response: Response) => JSON.parse(await response.text());

/** fetch forbids some headers: a request by hand. */
function requestWith(
  url: string,
  headers: Record<string, string>,
  method = 'POST',
): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      },
    );
    request.on('error', reject);
    request.end(method === 'POST' ? JSON.stringify(call(1)) : undefined);
  });
}

describe('JSON-RPC 2.0 over HTTP', () => {
  it('keeps ids of every kind', async () => {
    const { post } = await start();
    for (const id of [1, 0, -7, 1.5, 'text', '', null]) {
      expect(await answers(await post(JSON.stringify(call(id))))).toEqual({ jsonrpc: '2.0', id, result: '0x500' });
    }
  });

  it('answers a batch in its order, and nothing to notifications', async () => {
    const { post } = await start();
    const { id: _, ...notification } = call(0);
    const batch = await answers(await post(JSON.stringify([call(2), notification, call('b', 'eth_blockNumber')])));
    expect(batch).toEqual([
      { jsonrpc: '2.0', id: 2, result: '0x500' },
      { jsonrpc: '2.0', id: 'b', result: '0x0' },
    ]);
    expect(await (await post(JSON.stringify([notification]))).text()).toBe('');
    expect(await (await post(JSON.stringify(notification))).text()).toBe('');
  });

  it.each([
    ['{"jsonrpc":"2.0"', -32700, 'parse error'],
    ['\u00ff', -32700, 'parse error'],
    ['', -32700, 'parse error'],
    ['[]', -32600, 'empty batch'],
    ['1', -32600, 'invalid request'],
    ['{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}', -32600, 'invalid request'],
    ['{"jsonrpc":"2.0","id":{},"method":"eth_chainId"}', -32600, 'invalid request'],
    ['{"jsonrpc":"2.0","id":9007199254740993,"method":"eth_chainId"}', -32600, 'invalid request'],
    ['{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":{}}', -32602, 'non-array args'],
    [
      '{"jsonrpc":"2.0","id":1,"method":"constructor"}',
      -32601,
      'the method constructor does not exist/is not available',
    ],
    ['{"jsonrpc":"2.0","id":1,"method":"__proto__"}', -32601, 'the method __proto__ does not exist/is not available'],
  ])('refuses %s', async (body, code, message) => {
    const { post } = await start();
    expect((await answers(await post(body))).error).toEqual({ code, message });
  });

  it('takes only POST and JSON', async () => {
    const { url, post } = await start();
    expect((await fetch(url)).status).toBe(405);
    expect((await post(JSON.stringify(call(1)), { 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('limits', () => {
  it('bodies, told ahead or not', async () => {
    const { post, url } = await start({ server: { limits: { bodyBytes: 1_000 } } });
    expect((await post(' '.repeat(1_001))).status).toBe(413);
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(' '.repeat(400)));
      },
    });
    const endless = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect((await endless).status).toBe(413);
  });

  it('batches, before they are parsed', async () => {
    const { post } = await start({ server: { limits: { batchCalls: 10 } } });
    const ten = JSON.stringify(Array.from({ length: 10 }, (_, i) => call(i)));
    expect(await answers(await post(ten))).toHaveLength(10);
    const eleven = await answers(await post(`[${'0,'.repeat(10)}0]`));
    expect(eleven.error).toEqual({ code: -32600, message: 'batch too large' });
  });

  it('nesting, before it is parsed', async () => {
    const { post } = await start();
    const bomb = `{"jsonrpc":"2.0","id":1,"method":"eth_call","params":${'['.repeat(1_000_000)}`;
    expect((await answers(await post(bomb))).error).toEqual({ code: -32600, message: 'nested deeper than 32' });
    const objects = `[${'{"a":'.repeat(100)}1${'}'.repeat(100)}]`;
    expect((await answers(await post(objects))).error.message).toBe('nested deeper than 32');
  });

  it('answers, single and batched', async () => {
    const { post } = await start({ server: { limits: { responseBytes: 2_000 } } });
    const block = call(1, 'eth_getBlockByNumber', ['latest', false]);
    expect((await answers(await post(JSON.stringify(block)))).result.number).toBe('0x0');
    const batch = await answers(await post(JSON.stringify(Array.from({ length: 50 }, () => block))));
    expect(batch).toHaveLength(50);
    expect(batch[0].result.number).toBe('0x0');
    expect(batch.at(-1).error).toEqual({ code: -32003, message: 'response too large' });
    const small = await start({ server: { limits: { responseBytes: 500 } } });
    expect((await small.call('eth_getBlockByNumber', 'latest', false)).error?.code).toBe(-32003);
  });

  it('the time of a batch', async () => {
    const { post } = await start({ server: { limits: { batchMs: 0 } } });
    const loop = call(1, 'eth_call', [{ to: `0x${PROGRAMS.endless.address.toHex()}`, gas: '0x989680' }]);
    const batch = await answers(await post(JSON.stringify([loop, loop, loop])));
    expect(batch.at(-1).error).toEqual({ code: -32002, message: 'request timed out' });
  });

  it('rates, by what a call costs, each client for itself', async () => {
    const { call: one } = await start({ server: { limits: { unitsBurst: 30, unitsPerSecond: 1, unitsPerMs: 0 } } });
    for (let i = 0; i < 2; i++)
      expect((await one('eth_call', { to: `0x${PROGRAMS.reader.address.toHex()}` })).error).toBeUndefined();
    expect((await one('debug_traceBlockByNumber', 'latest')).error).toMatchObject({ code: -32005 });
    let nowMs = 0;
    const rates = createRates({ unitsPerSecond: 10, unitsBurst: 5, clients: 2, now: () => nowMs });
    expect(rates.take('a', 5)).toBe(0);
    expect(rates.take('a', 1)).toBe(100);
    expect(rates.take('b', 1)).toBe(0);
    nowMs = 100;
    expect(rates.take('a', 1)).toBe(0);
    expect(rates.take('c', 1)).toBe(0);
    expect(rates.size).toBe(2);
    expect(rates.take('d', 1_000)).toBe(0); // more than the burst: possible with a full bucket
    rates.charge('e', 1_000);
    expect(rates.take('e', 1)).toBe(600); // owes a burst, not a hundred seconds
  });

  it('rates, by the time that its calls took', async () => {
    const { call: one } = await start({
      server: { limits: { unitsBurst: 200, unitsPerSecond: 1, unitsPerMs: 1_000 } },
    });
    expect((await one('eth_call', { to: `0x${PROGRAMS.endless.address.toHex()}` })).error?.message).toBe('out of gas');
    expect((await one('eth_chainId')).error).toMatchObject({
      code: -32005,
      data: { retryAfterMs: expect.any(Number) },
    });
  });

  it('requests at once, among them bodies that never come', async () => {
    const { url, post } = await start({ server: { limits: { concurrentRequests: 2 } } });
    const { port } = new URL(url);
    const slow = [1, 2].map(() => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(
        'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
      );
      return socket;
    });
    await until(async () => (await post(JSON.stringify(call(1)))).status === 503);
    for (const socket of slow) socket.destroy();
    await until(async () => (await post(JSON.stringify(call(1)))).status === 200);
    const admission = createAdmission(1);
    const leave = admission.enter();
    expect(admission.enter()).toBeUndefined();
    leave?.();
    expect(admission.size).toBe(0);
  });

  it('are counted', async () => {
    const metrics = new Registry();
    const { post, call: one } = await start({ server: { metrics, limits: { bodyBytes: 100 } } });
    await post(' '.repeat(101));
    await one('eth_chainId');
    const text = await metrics.metrics();
    expect(text).toContain('lode_rpc_refused_total{reason="body"} 1');
    expect(text).toContain('lode_rpc_requests_total{method="eth_chainId",outcome="ok"} 1');
  });
});

describe('web pages', () => {
  it('that were pointed here by name are refused', async () => {
    const { url } = await start({ server: { hosts: ['ledger.example'] } });
    const { port } = new URL(url);
    const statusOf = async (host: string) => (await requestWith(url, { host })).status;
    expect(await statusOf(`evil.example:${port}`)).toBe(403);
    expect(await statusOf('127.0.0.1.evil.example')).toBe(403);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, '[::1]', 'LEDGER.example']) {
      expect(await statusOf(host)).toBe(200);
    }
  });

  it('of other origins are refused, unless they are named', async () => {
    const { url } = await start({ server: { origins: ['https://console.example'] } });
    expect((await requestWith(url, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await requestWith(url, { origin: 'null' })).status).toBe(403);
    const allowed = await requestWith(url, { origin: 'https://console.example' });
    expect(allowed.status).toBe(200);
    expect(allowed.headers['access-control-allow-origin']).toBe('https://console.example');
    const preflight = await requestWith(url, { origin: 'https://console.example' }, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect((await requestWith(url, {})).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('the shape of a text', () => {
  it.each([
    ['[1,2,3]', 'fits'],
    ['[1,2,3,4]', 'too-many'],
    ['["a,b,c,d,e","\\",,,,"]', 'fits'],
    ['[[[[]]]]', 'fits'],
    ['[[[[[]]]]]', 'too-deep'],
    ['"[[[[[[["', 'fits'],
    ['[{"a":[1,2,3,4,5]}]', 'fits'],
  ])('%s: %s', (text, shape) => {
    expect(jsonShape(new TextEncoder().encode(text), 4, 3)).toBe(shape);
  });

  it('faults carry what geth sends', () => {
    expect(new RpcError('reverted', 'execution reverted', '0x').fault).toEqual({
      code: 3,
      message: 'execution reverted',
      data: '0x',
    });
  });
});

describe('its life', () => {
  it('says which port is taken', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await expect(startTestRpc({ server: { port } })).rejects.toMatchObject({ code: 'RPC_PORT' });
  });

  it('ends with its signal', async () => {
    const stop = new AbortController();
    const { post } = await start({ server: { signal: stop.signal } });
    stop.abort();
    const gone = () =>
      post('[]').then(
        () => false,
        () => true,
      );
    await until(gone);
  });
});
