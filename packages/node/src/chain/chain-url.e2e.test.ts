import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Anvil, startAnvil } from '@lode/market/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeConfigSchema } from '../config.ts';
import { dataDirAt } from '../data-dir.ts';
import { composeNode } from '../node.ts';
import type { NodeOptions } from '../types.ts';

/** Any EVM chain serves: here a real anvil, instead of the embedded ledger. */
let anvil: Anvil;
let folder: string;
beforeEach(async () => {
  anvil = await startAnvil();
  folder = await mkdtemp(join(tmpdir(), 'lode-chain-url-'));
});
afterEach(async () => {
  await anvil.stop();
  await rm(folder, { recursive: true, force: true });
});

function options(deploy: boolean): NodeOptions {
  const config = nodeConfigSchema.parse({
    chain: { url: anvil.url, deploy },
    provider: false,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    gateway: { port: 0 },
  });
  return { dir: dataDirAt(folder), config, role: { mode: 'up' }, env: {} };
}

test('a network is deployed on another chain when asked, found again, and never guessed', async () => {
  await expect(composeNode(options(false)).start()).rejects.toMatchObject({ code: 'NETWORK_UNKNOWN' });
  const first = composeNode(options(true));
  const { network, rpcUrl } = await first.start();
  expect(rpcUrl).toBe(anvil.url);
  expect(network.chainId).toBe(anvil.chainId);
  expect(await anvil.rpc('eth_getCode', [network.market, 'latest'])).not.toBe('0x');
  await first.stop();
  const again = composeNode(options(false));
  expect((await again.start()).network).toEqual(network);
  await again.stop();
});
