import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hex, type Job, jobHash, type SealedKey } from '@lode/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import type { Behaviour } from '../../testkit/buyer/provider.ts';
import { untilEnded, violations } from '../../testkit/buyer/run.ts';
import { type BuyerChoices, createWorld, fakeJob, type World } from '../../testkit/buyer/world.ts';
import type { Buyer, JobEvent } from '../api.ts';

const buyers: Buyer[] = [];
afterEach(async () => {
  await Promise.all(buyers.splice(0).map((buyer) => buyer.stop()));
});

async function startBuyer(world: World, choices: BuyerChoices = {}): Promise<Buyer> {
  const buyer = world.buyer(choices);
  buyers.push(buyer);
  await buyer.start();
  return buyer;
}

const sealedJob = (options: Parameters<typeof fakeJob>[0]): Job => ({ ...fakeJob(options), sealed: true });

async function start(
  behaviours: readonly Behaviour[],
  options: Parameters<typeof fakeJob>[0],
  choices: BuyerChoices = {},
) {
  const world = createWorld();
  for (const behaviour of behaviours) world.add(behaviour);
  const buyer = await startBuyer(world, choices);
  const job = sealedJob(options);
  await buyer.submit(job);
  return { world, buyer, id: jobHash(job) };
}

/** What a client would send: the buyer's node passes it on unread. */
const sealedTo = (lease: Hex): SealedKey => ({ lease, enc: lease, ciphertext: `0x${'ab'.repeat(48)}` });

const untilWaiting = (world: World, buyer: Buyer, id: Hex, count: number) =>
  world.clock.runUntil(() => buyer.waitingKeys(id).length === count, `${count} leases that wait for their key`);

describe('a sealed job', () => {
  it('tells which leases wait, passes their keys on, and ends as any other', async () => {
    const { world, buyer, id } = await start([{}, {}], { tasks: 2, replicas: 2 });
    await untilWaiting(world, buyer, id, 2);
    const waiting = buyer.waitingKeys(id);
    expect(new Set(waiting.map((one) => one.provider))).toEqual(new Set(world.providers.map((one) => one.account)));
    for (const { key } of waiting) expect(key.value.job).toBe(id);
    await buyer.deliverKeys(
      id,
      waiting.map(({ key }) => sealedTo(key.value.lease)),
    );
    expect(buyer.waitingKeys(id)).toEqual([]);
    const status = await untilEnded(world, buyer, id);
    expect(status).toMatchObject({ state: 'completed', sealed: true });
    expect(violations(status)).toEqual([]);
    const events: JobEvent[] = [];
    for await (const event of buyer.events(id, { follow: false, signal: AbortSignal.timeout(5_000) }))
      events.push(event);
    const asked = events.flatMap((event) => (event.type === 'key' ? [event.lease] : []));
    expect(asked.sort()).toEqual(waiting.map(({ key }) => key.value.lease).sort());
    // Late or strange keys are no accident that could hurt.
    await buyer.deliverKeys(id, [sealedTo(asked[0] ?? '0x')]);
    await expect(buyer.deliverKeys(id, [sealedTo(id)])).rejects.toMatchObject({ code: 'LEASE_UNKNOWN' });
  });

  it('goes to nobody who names no key, or one that another has signed', async () => {
    const { world, buyer, id } = await start([{ keyless: true }, { forges: 'key' }, {}], { tasks: 1, replicas: 1 });
    await untilWaiting(world, buyer, id, 1);
    expect(buyer.waitingKeys(id)[0]?.provider).toBe(world.providers[2]?.account);
  });

  it('fails with the reason, and blames nobody, where its client is not there to give the key', async () => {
    const { world, buyer, id } = await start([{}, {}], { tasks: 1, replicas: 1 });
    const status = await untilEnded(world, buyer, id);
    expect(status.state).toBe('failed');
    expect(JSON.stringify(status.reason)).toContain('SEAL_MISSING');
    expect(status.exclusions.filter((one) => one.code === 'BACK_OFF')).toEqual([]);
    expect(violations(status)).toEqual([]);
  });

  it('still knows after a restart who waits and who does not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lode-keys-'));
    try {
      const storePath = join(folder, 'jobs.sqlite');
      const { world, buyer, id } = await start([{}, {}], { tasks: 1, replicas: 2 }, { storePath });
      await untilWaiting(world, buyer, id, 2);
      const [first, second] = buyer.waitingKeys(id);
      await buyer.deliverKeys(id, [sealedTo(first?.key.value.lease ?? '0x')]);
      await buyers.splice(0)[0]?.stop();
      const again = await startBuyer(world, { storePath });
      expect(again.waitingKeys(id)).toEqual([second]);
      await buyers.splice(0)[0]?.stop();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
