import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@lode/market';
import type { Hex } from '@lode/protocol';
import { privateKeyToAccount } from 'viem/accounts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAlive, parentOf, untilGone } from '../../testkit/processes.ts';
import { createDevnet, type Devnet } from './devnet.ts';

const CHAIN_ID = 1280;
const SNAPSHOT_EVERY = 20;
const account = privateKeyToAccount(`0x${'11'.repeat(32)}`);
/** Contract creation whose code returns the 32 bytes that storage slot 0 holds; the constructor stores the timestamp. */
const TIMESTAMP_KEEPER: Hex = '0x42600055600a60106000396000' as Hex;

let folder: string;
let devnets: Devnet[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-devnet-'));
  devnets = [];
});
afterEach(async () => {
  await Promise.all(devnets.map((devnet) => devnet.stop()));
  await rm(folder, { recursive: true });
});

async function started(chainId = CHAIN_ID) {
  const notices: string[] = [];
  const devnet = createDevnet({
    folder,
    chainId,
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    snapshotEvery: SNAPSHOT_EVERY,
    onNotice: (text) => notices.push(text),
  });
  devnets.push(devnet);
  const { url } = await devnet.start();
  return { devnet, url, notices, rpc: caller(url) };
}

const caller =
  (url: string) =>
  async (method: string, params: readonly unknown[] = []): Promise<unknown> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const reply = (await response.json()) as { result?: unknown; error?: { message: string } };
    if (reply.error !== undefined) throw new Error(reply.error.message);
    return reply.result;
  };
type Rpc = ReturnType<typeof caller>;

const signed = (nonce: number, more: { data?: Hex; to?: Hex } = {}) =>
  account.signTransaction({
    chainId: CHAIN_ID,
    type: 'eip1559',
    nonce,
    gas: 200_000n,
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: 0n,
    ...(more.data === undefined ? { to: more.to ?? account.address } : { data: more.data }),
  });
const send = async (rpc: Rpc, nonce: number, more = {}) =>
  (await rpc('eth_sendRawTransaction', [await signed(nonce, more)])) as Hex;
const nonceOf = async (rpc: Rpc) => Number(await rpc('eth_getTransactionCount', [account.address, 'latest']));
const blockOf = async (rpc: Rpc, tag = 'latest') =>
  (await rpc('eth_getBlockByNumber', [tag, false])) as { number: Hex; timestamp: Hex };

describe('devnet', () => {
  test('keeps blocks, receipts and nonces over a clean restart, from a snapshot', async () => {
    const first = await started();
    const hash = await send(first.rpc, 0);
    await send(first.rpc, 1);
    const before = await blockOf(first.rpc);
    await first.devnet.stop();
    expect((await readdir(folder)).sort()).toEqual(['journal-1.ndjson', 'snapshot-1.json']);

    const second = await started();
    expect(await blockOf(second.rpc)).toMatchObject({ number: before.number, timestamp: before.timestamp });
    expect(await second.rpc('eth_getTransactionReceipt', [hash])).toMatchObject({ status: '0x1', blockNumber: '0x1' });
    expect(await nonceOf(second.rpc)).toBe(2);
    await send(second.rpc, 2);
    expect(await nonceOf(second.rpc)).toBe(3);
  });

  test('loses nothing that was acknowledged when anvil is killed, and goes on by itself', async () => {
    const { devnet, rpc, notices } = await started();
    const hashes = [await send(rpc, 0), await send(rpc, 1, { data: TIMESTAMP_KEEPER }), await send(rpc, 2)];
    const times = await Promise.all(['0x1', '0x2', '0x3'].map(async (tag) => (await blockOf(rpc, tag)).timestamp));
    const pid = await devnet.pid();
    process.kill(pid, 'SIGKILL');

    // The read is held until the successor has replayed.
    await untilGone(pid);
    await send(rpc, 3);
    expect(await nonceOf(rpc)).toBe(4);
    for (const [i, hash] of hashes.entries())
      expect(await rpc('eth_getTransactionReceipt', [hash])).toMatchObject({ blockNumber: `0x${i + 1}` });
    expect(await Promise.all(['0x1', '0x2', '0x3'].map(async (tag) => (await blockOf(rpc, tag)).timestamp))).toEqual(
      times,
    );
    expect(notices[0]).toContain('starting it again');
    // Another program may take the port first: then the next start finds another.
    expect(devnet.restarts()).toBeGreaterThan(0);
  });

  test('transactions under way while anvil is killed are mined once or refused, never half', async () => {
    const { devnet, rpc } = await started();
    const pid = await devnet.pid();
    const sends = (await Promise.all(Array.from({ length: 15 }, (_, nonce) => signed(nonce)))).map((raw, nonce) => {
      if (nonce === 7) setTimeout(() => process.kill(pid, 'SIGKILL'), 1);
      return rpc('eth_sendRawTransaction', [raw]).then(
        () => true,
        () => false,
      );
    });
    const acknowledged = (await Promise.all(sends)).filter((ok) => ok).length;
    expect(await nonceOf(rpc)).toBe(acknowledged);
    expect(Number((await blockOf(rpc)).number)).toBe(acknowledged);
  });

  test('takes a snapshot when the journal grows long, and starts from it plus the rest', async () => {
    const { devnet, rpc } = await started();
    for (let nonce = 0; nonce < SNAPSHOT_EVERY + 3; nonce++) await send(rpc, nonce);
    expect((await readdir(folder)).sort()).toEqual(['journal-1.ndjson', 'snapshot-1.json']);
    // Blocks after the snapshot must be replayed at their own time, which is past by now.
    const last = await blockOf(rpc);
    while (Math.floor(Date.now() / 1_000) <= Number(last.timestamp) + 1) await delay(50);
    const pid = await devnet.pid();
    process.kill(pid, 'SIGKILL');
    await untilGone(pid);
    expect(await nonceOf(rpc)).toBe(SNAPSHOT_EVERY + 3);
    expect(await blockOf(rpc)).toMatchObject({ number: last.number, timestamp: last.timestamp });
  });

  test('cuts off a torn last line, and refuses a journal that is damaged inside', async () => {
    const first = await started();
    await send(first.rpc, 0);
    await first.devnet.stop();
    await appendFile(join(folder, 'journal-1.ndjson'), '{"timestampSec":17');
    const second = await started();
    expect(await nonceOf(second.rpc)).toBe(1);
    await second.devnet.stop();

    await appendFile(join(folder, 'journal-1.ndjson'), 'nonsense\n');
    await expect(started()).rejects.toMatchObject({ code: 'CHAIN_STATE_CORRUPT' });
  });

  test('refuses a snapshot whose bytes changed, and a chain id that changed', async () => {
    const first = await started();
    await send(first.rpc, 0);
    await first.devnet.stop();
    await expect(started(31_337)).rejects.toMatchObject({ code: 'CHAIN_ID_CHANGED' });
    await appendFile(join(folder, 'snapshot-1.json'), ' ');
    await expect(started()).rejects.toMatchObject({ code: 'CHAIN_STATE_CORRUPT' });
  });

  test('serves no method that mints money, and says why a transaction cannot be taken', async () => {
    const { rpc, url } = await started();
    for (const method of ['anvil_setBalance', 'evm_setNextBlockTimestamp', 'eth_sendTransaction', 'debug_traceCall'])
      await expect(rpc(method)).rejects.toThrow('is not served');
    await expect(send(rpc, 5)).rejects.toThrow('nonce too high');
    await expect(rpc('eth_sendRawTransaction', ['0x1234'])).rejects.toThrow('not a signed transaction');
    await expect(rpc('eth_sendRawTransaction', [7])).rejects.toThrow('expected 0x');
    const hash = await send(rpc, 0);
    expect(await send(rpc, 0)).toBe(hash);
    await expect(send(rpc, 0, { to: `0x${'22'.repeat(20)}` })).rejects.toThrow('nonce too low');

    const post = (headers: Record<string, string>, body = '{}') => fetch(url, { method: 'POST', headers, body });
    expect((await post({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await fetch(url)).status).toBe(405);
    expect(await (await post({ 'content-type': 'application/json' }, 'nonsense')).json()).toMatchObject({
      error: { code: -32700 },
    });
    expect(
      await (await post({ 'content-type': 'application/json' }, `"${'x'.repeat(1_100_000)}"`)).json(),
    ).toMatchObject({ error: { code: -32600 } });
  });

  test('a killed owner leaves no anvil, and its successor has the money', async () => {
    const owner = await ownerProcess();
    const { url, pid } = owner.ready;
    await send(caller(url), 0);
    owner.child.kill('SIGKILL');
    await untilGone(pid);

    const { rpc, devnet } = await started();
    expect(await nonceOf(rpc)).toBe(1);
    const anvil = await devnet.pid();
    await devnet.stop();
    expect(isAlive(anvil)).toBe(false);
  });

  test.runIf(process.platform === 'linux')('a killed guard leaves no anvil, and the chain goes on', async () => {
    const { rpc, devnet } = await started();
    await send(rpc, 0);
    const anvil = await devnet.pid();
    process.kill(parentOf(anvil), 'SIGKILL');
    await untilGone(anvil);
    expect(await nonceOf(rpc)).toBe(1);
    expect(await devnet.pid()).not.toBe(anvil);
  });
});

/** A process that owns a devnet in `folder`. */
async function ownerProcess() {
  const script = fileURLToPath(new URL('../../testkit/devnet-owner.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder, String(CHAIN_ID)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }).once('line', resolve),
  );
  return { child, ready: JSON.parse(line) as { url: string; pid: number } };
}
