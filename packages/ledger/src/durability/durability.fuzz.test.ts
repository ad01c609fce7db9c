import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFaultyDisk, type FaultyDisk } from '../../testkit/faultyDisk.ts';
import { applyRows, type Random, type RowModel, seededRandom, syntheticBlock } from '../../testkit/faultyDiskBlocks.ts';
import { openDurability } from './durability.ts';

const chain = (seed: number) => ({ seed, transactions: 4, rowsPerTransaction: 2, keys: 40 });
/** Small enough that segments, checkpoints and full backlogs happen within a few blocks. */
const SMALL = { segmentBytes: 20_000, pace: { triggerBytes: 12_000, delayMs: 1, maxBacklogBytes: 40_000 } };

let root = '';
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'lode-durability-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

interface Life {
  /** Of the last block that was acknowledged, -1 before the first. */
  acked: bigint;
  /** The newest checkpoint that was told. */
  checkpoint: bigint;
}

interface LiveOptions {
  dir: string;
  disk: FaultyDisk;
  chainSeed: number;
  before: Life;
  random: Random;
}

/** Recovers, checks what was recovered, then appends until the cut or so many blocks. */
async function live({ dir, disk, chainSeed, before, random }: LiveOptions): Promise<Life> {
  const life = { ...before };
  let close = async (): Promise<void> => {};
  try {
    const { durability, recovery } = await openDurability({ dir, disk, ...SMALL });
    close = () => durability.close();
    const last = await expectRecovered(recovery, chainSeed, before);
    life.acked = last;
    for (let made = 0; made < 30; ) {
      const together = 1 + Math.floor(random() * 3);
      const appends = Array.from({ length: together }, (_, index) => {
        const number = last + BigInt(1 + made + index);
        return durability.append(syntheticBlock(number, chain(chainSeed))).then(() => {
          life.acked = number;
        });
      });
      made += together;
      const results = await Promise.allSettled(appends);
      life.checkpoint = durability.checkpoint;
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      const { backlogBytes } = durability.stats();
      expect(backlogBytes).toBeLessThan(SMALL.pace.maxBacklogBytes + 3 * 8192);
      if (random() < 0.2) await durability.prune(life.acked);
    }
  } catch (error) {
    if (!disk.isCut) throw error;
  } finally {
    await close().catch(() => {});
  }
  return life;
}

type Recovered = Awaited<ReturnType<typeof openDurability>>['recovery'];

/** Checkpoint and replay are the state of exactly the blocks that the log ends with. Returns the last one's number. */
async function expectRecovered(recovery: Recovered, chainSeed: number, before: Life): Promise<bigint> {
  const checkpoint = recovery.checkpoint ?? -1n;
  expect(checkpoint).toBeGreaterThanOrEqual(before.checkpoint);
  const found: RowModel = new Map();
  for (const rows of recovery.rows()) applyRows(found, rows);
  const codes = new Map([...recovery.codes()].map(([hash, code]) => [hash, code.toHex()]));
  let number = checkpoint;
  for await (const block of recovery.blocks) {
    number += 1n;
    expect(block).toEqual(syntheticBlock(number, chain(chainSeed)));
    applyRows(found, block.changes.rows);
    for (const [hash, code] of block.changes.codes) codes.set(hash, code.toHex());
  }
  expect(number).toBeGreaterThanOrEqual(before.acked);
  expect(recovery.last ?? -1n).toBe(number);
  const expected: RowModel = new Map();
  const expectedCodes = new Map<string, string>();
  for (let block = 0n; block <= number; block += 1n) {
    const { changes } = syntheticBlock(block, chain(chainSeed));
    applyRows(expected, changes.rows);
    for (const [hash, code] of changes.codes) expectedCodes.set(hash, code.toHex());
  }
  expect(found).toEqual(expected);
  expect(codes).toEqual(expectedCodes);
  return number;
}

test('life after life, the state is that of a prefix of blocks which holds every acknowledged one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(fc.integer({ min: 3, max: 90 }), { minLength: 2, maxLength: 4 }),
      async (seed, cuts) => {
        const random = seededRandom(seed);
        const dir = fs.mkdtempSync(path.join(root, 'run-'));
        let life: Life = { acked: -1n, checkpoint: -1n };
        let disk = createFaultyDisk({ random, cutAtOperation: cuts[0] ?? 3 });
        for (const cut of [...cuts.slice(1), undefined]) {
          life = await live({ dir, disk, chainSeed: seed, before: life, random });
          disk = disk.restart(cut === undefined ? {} : { cutAtOperation: cut });
        }
        const { durability, recovery } = await openDurability({ dir, disk, ...SMALL });
        await expectRecovered(recovery, seed, life);
        await durability.close();
      },
    ),
    { numRuns: 25 },
  );
});
