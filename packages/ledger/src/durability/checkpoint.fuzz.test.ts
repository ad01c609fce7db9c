import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyRows, type RowModel, seededRandom, syntheticBlock } from '../../testkit/faultyDiskBlocks.ts';
import { CHANGE_BYTES } from '../seams.ts';
import { type Checkpoint, checkpointFolder, makeCheckpoint, openCheckpoint } from './checkpoint.ts';
import { coldRowsOf } from './cold-rows.ts';

const PAGE = 4096;
const ROUNDS = 15;
let dir = '';
beforeEach(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lode-checkpoint-'));
  await makeCheckpoint(dir);
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

const code = (name: string) => expect.objectContaining({ code: name });
const options = { seed: 3, transactions: 30, rowsPerTransaction: 3, keys: 400 };

function writeBlocks(checkpoint: Checkpoint, model: RowModel, first: bigint, last: bigint): void {
  checkpoint.write((to) => {
    for (let number = first; number <= last; number += 1n) {
      const { changes } = syntheticBlock(number, options);
      to.rows(changes.rows);
      to.codes(changes.codes);
      applyRows(model, changes.rows);
    }
    return last;
  });
}

function modelOf(checkpoint: Checkpoint): RowModel {
  const model: RowModel = new Map();
  for (const rows of checkpoint.rows()) applyRows(model, rows);
  return model;
}

test('rows, codes and single reads are those of the last block that was written', async () => {
  const checkpoint = openCheckpoint(dir);
  expect(checkpoint.block()).toBeUndefined();
  const model: RowModel = new Map();
  const cold = coldRowsOf(checkpoint);
  for (let block = 0n; block < 40n; block += 4n) {
    writeBlocks(checkpoint, model, block, block + 3n);
    expect(checkpoint.block()).toBe(block + 3n);
    expect(modelOf(checkpoint)).toEqual(model);
    for (const [name, row] of model) {
      const [kind, place = ''] = name.split(' ');
      const bytes = Uint8Array.fromHex(place);
      expect(cold.get(Number(kind), bytes.subarray(0, 20), bytes.subarray(20))?.toHex()).toBe(row);
    }
  }
  expect(cold.get(1, new Uint8Array(20).fill(9))).toBeUndefined();
  for (const [hash, code] of checkpoint.codes()) expect(cold.code(hash)).toEqual(Buffer.from(code));
  await checkpoint.close();
});

test('a transaction that fails in the middle changes nothing', async () => {
  const checkpoint = openCheckpoint(dir);
  const model: RowModel = new Map();
  writeBlocks(checkpoint, model, 0n, 3n);
  expect(() =>
    checkpoint.write((to) => {
      to.rows(syntheticBlock(4n, options).changes.rows);
      throw new Error('the log cannot be read');
    }),
  ).toThrow(code('CHECKPOINT_FAILED'));
  expect(checkpoint.block()).toBe(3n);
  expect(modelOf(checkpoint)).toEqual(model);
  writeBlocks(checkpoint, model, 4n, 5n);
  expect(modelOf(checkpoint)).toEqual(model);
  await checkpoint.close();
});

/**
 * LMDB writes pages, syncs, then writes 128 bytes of a meta page (seen by strace). So a cut during a commit leaves any
 * of the new pages, or parts of them, beside the old meta pages. That file is made here, page by page.
 */
test('a cut during a commit leaves the checkpoint before it, whatever pages were written', async () => {
  const file = path.join(checkpointFolder(dir), 'data.mdb');
  let model: RowModel = new Map();
  let block = 0n;
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 4 }), async (seed, blocks) => {
      const random = seededRandom(seed);
      const checkpoint = openCheckpoint(dir);
      expect(modelOf(checkpoint)).toEqual(model);
      const before = fs.readFileSync(file);
      const next: RowModel = new Map(model);
      writeBlocks(checkpoint, next, block, block + BigInt(blocks - 1));
      await checkpoint.close();
      const after = fs.readFileSync(file);
      fs.writeFileSync(file, partly(before, after, random));
      fs.rmSync(path.join(checkpointFolder(dir), 'lock.mdb'));
      const found = openCheckpoint(dir);
      expect(found.block() ?? -1n).toBe(block - 1n);
      expect(modelOf(found)).toEqual(model);
      await found.close();
      // The commit as a whole, for the next run.
      fs.writeFileSync(file, after);
      fs.rmSync(path.join(checkpointFolder(dir), 'lock.mdb'));
      model = next;
      block += BigInt(blocks);
    }),
    { numRuns: 25 },
  );
});

/** Some sectors of the pages that differ, and a file of some length between. The two meta pages stay. */
function partly(before: Buffer, after: Buffer, random: () => number): Buffer {
  const keep = random();
  const bytes = Buffer.alloc(random() < 0.5 ? after.length : Math.max(before.length, 2 * PAGE));
  before.copy(bytes);
  for (let at = 2 * PAGE; at < bytes.length; at += 512) if (random() < keep) after.copy(bytes, at, at, at + 512);
  return bytes;
}

test('a write that is cut between its transactions says so, until it is done again', async () => {
  const checkpoint = openCheckpoint(dir, 10);
  const model: RowModel = new Map();
  writeBlocks(checkpoint, model, 0n, 3n);
  const cut = (codes: ReadonlyMap<string, Uint8Array>): bigint =>
    checkpoint.write((to) => {
      to.rows(syntheticBlock(4n, options).changes.rows);
      to.codes(codes);
      return 4n;
    }, 6n);
  // Rows go first; a code that cannot be written fails the last transaction.
  expect(() => cut(new Map([['no hash', new Uint8Array(1)]]))).toThrow(code('CHECKPOINT_FAILED'));
  expect([checkpoint.block(), checkpoint.unfinished()]).toEqual([3n, 6n]);
  expect(modelOf(checkpoint)).not.toEqual(model);
  cut(new Map());
  applyRows(model, syntheticBlock(4n, options).changes.rows);
  expect([checkpoint.block(), checkpoint.unfinished()]).toEqual([4n, undefined]);
  expect(modelOf(checkpoint)).toEqual(model);
  await checkpoint.close();
});

test('a thread that never turns its event loop reads what was just written, while the file grows', async () => {
  const checkpoint = openCheckpoint(dir);
  const word = new Int32Array(new SharedArrayBuffer(8));
  const reader = new Worker(new URL('../../testkit/faultyDiskColdReader.ts', import.meta.url), {
    workerData: { dir, word, rounds: ROUNDS },
  });
  const result = new Promise((resolve, reject) => {
    reader.once('message', resolve);
    reader.once('error', (error) => {
      reject(error);
      Atomics.store(word, 1, ROUNDS);
    });
  });
  const rows = new Uint8Array(500 * CHANGE_BYTES);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (let index = 0; index < 500; index += 1) {
      const at = index * CHANGE_BYTES;
      rows.set([1, 1], at);
      new DataView(rows.buffer).setUint32(at + 4, index === 0 ? 0 : round * 500 + index, true);
      new DataView(rows.buffer).setUint32(at + 24, round, true);
    }
    checkpoint.write((to) => {
      to.rows(rows);
      return BigInt(round);
    });
    Atomics.store(word, 0, round);
    Atomics.notify(word, 0);
    while (Atomics.load(word, 1) < round) await new Promise(setImmediate);
  }
  expect(await result).toEqual({ rounds: ROUNDS, stale: 0 });
  await checkpoint.close();
});
