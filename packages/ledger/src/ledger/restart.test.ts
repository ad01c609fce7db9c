import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFaultyDisk } from '../../testkit/faultyDisk.ts';
import {
  addressBytes,
  CHAIN_ID,
  GWEI,
  memoryLedger,
  signTransfer,
  TO,
  temporaryFolder,
  testAccount,
  testGenesis,
  untilIncluded,
} from '../../testkit/ledgerChain.ts';
import { quickSender } from '../../testkit/quickTransfers.ts';
import { pack } from '../blocks/packed.ts';
import { createLedger, type Ledger } from './createLedger.ts';
import type { LedgerOptions } from './options.ts';

const accounts = Array.from({ length: 8 }, (_, i) => testAccount(i));
const [alice = testAccount(0)] = accounts;
const to = Uint8Array.fromHex(TO.slice(2));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const opened: Ledger[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.stop();
  await folder.remove();
});

const open = async (more: Partial<LedgerOptions> = {}): Promise<Ledger> => {
  const ledger = await createLedger({
    genesis: testGenesis(accounts),
    dir: folder.dir,
    workers: 0,
    recoveryWorkers: 1,
    ...more,
  });
  opened.push(ledger);
  return ledger;
};

const included = async (ledger: Ledger, raw: Uint8Array[]): Promise<Uint8Array[]> => {
  const hashes = (await ledger.submit(raw)).flatMap((result) => (result.ok ? [result.hash] : []));
  expect(hashes).toHaveLength(raw.length);
  await untilIncluded(ledger, hashes);
  return hashes;
};

test('a restart finds the head, the state, the blocks and the past, and goes on', async () => {
  const first = await open();
  first.start();
  const hashes = await included(first, [await signTransfer(alice, { nonce: 0, value: 7n })]);
  await included(first, [await signTransfer(alice, { nonce: 1, value: 8n })]);
  const head = first.head();
  await first.stop();
  await expect(first.submit([])).rejects.toMatchObject({ code: 'LEDGER_STOPPED' });

  const second = await open();
  expect(second.head().hash).toEqual(head.hash);
  expect(second.stateAt(head.header.number)?.account(to)?.balance).toBe(15n);
  expect(second.stateAt(1n)?.account(to)?.balance).toBe(7n);
  expect(second.history.transaction(hashes[0] ?? new Uint8Array(0))).toEqual({ block: 1n, index: 0 });
  second.start();
  await included(second, [await signTransfer(alice, { nonce: 2, value: 1n })]);
  expect(second.head().header.parentHash).toEqual(head.hash);
  await second.stop();

  const third = await open();
  expect(third.head().header.number).toBe(head.header.number + 1n);
  expect(third.pendingNonce(addressBytes(alice))).toBe(3n);
});

test('large blocks, whose changes lie in memory of earlier ones, are what they are without', async () => {
  const COUNT = 950;
  const BLOCKS = 8;
  const recipient = (n: number) =>
    new Uint8Array(20)
      .fill(0x70)
      .fill(n >> 8, 18)
      .fill(n, 19);
  const payer = quickSender(0, CHAIN_ID, (nonce) => recipient(nonce % COUNT), Number(10n * GWEI));
  const genesis = testGenesis([], { alloc: { [payer.address.toHex()]: { balance: '0xffffffffffffffffffff' } } });
  const senders = new Uint8Array(20 * COUNT);
  for (let n = 0; n < COUNT; n++) senders.set(payer.address, 20 * n);
  const blocks = Array.from({ length: BLOCKS }, (_, b) =>
    pack(Array.from({ length: COUNT }, (__, n) => payer.sign(b * COUNT + n))),
  );
  const more = { genesis, consensus: 'manual', workers: 2 } as const;
  const [disk, memory] = [
    await open({ ...more, stateWindow: 2 }),
    await memoryLedger(genesis, { consensus: 'manual' }),
  ];
  opened.push(memory);
  // Several at once: a block is built while others are written.
  const built = await Promise.all(
    blocks.map(async (transactions, b) => {
      const options = { transactions, senders, timeMs: 1_700_000_001_000 + b };
      const [one, other] = await Promise.all([disk.buildBlock(options), memory.buildBlock(options)]);
      await one.durable;
      return [one.block.hash.toHex(), other.block.hash.toHex()];
    }),
  );
  for (const [one, other] of built) expect(one).toBe(other);
  const balances = (ledger: Ledger, at: bigint) =>
    Array.from({ length: COUNT }, (_, n) => ledger.stateAt(at)?.account(recipient(n))?.balance);
  const check = (ledger: Ledger) => {
    expect(ledger.head().header.number).toBe(BigInt(BLOCKS));
    expect(balances(ledger, BigInt(BLOCKS))).toEqual(Array(COUNT).fill(BigInt(BLOCKS)));
    expect(balances(ledger, BigInt(BLOCKS - 1))).toEqual(Array(COUNT).fill(BigInt(BLOCKS - 1)));
  };
  check(disk);
  await disk.stop();
  const again = await open({ ...more, stateWindow: 2 });
  check(again);
  expect(again.head().hash.toHex()).toBe(built.at(-1)?.[0]);
});

test('with every part as it is in production, the same blocks as in memory, and after a restart', async () => {
  const [disk, memory] = [
    await open({ workers: 2, recoveryWorkers: 2, consensus: 'manual' }),
    await memoryLedger(testGenesis(accounts), { consensus: 'manual' }),
  ];
  opened.push(memory);
  const senders = Uint8Array.from(accounts.flatMap((account) => [...addressBytes(account)]));
  for (let nonce = 0; nonce < 3; nonce++) {
    // First contracts whose constructors write a slot and log; then transfers.
    const shape = nonce === 0 ? { data: '0x600160025560016000a0' as const, to: null, gas: 200_000n } : {};
    const transactions = pack(
      await Promise.all(accounts.map((account, i) => signTransfer(account, { nonce, value: BigInt(i), ...shape }))),
    );
    const timeMs = 1_800_000_000_000 + nonce;
    const blocks = await Promise.all([disk, memory].map((each) => each.buildBlock({ transactions, senders, timeMs })));
    expect(blocks[0]?.invalid).toBe(0);
    expect(blocks[0]?.block.hash).toEqual(blocks[1]?.block.hash);
    await Promise.all(blocks.map(({ durable }) => durable));
  }
  expect(disk.head().header.stateRoot).toEqual(memory.head().header.stateRoot);
  await disk.stop();
  const again = await open({ workers: 2 });
  expect(again.head().hash).toEqual(memory.head().hash);
  for (const account of [to, ...accounts.map(addressBytes)]) {
    expect(again.stateAt(3n)?.account(account)).toEqual(memory.stateAt(3n)?.account(account));
  }
});

test('another genesis, and another chain id, are refused', async () => {
  await (await open()).stop();
  const other = { genesis: testGenesis(accounts.slice(1)) };
  await expect(open(other)).rejects.toMatchObject({ code: 'GENESIS_MISMATCH' });
  await expect(open({ genesis: testGenesis(accounts, { config: { chainId: 5 } }) })).rejects.toMatchObject({
    code: 'GENESIS_MISMATCH',
    details: { found: { chainId: '1280' }, wanted: { chainId: '5' } },
  });
  const path = join(folder.dir, 'chain.json');
  const content = await readFile(path, 'utf8');
  await writeFile(path, '{');
  await expect(open()).rejects.toMatchObject({ code: 'STATE_MISMATCH' });
  await writeFile(path, content);
  expect((await open()).head().header.number).toBe(0n);
});

test('a stop under load loses nothing that was told', async () => {
  const ledger = await open();
  const told: Uint8Array[] = [];
  ledger.subscribe((event) => {
    if (event.kind === 'block') told.push(event.block.hash);
  });
  ledger.start();
  const raw = await Promise.all(
    accounts.flatMap((account) => Array.from({ length: 10 }, (_, nonce) => signTransfer(account, { nonce }))),
  );
  const sent: Promise<unknown>[] = [];
  for (let at = 0; at < raw.length; at += 8) {
    sent.push(ledger.submit(raw.slice(at, at + 8)).catch(() => undefined));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(sent.slice(0, 5));
  await ledger.stop();
  await Promise.all(sent);
  const again = await open();
  expect(told.at(-1) ?? again.head().hash).toEqual(again.head().hash);
  const count = told.reduce((sum, hash) => sum + (again.history.block(hash)?.status.length ?? Number.NaN), 0);
  expect(again.stateAt(again.head().header.number)?.account(to)?.balance ?? 0n).toBe(BigInt(count));
});

test('a disk that fails stops the ledger: nothing of that block is told, and it says why', async () => {
  // The third operation of an append and later: found by counting those of a start.
  const counting = createFaultyDisk({ random: () => 0.5 });
  const probe = await open({ disk: counting });
  const atStart = counting.operations;
  await probe.stop();
  await folder.remove();
  folder = await temporaryFolder();

  const disk = createFaultyDisk({ random: () => 0.5, failAtOperation: atStart + 1 });
  const ledger = await open({ disk });
  const told: bigint[] = [];
  ledger.subscribe((event) => {
    if (event.kind === 'block') told.push(event.block.header.number);
  });
  ledger.start();
  const [result] = await ledger.submit([await signTransfer(alice, { nonce: 0 })]);
  expect(result?.ok).toBe(true);
  while (ledger.health().ok) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(told).toEqual([]);
  expect(ledger.head().header.number).toBe(0n);
  expect(ledger.stateAt(0n)?.account(to)).toBeUndefined();
  expect(ledger.health().failure).toMatchObject({ code: 'LEDGER_FAILED', cause: { code: 'LOG_FAILED' } });
  await expect(ledger.submit([])).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
  await ledger.stop();
  expect((await open({ disk: disk.restart({ random: () => 0.5 }) })).head().header.number).toBe(0n);
});
