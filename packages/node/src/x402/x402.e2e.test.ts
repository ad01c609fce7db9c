import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { BATCH_SETTLEMENT, batchSettlementAbi } from '@lode/contracts';
import { createX402, type X402 } from '@lode/gateway';
import type { Hex } from '@lode/protocol';
import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/client';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { type SchemeNetworkClient, wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { Hono } from 'hono';
import type { PrivateKeyAccount } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startX402Chain, X402_CHAIN_ID, type X402Chain } from '../../testkit/x402-chain.ts';

const PRICE = 2_000n;
const NETWORK = `eip155:${X402_CHAIN_ID}` as const;
const WITHDRAW_DELAY_SEC = 900;
const batch = { address: BATCH_SETTLEMENT, abi: batchSettlementAbi } as const;

let net: X402Chain;
let x402: X402;
let receiver: PrivateKeyAccount;
let server: ServerType;
let url: string;
let served = 0;

beforeAll(async () => {
  net = await startX402Chain();
  receiver = await net.account();
  const facilitator = await net.account();
  x402 = await createX402({
    chainId: X402_CHAIN_ID,
    token: { address: net.token, name: 'Lode Test USD', version: '1' },
    receiver: receiver.address,
    receiverAuthorizer: privateKeyToAccount(generatePrivateKey()),
    facilitator: net.facilitator(facilitator),
    withdrawDelaySec: WITHDRAW_DELAY_SEC,
    routes: [
      { method: 'GET', path: '/answer', priceMicroUsd: PRICE, description: 'An answer.' },
      { method: 'GET', path: '/failing', priceMicroUsd: PRICE, description: 'No answer.' },
    ],
  });
  const app = new Hono();
  app.use(x402.middleware);
  app.get('/answer', (context) => context.json({ served: ++served }));
  app.get('/failing', (context) => context.json({ error: 'no' }, 500));
  app.get('/free', (context) => context.json({ free: true }));
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (at: AddressInfo) => resolve(at.port));
  });
  url = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  await x402?.stop();
  server?.close();
  await net?.stop();
});

/** A fetch that pays. The clients refuse tokens they do not know unless told so: their own setting, not a patch. */
const payingFetch = (client: SchemeNetworkClient, via: typeof fetch = fetch) =>
  wrapFetchWithPaymentFromConfig(via, {
    schemes: [{ network: NETWORK, client }],
    spendControls: { allowedAssets: [{ network: NETWORK, asset: net.token, maxAmountPerPayment: '50000' }] },
  });

/** A buyer whose wallet signs once, to open the channel; a session key signs the vouchers. */
async function channelBuyer(): Promise<{
  readonly account: PrivateKeyAccount;
  readonly scheme: BatchSettlementEvmScheme;
  readonly pay: typeof fetch;
}> {
  const account = await net.account(1_000_000n);
  const scheme = new BatchSettlementEvmScheme(account, { voucherSigner: privateKeyToAccount(generatePrivateKey()) });
  return { account, scheme, pay: payingFetch(scheme) };
}

function paymentOf(response: Response) {
  const header = response.headers.get('PAYMENT-RESPONSE');
  if (header === null) throw new Error(`status ${response.status}, and no PAYMENT-RESPONSE`);
  return decodePaymentResponseHeader(header);
}

async function termsOf(path: string) {
  const header = (await fetch(url + path)).headers.get('PAYMENT-REQUIRED');
  if (header === null) throw new Error('no PAYMENT-REQUIRED');
  return decodePaymentRequiredHeader(header).accepts;
}

describe('x402, unmodified clients', () => {
  it('are told both schemes, the network, the token and its domain', async () => {
    expect((await fetch(`${url}/answer`)).status).toBe(402);
    const accepts = await termsOf('/answer');
    expect(accepts.map(({ scheme }) => scheme)).toEqual(['batch-settlement', 'exact']);
    for (const one of accepts)
      expect(one).toMatchObject({
        network: NETWORK,
        amount: PRICE.toString(),
        asset: net.token,
        payTo: receiver.address,
        extra: { name: 'Lode Test USD', version: '1' },
      });
    expect((await fetch(`${url}/free`)).status).toBe(200);
  });

  it('pay each request with a transfer: exact', async () => {
    const account = await net.account(1_000_000n);
    const before = await net.balanceOf(receiver.address);
    const response = await payingFetch(new ExactEvmScheme(account))(`${url}/answer`);
    expect(response.status).toBe(200);
    expect(paymentOf(response)).toMatchObject({ success: true, network: NETWORK });
    expect((await net.balanceOf(receiver.address)) - before).toBe(PRICE);
    expect(await net.balanceOf(account.address)).toBe(1_000_000n - PRICE);
  });

  it('open a channel with one signature, pay by voucher, and have the rest refunded', async () => {
    const { account, scheme, pay } = await channelBuyer();
    const before = await net.balanceOf(receiver.address);
    const opened = paymentOf(await pay(`${url}/answer`));
    expect(opened.transaction).toMatch(/^0x[0-9a-f]{64}$/);
    const deposit = 1_000_000n - (await net.balanceOf(account.address));
    expect(deposit).toBeGreaterThan(4n * PRICE);

    const block = await net.chain.getBlockNumber();
    for (let i = 0; i < 3; i++) {
      const response = await pay(`${url}/answer`);
      expect(response.status).toBe(200);
      expect(paymentOf(response)).toMatchObject({ success: true, transaction: '' });
    }
    expect(await net.chain.getBlockNumber(), 'no transaction for a voucher').toBe(block);

    expect(await x402.claimAndSettle()).toBe(1);
    expect((await net.balanceOf(receiver.address)) - before).toBe(4n * PRICE);

    const refund = await scheme.refund(`${url}/answer`);
    expect(refund.success).toBe(true);
    expect(await net.balanceOf(account.address)).toBe(1_000_000n - 4n * PRICE);
    expect(await x402.claimAndSettle(), 'nothing is claimed twice').toBe(0);
  });

  it('have what they used claimed with the refund', async () => {
    const { account, scheme, pay } = await channelBuyer();
    await pay(`${url}/answer`);
    await pay(`${url}/answer`);
    expect((await scheme.refund(`${url}/answer`)).success).toBe(true);
    expect(await net.balanceOf(account.address)).toBe(1_000_000n - 2n * PRICE);
  });

  it('top a channel up when it runs out', async () => {
    const { account, pay } = await channelBuyer();
    let deposits = 0;
    for (let requests = 1; deposits < 2; requests++) {
      expect(requests, 'a deposit is for fewer requests than that').toBeLessThan(50);
      const response = await pay(`${url}/answer`);
      expect(response.status).toBe(200);
      if (paymentOf(response).transaction !== '') deposits++;
    }
    expect(await channelsOf(account.address)).toEqual([1_000_000n - (await net.balanceOf(account.address))]);
  });

  it('do not pay for a request that failed', async () => {
    await x402.claimAndSettle();
    const before = await net.balanceOf(receiver.address);
    const { pay } = await channelBuyer();
    await pay(`${url}/answer`);
    expect((await pay(`${url}/failing`)).status).toBe(500);
    expect((await pay(`${url}/answer`)).status, 'the amount of the failed one again').toBe(200);
    await x402.claimAndSettle();
    expect((await net.balanceOf(receiver.address)) - before).toBe(2n * PRICE);
  });

  it('cannot use a voucher twice', async () => {
    const vouchers: string[] = [];
    const spying: typeof fetch = (input, init) => {
      const request = new Request(input, init);
      const voucher = request.headers.get('PAYMENT-SIGNATURE');
      if (voucher !== null) vouchers.push(voucher);
      return fetch(request);
    };
    const { scheme } = await channelBuyer();
    const pay = payingFetch(scheme, spying);
    await pay(`${url}/answer`);
    await pay(`${url}/answer`);
    expect(vouchers).toHaveLength(2);
    const before = served;
    for (const voucher of vouchers) {
      const replayed = await fetch(`${url}/answer`, { headers: { 'PAYMENT-SIGNATURE': voucher } });
      expect(replayed.status).toBe(402);
    }
    expect(served).toBe(before);
  });

  it('get their money back alone, less what was claimed meanwhile', async () => {
    const { account, scheme, pay } = await channelBuyer();
    await pay(`${url}/answer`);
    const [terms] = await termsOf('/answer');
    if (terms === undefined) throw new Error('no terms');
    const config = scheme.buildChannelConfig(terms);
    const sender = net.sender(account);
    const id = await net.chain.readContract({ ...batch, functionName: 'getChannelId', args: [config] });
    const [balance] = await net.chain.readContract({ ...batch, functionName: 'channels', args: [id] });
    await net.mined(sender.writeContract({ ...batch, functionName: 'initiateWithdraw', args: [config, balance] }));
    await x402.claimAndSettle();
    net.passTime(WITHDRAW_DELAY_SEC);
    await net.mined(sender.writeContract({ ...batch, functionName: 'finalizeWithdraw', args: [config] }));
    expect(await net.balanceOf(account.address)).toBe(1_000_000n - PRICE);
  });
});

describe('a chain without the contracts', () => {
  it('has no x402, and says what is missing', async () => {
    const plain = await startX402Chain(false);
    try {
      const facilitator = await plain.account();
      await expect(
        createX402({
          chainId: X402_CHAIN_ID,
          token: { address: plain.token, name: 'Lode Test USD', version: '1' },
          receiver: receiver.address,
          receiverAuthorizer: facilitator,
          facilitator: plain.facilitator(facilitator),
          routes: [],
        }),
      ).rejects.toMatchObject({ code: 'X402_OFF', message: expect.stringContaining(BATCH_SETTLEMENT) });
    } finally {
      await plain.stop();
    }
  });
});

/** Balances of a payer's channels, as the chain's events and state tell. */
async function channelsOf(payer: Hex): Promise<bigint[]> {
  const logs = await net.chain.getContractEvents({
    ...batch,
    eventName: 'ChannelCreated',
    fromBlock: 0n,
    strict: true,
  });
  const balances: bigint[] = [];
  for (const { args } of logs) {
    if (args.config.payer !== payer) continue;
    const [balance] = await net.chain.readContract({ ...batch, functionName: 'channels', args: [args.channelId] });
    balances.push(balance);
  }
  return balances;
}
