import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFaultyDisk } from '../../testkit/faultyDisk.ts';
import {
  addressBytes,
  memoryLedger,
  signTransfer,
  TO,
  temporaryFolder,
  testAccount,
  testGenesis,
  untilIncluded,
} from '../../testkit/ledgerChain.ts';
import { pack } from '../blocks/packed.ts';
import { createRealDisk, type Disk, type DiskFile } from '../durability/disk.ts';
import type { StateStore } from '../seams.ts';
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

/** Begins to write a block only when the next one has been made. */
function slowDisk(): Disk {
  const disk = createRealDisk();
  const slow = (file: DiskFile): DiskFile => ({
    ...file,
    async append(parts) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await file.append(parts);
    },
  });
  return { ...disk, create: async (file) => slow(await disk.create(file)), open: (file) => slow(disk.open(file)) };
}

/** Changes of small blocks too lie in memory that is used again; as many as it gave anew are counted. */
const reusing =
  (found: Set<ArrayBufferLike>) =>
  (state: StateStore): StateStore => ({
    ...state,
    changes(memory) {
      const { rows, undo, codes } = state.changes();
      const place = (bytes: Uint8Array): Uint8Array => {
        const placed = memory?.take(128 * 1024).subarray(0, bytes.length) ?? bytes;
        found.add(placed.buffer);
        placed.set(bytes);
        return placed;
      };
      return { rows: place(rows), undo: place(undo), codes };
    },
  });

test('changes in memory of earlier blocks are those of their own block, however slow the disk is', async () => {
  const [used, options] = [new Set<ArrayBufferLike>(), { workers: 2, consensus: 'manual', stateWindow: 1 } as const];
  const disk = await open({ ...options, disk: slowDisk(), wrapState: reusing(used) });
  const built: Awaited<ReturnType<Ledger['buildBlock']>>[] = [];
  for (let nonce = 0; nonce < 12; nonce++) {
    const transactions = pack([await signTransfer(alice, { nonce, value: 3n })]);
    built.push(await disk.buildBlock({ transactions, senders: addressBytes(alice) }));
  }
  await built.at(-1)?.durable;
  expect(used.size).toBeLessThan(16);
  const check = (ledger: Ledger) => {
    expect(ledger.head().hash).toEqual(built.at(-1)?.block.hash);
    expect(ledger.stateAt(12n)?.account(to)?.balance).toBe(36n);
    expect(ledger.stateAt(11n)?.account(to)?.balance).toBe(33n);
  };
  check(disk);
  await disk.stop();
  check(await open(options));
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
