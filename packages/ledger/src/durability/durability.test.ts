import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyRows, type RowModel, syntheticBlock } from '../../testkit/faultyDiskBlocks.ts';
import { CHANGE_ACCOUNT } from '../seams.ts';
import { makeCheckpoint, openCheckpoint } from './checkpoint.ts';
import { openColdRows } from './cold-rows.ts';
import { createRealDisk } from './disk.ts';
import { type LedgerDurability, type LedgerRecovery, openDurability } from './durability.ts';

const chain = { seed: 11, transactions: 10, rowsPerTransaction: 3, keys: 100 };
const PACE = { triggerBytes: 1, delayMs: 1, maxBacklogBytes: 10_000_000 };
const code = (name: string) => expect.objectContaining({ code: name });

let dir = '';
let opened: LedgerDurability[] = [];
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lode-store-'));
});
afterEach(async () => {
  for (const durability of opened.splice(0)) await durability.close().catch(() => {});
  fs.rmSync(dir, { recursive: true, force: true });
});

type Opened = { durability: LedgerDurability; recovery: LedgerRecovery };

/** With a disk that is given, the checkpoint is written on this thread: no thread has to start. */
async function open(segmentBytes = 100_000, threads = false): Promise<Opened> {
  const disk = threads ? {} : { disk: createRealDisk() };
  const both = await openDurability({ dir, segmentBytes, pace: PACE, ...disk });
  opened.push(both.durability);
  return both;
}

async function close(durability: LedgerDurability): Promise<void> {
  opened = opened.filter((other) => other !== durability);
  await durability.close();
}

async function appendBlocks(durability: LedgerDurability, first: bigint, last: bigint): Promise<void> {
  for (let number = first; number <= last; number += 1n) await durability.append(syntheticBlock(number, chain));
}

async function checkpointAt(durability: LedgerDurability, block: bigint): Promise<void> {
  while (durability.checkpoint < block) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** What is recovered: the state, and how many blocks were replayed for it. */
async function recovered(recovery: LedgerRecovery): Promise<{ model: RowModel; replayed: number }> {
  const model: RowModel = new Map();
  let replayed = 0;
  for (const rows of recovery.rows()) applyRows(model, rows);
  for await (const block of recovery.blocks) {
    applyRows(model, block.changes.rows);
    replayed += 1;
  }
  return { model, replayed };
}

function expectedModel(last: bigint): RowModel {
  const model: RowModel = new Map();
  for (let number = 0n; number <= last; number += 1n) applyRows(model, syntheticBlock(number, chain).changes.rows);
  return model;
}

/** A store whose checkpoint is of block 9 and whose log has blocks 0 to 9, or, pruned, the last of them. */
async function tenBlocks(pruned: boolean): Promise<void> {
  const { durability } = await open(pruned ? 10_000 : 1_000_000);
  await appendBlocks(durability, 0n, 9n);
  await checkpointAt(durability, 9n);
  if (pruned) await durability.prune(9n);
  await close(durability);
}

test('the thread brings the checkpoint up to the log, and cold rows see it at once', async () => {
  const { durability, recovery } = await open(100_000, true);
  expect(recovery).toMatchObject({ checkpoint: undefined, first: undefined, last: undefined, tornBytes: 0 });
  expect(durability.checkpoint).toBe(-1n);
  const cold = openColdRows(dir);
  await appendBlocks(durability, 0n, 30n);
  await checkpointAt(durability, 30n);
  for (const [name, row] of expectedModel(30n)) {
    const [kind, place = ''] = name.split(' ');
    const bytes = Uint8Array.fromHex(place);
    expect(cold.get(Number(kind), bytes.subarray(0, 20), bytes.subarray(20))?.toHex()).toBe(row);
  }
  expect(cold.get(CHANGE_ACCOUNT, new Uint8Array(20).fill(255))).toBeUndefined();
  expect(durability.stats()).toEqual({ lastBlock: 30n, checkpoint: 30n, backlogBytes: 0, backlogBlocks: 0 });
  await cold.close();
});

test('a checkpoint that cannot read the log stops the appends, and closing still ends', async () => {
  const pace = { triggerBytes: 100_000, delayMs: 1_000_000, maxBacklogBytes: 200_000 };
  const { durability } = await openDurability({ dir, pace });
  opened.push(durability);
  await appendBlocks(durability, 0n, 1n);
  const file = fs.openSync(path.join(dir, 'log', '00000000000000000000.log'), 'r+');
  fs.writeSync(file, Uint8Array.of(255), 0, 1, 8);
  fs.closeSync(file);
  const stopped = await appendBlocks(durability, 2n, 100n).catch((error) => error);
  expect(stopped).toMatchObject({ code: 'LOG_FAILED', cause: { code: 'CHECKPOINT_FAILED' } });
  await expect(durability.append(syntheticBlock(101n, chain))).rejects.toThrow(code('LOG_FAILED'));
  await close(durability);
  await expect(openDurability({ dir })).rejects.toThrow(code('LOG_CORRUPT'));
});

test('pruning frees whole segments of blocks that the checkpoint has, and what is left can be read', async () => {
  const { durability } = await open(20_000);
  await appendBlocks(durability, 0n, 40n);
  await checkpointAt(durability, 40n);
  await durability.prune(20n);
  await close(durability);
  const { recovery } = await open(20_000);
  expect(recovery.first).toBeGreaterThan(10n);
  expect(recovery.first).toBeLessThanOrEqual(21n);
  const numbers: bigint[] = [];
  for await (const { header } of recovery.blocksFrom(21n)) numbers.push(header.number);
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => BigInt(21 + index)));
  expect((await recovered(recovery)).model).toEqual(expectedModel(40n));
});

test('a directory has one owner at a time', async () => {
  const { durability } = await open();
  await expect(openDurability({ dir })).rejects.toThrow(code('DATA_DIR_IN_USE'));
  await close(durability);
  await open();
});

test.each([
  ['a newer format', 'lode-ledger 3 0a0b0c0d\n', /format 3.*knows 1 to 2/],
  ['no format of ours', 'hello', /not a ledger/],
])('%s is refused with a clear sentence', async (_, text, sentence) => {
  await tenBlocks(false);
  fs.writeFileSync(path.join(dir, 'format'), text);
  const refused = openDurability({ dir });
  await expect(refused).rejects.toThrow(code('DATA_FORMAT_UNKNOWN'));
  await expect(refused).rejects.toThrow(sentence);
});

test('a folder of format 1 is read and goes on', async () => {
  await tenBlocks(false);
  const format = path.join(dir, 'format');
  fs.writeFileSync(format, fs.readFileSync(format, 'utf8').replace('lode-ledger 2 ', 'lode-ledger 1 '));
  const { durability, recovery } = await open();
  expect(await recovered(recovery)).toEqual({ model: expectedModel(9n), replayed: 0 });
  await durability.append(syntheticBlock(10n, chain));
  expect(fs.readFileSync(format, 'utf8')).toMatch(/^lode-ledger 1 /);
});

test('data without a format file is refused', async () => {
  await tenBlocks(false);
  fs.rmSync(path.join(dir, 'format'));
  await expect(openDurability({ dir })).rejects.toThrow(code('DATA_FORMAT_UNKNOWN'));
});

test('a lost checkpoint is made again from a log that has every block', async () => {
  await tenBlocks(false);
  fs.rmSync(path.join(dir, 'checkpoint'), { recursive: true });
  const { durability, recovery } = await open();
  expect(recovery.checkpoint).toBeUndefined();
  expect(await recovered(recovery)).toEqual({ model: expectedModel(9n), replayed: 10 });
  await checkpointAt(durability, 9n);
});

test('an older checkpoint is made good by replaying more', async () => {
  const { durability } = await open(1_000_000);
  await appendBlocks(durability, 0n, 4n);
  await checkpointAt(durability, 4n);
  await close(durability);
  fs.cpSync(path.join(dir, 'checkpoint'), path.join(dir, 'older'), { recursive: true });
  const again = await open(1_000_000);
  await appendBlocks(again.durability, 5n, 9n);
  await checkpointAt(again.durability, 9n);
  await close(again.durability);
  fs.rmSync(path.join(dir, 'checkpoint'), { recursive: true });
  fs.renameSync(path.join(dir, 'older'), path.join(dir, 'checkpoint'));
  const { recovery } = await open();
  expect(recovery.checkpoint).toBe(4n);
  expect(await recovered(recovery)).toEqual({ model: expectedModel(9n), replayed: 5 });
});

/** In the place of the checkpoint one whose first write, of blocks 0 to 9, was cut off before its last transaction. */
async function cutCheckpoint(most: bigint): Promise<void> {
  await tenBlocks(false);
  fs.rmSync(path.join(dir, 'checkpoint'), { recursive: true });
  await makeCheckpoint(dir);
  const checkpoint = openCheckpoint(dir, 10);
  const write = (): bigint =>
    checkpoint.write((to) => {
      for (let number = 0n; number <= 9n; number += 1n) to.rows(syntheticBlock(number, chain).changes.rows);
      to.codes(new Map([['no hash', new Uint8Array(1)]]));
      return 9n;
    }, most);
  expect(write).toThrow(code('CHECKPOINT_FAILED'));
  expect([checkpoint.block(), checkpoint.unfinished()]).toEqual([undefined, most]);
  await checkpoint.close();
}

test('a checkpoint that was cut between its transactions is finished before it is read', async () => {
  await cutCheckpoint(9n);
  const { recovery } = await open();
  expect(recovery.checkpoint).toBe(9n);
  expect(await recovered(recovery)).toEqual({ model: expectedModel(9n), replayed: 0 });
});

test('one that cannot be finished, because the log ends before, is refused', async () => {
  await cutCheckpoint(12n);
  await expect(openDurability({ dir })).rejects.toThrow(code('LOG_CORRUPT'));
});

test('a lost checkpoint and a pruned log are refused', async () => {
  await tenBlocks(true);
  fs.rmSync(path.join(dir, 'checkpoint'), { recursive: true });
  await expect(openDurability({ dir })).rejects.toThrow(code('CHECKPOINT_CORRUPT'));
});

test('a first start that was cut while it made the checkpoint is begun again', async () => {
  const { durability } = await open();
  await close(durability);
  fs.renameSync(path.join(dir, 'checkpoint'), path.join(dir, 'checkpoint-new'));
  fs.truncateSync(path.join(dir, 'checkpoint-new', 'data.mdb'), 5000);
  const again = await open();
  await appendBlocks(again.durability, 0n, 3n);
  await checkpointAt(again.durability, 3n);
});

test('a checkpoint that is no LMDB file is refused', async () => {
  await tenBlocks(false);
  fs.writeFileSync(path.join(dir, 'checkpoint', 'data.mdb'), new Uint8Array(65_536).fill(7));
  await expect(openDurability({ dir })).rejects.toThrow(code('CHECKPOINT_CORRUPT'));
});

test('a log that ends before the checkpoint is refused', async () => {
  await tenBlocks(true);
  const log = path.join(dir, 'log');
  for (const name of fs.readdirSync(log)) fs.rmSync(path.join(log, name));
  await expect(openDurability({ dir })).rejects.toThrow(code('LOG_CORRUPT'));
});

test('a missing segment is told when the blocks are read', async () => {
  const { durability } = await open(10_000);
  await appendBlocks(durability, 0n, 9n);
  await close(durability);
  fs.rmSync(path.join(dir, 'checkpoint'), { recursive: true });
  const log = path.join(dir, 'log');
  const names = fs.readdirSync(log).sort();
  fs.rmSync(path.join(log, names[1] ?? ''));
  await expect(openDurability({ dir })).rejects.toThrow(code('LOG_CORRUPT'));
});
