import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { contentHash, receiptKind, verify } from '@lode/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TEST_NETWORK } from '../../testkit/net/chain.ts';
import { collect, createTestMarket, receiptsOf, type TestMarket } from '../../testkit/net/market.ts';
import { testJob } from '../../testkit/net/objects.ts';
import { connected, until } from '../../testkit/net/peers.ts';

const FOLLOW = () => ({ lostAfterMs: 20_000, signal: AbortSignal.timeout(30_000) });

let market: TestMarket;
beforeEach(async () => {
  market = await createTestMarket();
});
afterEach(() => market.stop());

test('a lease runs end to end: inputs in, tasks in order, receipts signed, outputs out, paid by acceptance', async () => {
  const provider = await market.provider();
  const buyer = await market.buyer();
  await connected(buyer.host, provider.host);
  const bytes = new Uint8Array(randomBytes(300_000));
  const hash = await buyer.store.putBytes(bytes);
  const job = testJob({ tasks: 3, inputs: [{ name: 'data', hash, sizeBytes: bytes.byteLength }] });
  const { id } = await buyer.lease(provider, job);
  const events = await collect(buyer.client.follow(provider.host.peerId, id, FOLLOW()));
  expect(events.at(-1)).toMatchObject({ type: 'ended' });
  expect(events.at(-1)).not.toHaveProperty('error');
  const receipts = receiptsOf(events);
  expect(receipts.map((receipt) => receipt.value.task)).toEqual([0, 1, 2]);
  for (const { value, signature } of receipts) {
    expect(await verify(receiptKind, TEST_NETWORK, value, signature, provider.signer.address)).toBe(true);
    expect(value).toMatchObject({ gpuMs: 1_000, priceMicroUsd: 100n, holdbackMicroUsd: 100n, lease: id });
    const [output] = value.outputs;
    if (output === undefined) throw new Error('no output');
    await buyer.blobs.fetch(
      provider.host.peerId,
      { hash: output.hash, sizeBytes: output.sizeBytes, lease: id },
      { signal: AbortSignal.timeout(20_000) },
    );
    const expected = Buffer.concat([bytes, Buffer.from(`task ${value.task}`)]);
    expect(contentHash(new Uint8Array(await readFile(await buyer.store.pathOf(output.hash))))).toBe(
      contentHash(new Uint8Array(expected)),
    );
  }
  const acceptance = await buyer.accept(id, receipts);
  await buyer.client.answer(provider.host.peerId, id, { acceptance }, AbortSignal.timeout(20_000));
  await until(async () => (await provider.service.status()).earnedMicroUsd === 300n);
  const status = await provider.service.status();
  expect(status.pendingMicroUsd).toBe(0n);
  expect(status.leases[0]).toMatchObject({ state: 'paid', tasks: { total: 3, done: 3, failed: 0 } });
  expect(status.devices[0]?.state).toBe('idle');
  expect(provider.backend.open_.now).toBe(0);
  expect(market.ledger.balances.get(provider.signer.address)).toBe(300n);
});
