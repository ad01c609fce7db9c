import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hexToBytes, keccak256 } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterEach, expect, test } from 'vitest';
import { readEncoded } from '../blocks/encoded.ts';
import { pack, packedItem } from '../blocks/packed.ts';
import { refusalOf } from '../blocks/refusals.ts';
import { createRecovery, type SenderRecovery } from './createRecovery.ts';
import { loadRecover, nobleRecover } from './secp256k1.ts';

const chainId = 1280n;
const account = privateKeyToAccount(generatePrivateKey());
const other = privateKeyToAccount(generatePrivateKey());
const to = `0x${'11'.repeat(20)}` as const;
const common = { chainId: Number(chainId), to, gas: 100_000n, value: 7n, data: '0x00ff00' } as const;
const accessList = [{ address: to, storageKeys: [`0x${'00'.repeat(31)}05`] }] as const;

let recovery: SenderRecovery | undefined;
afterEach(async () => {
  await recovery?.close();
  recovery = undefined;
});

const bytes = (hex: `0x${string}`): Uint8Array => hexToBytes(hex);

async function envelopes(): Promise<Uint8Array[]> {
  const authorization = await other.signAuthorization({ address: to, chainId: Number(chainId), nonce: 3 });
  const forged = { ...authorization, s: `0x${'ff'.repeat(32)}` } as const;
  return [
    bytes(await account.signTransaction({ ...common, type: 'legacy', gasPrice: 9n, nonce: 0 })),
    bytes(await account.signTransaction({ ...common, type: 'eip2930', gasPrice: 9n, nonce: 1, accessList })),
    bytes(
      await account.signTransaction({
        ...common,
        type: 'eip1559',
        maxFeePerGas: 9n,
        maxPriorityFeePerGas: 2n,
        nonce: 300,
      }),
    ),
    bytes(
      await account.signTransaction({
        ...common,
        type: 'eip7702',
        maxFeePerGas: 9n,
        maxPriorityFeePerGas: 2n,
        nonce: 4,
        authorizationList: [authorization, forged],
      }),
    ),
    bytes(await account.signTransaction({ type: 'legacy', gasPrice: 9n, nonce: 0, gas: 5n, data: '0x6001' })),
  ];
}

test('recovers every type, its hash, and the authorities of a set-code transaction', async () => {
  recovery = createRecovery({ chainId, workers: 1, allowUnprotected: true });
  const raws = await envelopes();
  const found = await recovery.recover(pack(raws));
  expect([...found.refusals]).toEqual([0, 0, 0, 0, 0]);
  raws.forEach((raw, i) => {
    expect(`0x${found.senders.slice(i * 20, i * 20 + 20).toHex()}`).toBe(account.address.toLowerCase());
    expect(`0x${found.hashes.slice(i * 32, i * 32 + 32).toHex()}`).toBe(keccak256(raw));
  });
  const tx = readEncoded(packedItem(found.encoded, 3));
  expect(`0x${tx.sender.toHex()}`).toBe(account.address.toLowerCase());
  expect(tx).toMatchObject({ type: 4, nonce: 4n, gasLimit: 100_000n, value: 7n, maxPriorityFeePerGas: 2n });
  expect(tx.authorizationList?.map((each) => each.authority?.toHex())).toEqual([
    other.address.slice(2).toLowerCase(),
    undefined,
  ]);
});

test('names what is wrong with a transaction and goes on with the next', async () => {
  recovery = createRecovery({ chainId, workers: 1 });
  const [good = new Uint8Array(0)] = await envelopes();
  const foreign = await account.signTransaction({ ...common, chainId: 5, type: 'legacy', gasPrice: 9n, nonce: 0 });
  const highS = good.slice();
  highS.fill(0xff, highS.length - 32);
  const cases: [Uint8Array, string | undefined][] = [
    [new Uint8Array(0), 'malformed'],
    [Uint8Array.of(3, 0xc0), 'unsupported-type'],
    [Uint8Array.of(2, 0xc0), 'malformed'],
    [good.subarray(0, good.length - 1), 'malformed'],
    [Uint8Array.of(...good, 0), 'malformed'],
    [bytes(foreign), 'wrong-chain'],
    [highS, 'bad-signature'],
    [good, undefined],
  ];
  const found = await recovery.recover(pack(cases.map(([raw]) => raw)));
  const names = [...found.refusals].map((reason) => refusalOf(reason)?.code);
  expect(names).toEqual(cases.map(([, name]) => name));
});

test('the library without native code finds the same signers, and none where there is none', () => {
  const { native, recover } = loadRecover();
  expect(native).toBe(true);
  const signature = new Uint8Array(64);
  // s of 1 and an r that is no x of the curve (5), then one that is (1).
  signature[63] = 1;
  for (const r of [5, 1]) {
    signature[31] = r;
    const found = [recover, nobleRecover].map((each) => {
      const out = new Uint8Array(20);
      return [each(new Uint8Array(32).fill(9), signature, 1, out), out.toHex()];
    });
    expect(found[0]).toEqual(found[1]);
    expect(found[0]?.[0]).toBe(r === 1);
  }
});

test('keeps the order over many chunks and threads', async () => {
  recovery = createRecovery({ chainId, workers: 2 });
  const [good = new Uint8Array(0)] = await envelopes();
  const raws = Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? Uint8Array.of(i % 100) : good));
  const found = await recovery.recover(pack(raws));
  raws.forEach((raw, i) => {
    expect(found.refusals[i] === 0).toBe(raw === good);
    if (raw === good) expect(`0x${found.hashes.slice(i * 32, i * 32 + 32).toHex()}`).toBe(keccak256(good));
  });
  expect(recovery.waiting).toBe(0);
});

test('survives the death of a thread: its chunk goes to another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lode-recovery-'));
  const marker = JSON.stringify(join(folder, 'died'));
  const real = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const source = `
    import { existsSync, writeFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    if (existsSync(${marker})) await import(${real});
    else {
      parentPort.on('message', () => { writeFileSync(${marker}, ''); process.exit(1); });
      parentPort.postMessage({ kind: 'ready', native: true });
    }`;
  const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  recovery = createRecovery({ chainId, workers: 1, workerUrl });
  const [good = new Uint8Array(0)] = await envelopes();
  const found = await recovery.recover(pack(Array(100).fill(good)));
  expect(found.refusals.every((reason) => reason === 0)).toBe(true);
  expect(recovery.stats().deaths).toBe(1);
  await rm(folder, { recursive: true });
});

const DEADLY = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', () => process.exit(1));
    parentPort.postMessage({ kind: 'ready', native: true });
  `)}`,
);

test('gives up a batch that kills every thread, with the reason, and says when it is busy or aborted', async () => {
  recovery = createRecovery({ chainId, workers: 1, workerUrl: DEADLY, maxWaiting: 10 });
  const first = expect(recovery.recover(pack([Uint8Array.of(1)]))).rejects.toMatchObject({ code: 'RECOVERY_FAILED' });
  await expect(recovery.recover(pack(Array(10).fill(Uint8Array.of(1))))).rejects.toMatchObject({
    code: 'RECOVERY_BUSY',
  });
  await first;
  expect(recovery.stats().deaths).toBe(3);
  const controller = new AbortController();
  const waiting = recovery.recover(pack([Uint8Array.of(1)]), controller.signal);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  const last = expect(recovery.recover(pack([Uint8Array.of(1)]))).rejects.toMatchObject({ code: 'RECOVERY_CLOSED' });
  await recovery.close();
  await last;
});
