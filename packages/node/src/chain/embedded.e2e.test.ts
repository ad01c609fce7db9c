import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { predeploys } from '@lode/contracts';
import { createPublicClient, createWalletClient, defineChain, http } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedChain, startEmbeddedChain } from './embedded.ts';

let folder: string;
let notices: string[];
const running: EmbeddedChain[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-embedded-'));
  notices = [];
});
afterEach(async () => {
  for (const chain of running.splice(0)) await chain.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(more: { chainId?: number; port?: number } = {}): Promise<EmbeddedChain> {
  const chain = await startEmbeddedChain({
    folder,
    chainId: 1_280,
    host: '127.0.0.1',
    port: 0,
    nowMs: Date.now,
    onNotice: (text) => notices.push(text),
    ...more,
  });
  running.push(chain);
  return chain;
}

test('what it acknowledged is there after a restart, and gas is free', async () => {
  const first = await start();
  const account = privateKeyToAccount(generatePrivateKey());
  const chain = defineChain({
    id: 1_280,
    name: 'embedded',
    nativeCurrency: { name: 'none', symbol: 'NONE', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const wallet = createWalletClient({ account, chain, transport: http(first.url) });
  const hash = await wallet.sendTransaction({ to: account.address, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n });
  const reader = createPublicClient({ chain, transport: http(first.url), pollingInterval: 20 });
  const receipt = await reader.waitForTransactionReceipt({ hash });
  await first.stop();
  const again = createPublicClient({ chain, transport: http((await start()).url) });
  expect(await again.getTransactionReceipt({ hash })).toEqual(receipt);
  expect(await again.getTransactionCount({ address: account.address })).toBe(1);
});

test('the channel contracts and Multicall3 stand where clients look for them', async () => {
  const client = createPublicClient({ transport: http((await start()).url) });
  for (const { address, code } of predeploys) expect(await client.getCode({ address })).toBe(code.toLowerCase());
});

test('another chain id, a taken port and a broken genesis are told with what to do', async () => {
  const first = await start();
  const port = Number(new URL(first.url).port);
  await first.stop();
  running.splice(0);
  await expect(start({ chainId: 1_281 })).rejects.toMatchObject({ code: 'CHAIN_ID_CHANGED' });
  const holder = await start({ port });
  const other = join(folder, 'other');
  await expect(
    startEmbeddedChain({ folder: other, chainId: 1, host: '127.0.0.1', port, nowMs: Date.now, onNotice: () => {} }),
  ).rejects.toMatchObject({ code: 'BAD_PORT' });
  await holder.stop();
  running.splice(0);
  await writeFile(join(folder, 'genesis.json'), '{');
  await expect(start()).rejects.toMatchObject({ code: 'CHAIN_STATE_CORRUPT' });
});

test('a test chain of an earlier version is left as it is, and said so', async () => {
  await writeFile(join(folder, 'journal-3.ndjson'), 'old');
  await start();
  expect(notices).toEqual([expect.stringContaining('earlier version')]);
  expect(await readFile(join(folder, 'journal-3.ndjson'), 'utf8')).toBe('old');
});
