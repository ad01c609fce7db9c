import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BATCH_SETTLEMENT, testUsdAbi } from '@lode/contracts';
import { createTestBackend } from '@lode/market/testkit';
import { encode, type Hex, type JobView, jobSchema, parseJobSpec, resolveJob } from '@lode/protocol';
import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/client';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { type SchemeNetworkClient, wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { createPublicClient, createWalletClient, defineChain, http, type PrivateKeyAccount } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeConfigSchema } from '../config.ts';
import { dataDirAt } from '../data-dir.ts';
import { composeNode } from '../node.ts';
import type { LodeNode, NodeReady } from '../types.ts';

/** A node whose owner lets anybody submit for pay, and a developer with an x402 client as it comes, and nothing else. */

const PRICE = 10_000n;
const FUNDS = 1_000_000n;
const SPEC = (max: string) => `
apiVersion: lode/v1
name: paid
webgpu:
  kernels: { main: { source: '@compute @workgroup_size(1) fn main() {}' } }
  buffers: { out: { size: 64 } }
  steps: [{ dispatch: { kernel: main, workgroups: 1, bind: { 0: out } } }]
  outputs: [{ name: out, buffer: out }]
timeouts: { task: 5s }
price: { maxPerGpuHour: 3.60, max: ${max} }
`;

let folder: string;
let node: LodeNode;
let ready: NodeReady;
let url: string;

async function startNode(): Promise<void> {
  const config = nodeConfigSchema.parse({
    listen: ['/ip4/127.0.0.1/tcp/0'],
    gateway: { port: 0 },
    rpc: { port: 0 },
    x402: { routes: { 'POST /v1/jobs': '$0.01' } },
  });
  const createBackend = async () => ({ ...createTestBackend({ gpuMs: 10 }), notices: [] });
  node = composeNode({ dir: dataDirAt(folder), config, role: { mode: 'up' }, env: {}, createBackend });
  ready = await node.start();
  url = `${ready.gatewayUrl}/v1/jobs`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-paid-jobs-'));
  await startNode();
});
afterAll(async () => {
  await node?.stop();
  await rm(folder, { recursive: true, force: true });
});

function chain() {
  const definition = defineChain({
    id: ready.network.chainId,
    name: 'devnet',
    nativeCurrency: { name: 'none', symbol: 'NONE', decimals: 18 },
    rpcUrls: { default: { http: [ready.rpcUrl ?? ''] } },
    fees: { estimateFeesPerGas: async () => ({ maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }) },
  });
  return { chain: definition, transport: http(), pollingInterval: 20 };
}

const usd = () => ({ address: ready.network.token, abi: testUsdAbi }) as const;
const balanceOf = (account: Hex) =>
  createPublicClient(chain()).readContract({ ...usd(), functionName: 'balanceOf', args: [account] });

async function developer(): Promise<PrivateKeyAccount> {
  const account = privateKeyToAccount(generatePrivateKey());
  const wallet = createWalletClient({ ...chain(), account });
  const hash = await wallet.writeContract({ ...usd(), functionName: 'faucet', args: [FUNDS] });
  await createPublicClient(chain()).waitForTransactionReceipt({ hash });
  return account;
}

/** A fetch that pays; the client takes tokens it does not know where it is told of them. */
const paying = (client: SchemeNetworkClient, via: typeof fetch = fetch) => {
  const network = `eip155:${ready.network.chainId}` as const;
  return wrapFetchWithPaymentFromConfig(via, {
    schemes: [{ network, client }],
    spendControls: { allowedAssets: [{ network, asset: ready.network.token, maxAmountPerPayment: '100000' }] },
  });
};

const channelOf = (account: PrivateKeyAccount) =>
  new BatchSettlementEvmScheme(account, { voucherSigner: privateKeyToAccount(generatePrivateKey()) });

async function posted(max = '0.01'): Promise<RequestInit> {
  const { job } = await resolveJob(
    parseJobSpec(SPEC(max)),
    { read: () => Promise.reject(new Error('no files')) },
    `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex')}`,
  );
  return { method: 'POST', body: JSON.stringify({ job: encode(jobSchema, job) }) };
}

const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;
const ownerToken = async () => (await readFile(join(folder, 'gateway.token'), 'utf8')).trim();
const asBearer = (token: string | null) => ({ headers: { authorization: `Bearer ${token}` } });
const jobsOf = async () =>
  ((await (await fetch(url, asBearer(await ownerToken()))).json()) as { jobs: JobView[] }).jobs;

async function ended(id: string, token: string | null): Promise<JobView> {
  for (;;) {
    const view = (await (await fetch(`${url}/${id}`, asBearer(token))).json()) as JobView;
    if (view.endedAtMs !== undefined) return view;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('is told the price, and nothing else is open without the token', async () => {
  const asked = await fetch(url, await posted());
  expect(asked.status).toBe(402);
  const { accepts } = decodePaymentRequiredHeader(asked.headers.get('PAYMENT-REQUIRED') ?? '');
  expect(accepts.map(({ amount, payTo }) => [amount, payTo.toLowerCase()])).toEqual(
    Array(2).fill([PRICE.toString(), ready.account.toLowerCase()]),
  );
  for (const path of ['/', '//', '/explain', '%2f', '/%2e', '?x', ';'])
    expect([path, (await fetch(url + path, await posted())).status]).toEqual([path, path === '?x' ? 402 : 401]);
  for (const path of ['/V1/jobs', '//v1/jobs', '/v1//jobs', '/v1/wallet', '/v1/info'])
    expect([path, (await fetch(ready.gatewayUrl + path, await posted())).status]).toEqual([path, 401]);
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(401);
  expect(await jobsOf()).toEqual([]);
});

it('submits for a voucher, reads its own job and no other, and has the rest of its channel back', async () => {
  const account = await developer();
  const scheme = channelOf(account);
  const pay = paying(scheme);
  const tokens: [string, string | null][] = [];
  for (let i = 0; i < 2; i++) {
    const response = await pay(url, await posted());
    expect(response.status).toBe(201);
    expect(decodePaymentResponseHeader(response.headers.get('PAYMENT-RESPONSE') ?? '').success).toBe(true);
    tokens.push([((await response.json()) as JobView).id, response.headers.get('Lode-Job-Token')]);
  }
  const [[id, token], [other]] = tokens as [[string, string | null], [string, string | null]];
  const view = await ended(id, token);
  expect(view.state).toBe('completed');
  const output = await fetch(`${url}/${id}/tasks/0/outputs/out`, asBearer(token));
  expect(await output.text()).toBe('task 0');
  for (const path of [`/${other}`, `/${id}%2f..%2f${other}`, ''])
    expect([path, (await fetch(url + path, asBearer(token))).status]).toEqual([path, 401]);
  expect((await fetch(`${ready.gatewayUrl}/v1/wallet`, asBearer(token))).status).toBe(401);
  // The owner's own need no payment, and see everything.
  expect((await jobsOf()).map((job) => job.id).sort()).toEqual([id, other].sort());
  // A payment does not open the list, and is not taken for it.
  expect((await pay(url)).status).toBe(401);
  const refund = await scheme.refund(url);
  expect(refund.success).toBe(true);
  expect(await balanceOf(account.address)).toBe(FUNDS - 2n * PRICE);
  expect(await jobsOf()).toHaveLength(2);
});

it('does not pay for what is refused, and cannot have the owner spend more than it pays', async () => {
  const account = await developer();
  const pay = paying(new ExactEvmScheme(account));
  const dear = await pay(url, await posted('0.010001'));
  expect([dear.status, await codeOf(dear)]).toEqual([422, 'JOB_TOO_DEAR']);
  const bad = await pay(url, { method: 'POST', body: '{' });
  expect([bad.status, await codeOf(bad)]).toEqual([400, 'BAD_JSON']);
  expect(await balanceOf(account.address)).toBe(FUNDS);
  const before = await balanceOf(ready.account);
  const response = await pay(url, await posted());
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as JobView;
  expect(await balanceOf(account.address)).toBe(FUNDS - PRICE);
  await ended(id, response.headers.get('Lode-Job-Token'));
  expect(await balanceOf(ready.account)).toBeLessThanOrEqual(before + PRICE);
});

it('has one job for a payment that is sent twice at once', async () => {
  const account = await developer();
  let signature = '';
  const stolen: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    signature = request.headers.get('PAYMENT-SIGNATURE') ?? '';
    return signature === '' ? fetch(request) : new Response();
  };
  await paying(new ExactEvmScheme(account), stolen)(url, await posted());
  expect(signature).not.toBe('');
  const known = (await jobsOf()).length;
  const once = async () => fetch(url, { ...(await posted()), headers: { 'PAYMENT-SIGNATURE': signature } });
  const answers = await Promise.all([once(), once()]);
  expect(answers.map((one) => one.status).sort()).toEqual([201, 402]);
  expect(await balanceOf(account.address)).toBe(FUNDS - PRICE);
  // Both may have been good when they were looked at; a job begins when its money is there.
  expect(await jobsOf()).toHaveLength(known + 1);
});

it('keeps its channel over a restart of the node, which then claims what it was promised', async () => {
  const account = await developer();
  const pay = paying(channelOf(account));
  expect((await pay(url, await posted())).status).toBe(201);
  await node.stop();
  await startNode();
  // Everybody else's channel is empty by now.
  const rest = FUNDS - (await balanceOf(account.address)) - PRICE;
  while ((await balanceOf(BATCH_SETTLEMENT)) !== rest) await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await pay(url, await posted())).status, 'the same channel goes on').toBe(201);
});
