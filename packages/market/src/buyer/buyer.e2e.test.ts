import { jobHash } from '@lode/protocol';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from '../../testkit/buyer/run.ts';
import { createWorld, fakeJob, type World } from '../../testkit/buyer/world.ts';
import { type Anvil, startAnvil } from '../../testkit/chain/anvil.ts';
import { createMarketChain } from '../chain/chain.ts';
import { deployNetwork } from '../chain/deploy.ts';
import type { MarketWatch } from '../chain/watch.ts';
import type { Clock, MarketChain } from '../seams.ts';

const clock: Clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, delayMs);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

let anvil: Anvil;
let world: World;
const chains = new Map<string, MarketChain & MarketWatch>();

beforeAll(async () => {
  anvil = await startAnvil();
  const { chainId, transport } = anvil;
  const deployer = privateKeyToAccount(generatePrivateKey());
  const deployment = await deployNetwork({ transport, chainId, account: deployer, clock });
  world = createWorld(7, {
    clock,
    network: { chainId, market: deployment.market },
    chainOf: (account) => {
      const address = account.address.toLowerCase();
      const chain = chains.get(address) ?? createMarketChain({ ...deployment, transport, chainId, account, clock });
      chains.set(address, chain);
      return chain;
    },
  });
});

afterAll(async () => {
  await Promise.all([...chains.values()].map((chain) => chain.stop()));
  await anvil?.stop();
});

it('pays honest providers and not a liar, on the real contracts, to the micro-dollar', async () => {
  const providers = [world.add({ lies: () => true, claims: true }), world.add(), world.add(), world.add()];
  for (const { account } of providers) {
    const chain = chains.get(account) as MarketChain;
    await chain.faucet(500_000_000n);
    await chain.bond(400_000_000n);
    await chain.publishRecord(jobHash(fakeJob()), 1, Date.now() + 86_400_000);
  }
  const buyer = world.buyer();
  const own = chains.get(world.account) as MarketChain;
  await own.faucet(1_000_000_000n);
  await buyer.start();
  const liar = providers[0]?.account;
  const before = await Promise.all(providers.map(async ({ account }) => (await own.balance(account)).microUsd));
  const job = fakeJob({ tasks: 6, replicas: 3 });
  await buyer.submit(job);
  const id = jobHash(job);
  for await (const event of buyer.events(id, { signal: AbortSignal.timeout(50_000) }))
    if (event.type === 'state' && event.state === 'failed') throw new Error(JSON.stringify(event.reason));
  const status = buyer.get(id);
  expect(status.state).toBe('completed');
  expect(violations(status)).toEqual([]);
  const after = await Promise.all(providers.map(async ({ account }) => (await own.balance(account)).microUsd));
  const earned = after.map((now, i) => now - (before[i] ?? 0n));
  expect(earned[0]).toBe(0n);
  expect(earned.reduce((sum, one) => sum + one, 0n)).toBe(status.bill.paidMicroUsd);
  expect(status.bill.lines.filter((line) => line.provider === liar).every((line) => line.paidMicroUsd === 0n)).toBe(
    true,
  );
  // The liar's claims were objected to and proved wrong: nothing but its untouched tasks can still be locked.
  for (const task of status.tasks)
    for (const attempt of task.attempts) if (attempt.state === 'rejected') expect(attempt.provider).toBe(liar);
  expect((await own.balance()).microUsd).toBe(1_000_000_000n - status.bill.paidMicroUsd - status.bill.lockedMicroUsd);
  await buyer.stop();
});
