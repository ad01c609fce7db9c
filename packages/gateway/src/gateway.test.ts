import { request as httpRequest } from 'node:http';
import type { Buyer, JobStatus } from '@lode/market';
import { testJob } from '@lode/market/testkit';
import { encode, jobSchema, LodeError, type NodeInfo } from '@lode/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createGateway,
  type Gateway,
  type GatewayComponents,
  type GatewayOptions,
  JOB_TOKEN_HEADER,
  openApiDocument,
  type PaidJobs,
} from './index.ts';

/** The HTTP edge alone: what stands behind it is tested end to end in `packages/node`. Here it only fails in chosen ways. */

const TOKEN = 'a'.repeat(64);
const ADDRESS = `0x${'11'.repeat(20)}` as const;
const HASH = `0x${'22'.repeat(32)}` as const;

const unused = (): never => {
  throw new Error('the test did not expect this call');
};

function components(buyer: Partial<Buyer>): GatewayComponents {
  const all: Buyer = {
    submit: unused,
    check: unused,
    list: () => [],
    get: unused,
    events: unused,
    cancel: unused,
    explain: unused,
    offers: async () => [],
    waitingKeys: unused,
    deliverKeys: unused,
    outputPath: unused,
    receipts: unused,
    start: unused,
    stop: unused,
  };
  return {
    buyer: { ...all, ...buyer },
    blobs: { has: unused, pathOf: unused, putBytes: unused, putFile: unused, putStream: unused, remove: unused },
    wallet: { address: ADDRESS, balance: async () => ({ microUsd: 2n ** 100n, wei: 0n }), faucet: unused },
    info: (): NodeInfo => ({
      version: '0.1.0',
      name: 'test',
      chainId: 1,
      token: ADDRESS,
      registry: ADDRESS,
      market: ADDRESS,
      account: ADDRESS,
      peerId: 'p'.repeat(40),
      addresses: [],
      roles: [],
      notices: [],
    }),
  };
}

let gateway: Gateway;
let url: string;
let nowMs: number;

async function start(buyer: Partial<Buyer> = {}, more: Partial<GatewayOptions> = {}): Promise<void> {
  nowMs = 1_000_000;
  const options = { token: TOKEN, port: 0, version: '0.1.0', nowMs: () => nowMs, ...more };
  gateway = createGateway(options)(components(buyer));
  ({ url } = await gateway.start());
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

/** `fetch` does not let a test set Host, and pages cannot either: that is what rebinding attacks get around. */
function statusWithHost(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(`${url}/v1/info`, { headers: { host, authorization: `Bearer ${TOKEN}` } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

beforeEach(() => start());
afterEach(() => gateway.stop());

describe('who may talk to the gateway', () => {
  it('answers a request with the token', async () => {
    const response = await get('/v1/info');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: 'test' });
  });

  it('refuses a missing, wrong or shorter token', async () => {
    for (const authorization of ['', 'Bearer wrong', `Bearer ${TOKEN.slice(1)}b`]) {
      const response = await get('/v1/wallet', { authorization });
      expect(response.status).toBe(401);
      expect(await codeOf(response)).toBe('UNAUTHORIZED');
    }
  });

  it('refuses pages of other origins even with the token', async () => {
    expect((await get('/v1/info', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await get('/v1/info', { origin: url })).status).toBe(200);
  });

  it('refuses foreign Host headers, as a rebinding attack sends them', async () => {
    expect(await statusWithHost('evil.example')).toBe(403);
    expect(await statusWithHost(new URL(url).host)).toBe(200);
  });

  it('stops a flood and takes requests again after a second', async () => {
    const codes = new Set<number>();
    for (let i = 0; i < 2_001; i++) codes.add((await get('/healthz')).status);
    expect(codes).toEqual(new Set([200, 429]));
    nowMs += 1_000;
    expect((await get('/healthz')).status).toBe(200);
  });
});

describe('jobs for pay', () => {
  const any = testJob();
  const job = { ...any, price: { ...any.price, maxTotalMicroUsd: 1_000_000n } };
  const post = (authorization?: string) =>
    fetch(`${url}/v1/jobs`, {
      method: 'POST',
      body: JSON.stringify({ job: encode(jobSchema, job) }),
      ...(authorization === undefined ? {} : { headers: { authorization } }),
    });
  /** What a payment's middleware does, in this order: looks at the payment, has it answered, settles it. */
  const calls: string[] = [];
  const startFor = async (priceMicroUsd: bigint, settled: Response) => {
    await gateway.stop();
    calls.length = 0;
    const payment: PaidJobs['payment'] = async (context, next) => {
      await next();
      calls.push(`answered ${context.res.status}`);
      if (!context.res.ok) return;
      calls.push('settled');
      context.res = settled;
    };
    const check = async () => void calls.push('checked');
    const submit = async () => {
      calls.push('submitted');
      return { id: HASH } as JobStatus;
    };
    await start({ check, submit }, { paidJobs: { payment, priceMicroUsd } });
  };
  const paid = () => new Response('', { status: 201, headers: { 'PAYMENT-RESPONSE': 'yes' } });

  it('are checked, then paid for, then begun, and read with a token of their own', async () => {
    await startFor(1_000_000n, paid());
    const response = await post();
    expect([response.status, await response.json()]).toEqual([201, { id: HASH }]);
    expect(calls).toEqual(['checked', 'answered 201', 'settled', 'submitted']);
    expect(response.headers.get('PAYMENT-RESPONSE')).toBe('yes');
    const authorization = `Bearer ${response.headers.get(JOB_TOKEN_HEADER)}`;
    // The buyer of this test throws at what it does not expect: who gets so far was let in.
    expect((await get(`/v1/jobs/${HASH}`, { authorization })).status).toBe(500);
    const other = `0x${'23'.repeat(32)}`;
    for (const path of [`/v1/jobs/${other}`, `/v1/jobs/${HASH}0`, `/v1/jobs/${HASH}%2f..%2f${other}`, '/v1/wallet'])
      expect([path, (await get(path, { authorization })).status]).toEqual([path, 401]);
  });

  it.each([
    ['is refused', new Response('', { status: 402 })],
    ['is not confirmed', new Response('', { status: 201 })],
  ])('are not begun where the payment %s', async (_how, settled) => {
    await startFor(1_000_000n, settled);
    const response = await post();
    expect(response.headers.get(JOB_TOKEN_HEADER)).toBeNull();
    expect(calls).toEqual(['checked', 'answered 201', 'settled']);
  });

  it('are not paid for where they may cost more, and cost the owner no payment', async () => {
    await startFor(999_999n, paid());
    expect((await post()).status).toBe(422);
    expect(calls).toEqual(['answered 422']);
    expect((await post(`Bearer ${TOKEN}`)).status).toBe(201);
    expect(calls).toEqual(['answered 422', 'submitted']);
  });

  it('are not taken where the owner does not say so', async () => {
    expect((await post()).status).toBe(401);
  });
});

describe('requests and errors', () => {
  it('gives every error one shape, with its status', async () => {
    const unknown = await get('/v1/nothing');
    expect(unknown.status).toBe(404);
    expect(await codeOf(unknown)).toBe('NOT_FOUND');
    const bad = await get('/v1/jobs/not-a-hash');
    expect(bad.status).toBe(400);
  });

  it('gives the chain’s metrics to whoever has the token, or says that there are none', async () => {
    expect((await get('/metrics')).status).toBe(404);
    await gateway.stop();
    const metrics = async () => ({ text: 'lode_ledger_blocks_total 7\n', type: 'text/plain; version=0.0.4' });
    gateway = createGateway({ token: TOKEN, port: 0, version: '0.1.0', nowMs: () => nowMs })({
      ...components({}),
      metrics,
    });
    ({ url } = await gateway.start());
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(await response.text()).toBe('lode_ledger_blocks_total 7\n');
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
  });

  it('tells whose key a sealed job waits for, and passes on what is sealed to it', async () => {
    await gateway.stop();
    const id = `0x${'0b'.repeat(32)}` as const;
    const delivered: unknown[] = [];
    const signed = { value: { version: 1 as const, lease: id, job: id, publicKey: id }, signature: '0x00' as const };
    await start({
      waitingKeys: () => (delivered.length === 0 ? [{ provider: ADDRESS, key: signed }] : []),
      deliverKeys: async (...given) => void delivered.push(given),
    });
    expect(await (await get(`/v1/jobs/${id}/keys`)).json()).toEqual({ keys: [{ provider: ADDRESS, key: signed }] });
    const post = (body: unknown) =>
      fetch(`${url}/v1/jobs/${id}/keys`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(body),
      });
    const keys = [{ lease: id, enc: id, ciphertext: `0x${'0c'.repeat(48)}` }];
    // A key that is not sealed has another length: it is refused before anybody reads it.
    expect((await post({ keys: [{ lease: id, enc: id, ciphertext: id }] })).status).toBe(400);
    expect(delivered).toEqual([]);
    expect(await (await post({ keys })).json()).toEqual({ keys: [] });
    expect(delivered).toEqual([[id, keys]]);
  });

  it('passes on what the buyer says and hides what was not foreseen', async () => {
    await gateway.stop();
    const secret = 'ENOENT: /home/alice/wallet.json';
    await start({
      get: () => {
        throw new LodeError('JOB_UNKNOWN', 'No such job.', { hint: 'List them.' });
      },
      receipts: () => {
        throw new Error(secret);
      },
    });
    const missing = await get(`/v1/jobs/${HASH}`);
    expect(missing.status).toBe(404);
    expect(await missing.json()).toEqual({
      error: { code: 'JOB_UNKNOWN', message: 'No such job.', hint: 'List them.' },
    });
    const broken = await get(`/v1/jobs/${HASH}/receipts`);
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('alice');
  });

  it('names what is wrong with a job, and refuses bodies that are too large or not JSON', async () => {
    const post = (body: string) =>
      fetch(`${url}/v1/jobs`, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      });
    const wrong = await post(JSON.stringify({ job: { apiVersion: 'lode/v1', nmae: 'x' } }));
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('did you mean \\"name\\"');
    expect(await codeOf(await post('{'))).toBe('BAD_JSON');
    const large = await post(`"${'x'.repeat(9 * 2 ** 20)}"`);
    expect(large.status).toBe(413);
  });

  it('writes amounts as decimal strings, exact beyond 2^53', async () => {
    expect(await (await get('/v1/wallet')).json()).toEqual({
      address: ADDRESS,
      microUsd: (2n ** 100n).toString(),
      wei: '0',
    });
  });

  it('streams events, and ends with the last one there is when it is not asked to follow', async () => {
    await gateway.stop();
    const asked: unknown[] = [];
    await start({
      get: () => ({}) as ReturnType<Buyer['get']>,
      events: async function* (_id, { afterSeq, follow }) {
        asked.push({ afterSeq, follow });
        yield { seq: 8, atMs: 1, type: 'state', state: 'running' };
      },
    });
    const response = await get(`/v1/jobs/${HASH}/events?follow=false`, { 'last-event-id': '7' });
    expect(await response.text()).toBe(
      'event: state\ndata: {"seq":8,"atMs":1,"type":"state","state":"running"}\nid: 8\n\n',
    );
    expect(asked).toEqual([{ afterSeq: 7, follow: false }]);
  });

  it('says that a node without GPUs is no provider', async () => {
    const response = await get('/v1/provider');
    expect(response.status).toBe(404);
    expect(await codeOf(response)).toBe('NO_PROVIDER');
  });
});

describe('OpenAPI', () => {
  it('describes each operation once, with the wire form of amounts', () => {
    const document = openApiDocument('0.1.0') as { paths: Record<string, Record<string, { operationId: string }>> };
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((operation) => operation.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(document.paths)).toContain('/v1/jobs/{id}/tasks/{task}/outputs/{name}');
    expect(JSON.stringify(document.paths['/v1/wallet'])).toContain('0|[1-9]');
  });

  it('is served without a token', async () => {
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
  });

  it('refuses a port that is taken with a sentence that says what to do', async () => {
    const port = Number(new URL(url).port);
    const second = createGateway({ token: TOKEN, port, version: '0', nowMs: Date.now })(components({}));
    await expect(second.start()).rejects.toMatchObject({
      code: 'BAD_PORT',
      hint: expect.stringContaining('--gateway-port'),
    });
  });
});
