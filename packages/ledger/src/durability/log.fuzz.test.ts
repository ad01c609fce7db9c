import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFaultyDisk, type FaultyDisk } from '../../testkit/faultyDisk.ts';
import { seededRandom, syntheticBlock } from '../../testkit/faultyDiskBlocks.ts';
import type { SealedBlock } from '../seams.ts';
import { encodeBlock } from './block-codec.ts';
import { createLog } from './log.ts';
import { expectHead, openLogReader } from './log-reader.ts';
import { type LogTail, recoverTail } from './log-recovery.ts';
import { HEAD_BYTES, readHead, SECTION_COUNT } from './record.ts';
import { listSegments } from './segments.ts';

const FOLDER = '/log';
const SALT = 77;

/** Blocks of the chain of one seed at a time, each made once. */
let made = { seed: -1, blocks: new Map<bigint, SealedBlock>() };
function blockOf(number: bigint, seed: number): SealedBlock {
  if (made.seed !== seed) made = { seed, blocks: new Map() };
  const known = made.blocks.get(number);
  if (known) return known;
  const block = syntheticBlock(number, { seed, transactions: 3, rowsPerTransaction: 2, keys: 20 });
  made.blocks.set(number, block);
  return block;
}

/** Everything of a block, as the log writes it. */
const bytesOf = (block: SealedBlock): Uint8Array => Buffer.concat(encodeBlock(block).parts(0, 0));

interface Life {
  /** Numbers in the order in which they were acknowledged. */
  acked: bigint[];
  /** Of the log that was found. */
  start: bigint;
}

/** Opens the log and appends until the cut, or so many blocks. */
async function live(disk: FaultyDisk, seed: number, blocks: number): Promise<Life> {
  const random = seededRandom(seed + blocks);
  const acked: bigint[] = [];
  let start = -1n;
  try {
    const tail = await recoverTail(disk, FOLDER, SALT);
    start = tail.last?.number ?? -1n;
    const log = logOn(disk, tail);
    for (let count = 0; count < blocks; ) {
      const together = 1 + Math.floor(random() * 4);
      const appends = Array.from({ length: together }, (_, index) => {
        const number = start + BigInt(1 + count + index);
        return log.append(blockOf(number, seed)).then(() => acked.push(number));
      });
      count += together;
      for (const result of await Promise.allSettled(appends)) if (result.status === 'rejected') throw result.reason;
      if (random() < 0.1) await log.prune((acked.at(-1) ?? 0n) - 3n);
    }
    await log.close();
  } catch (error) {
    if (!disk.isCut) throw error;
  }
  return { acked, start };
}

const logOn = (disk: FaultyDisk, tail: LogTail) =>
  createLog({
    ...{ disk, folder: FOLDER, salt: SALT, tail, segmentBytes: 12_000 },
    room: async () => {},
    durable: () => {},
  });

async function expectWhole(disk: FaultyDisk, seed: number, acked: bigint): Promise<void> {
  const tail = await recoverTail(disk, FOLDER, SALT);
  const last = tail.last?.number ?? -1n;
  expect(last).toBeGreaterThanOrEqual(acked);
  const [first] = disk.list(FOLDER);
  if (first === undefined) return;
  const from = BigInt(first.slice(0, 20));
  const reader = openLogReader({ disk, folder: FOLDER, salt: SALT, from });
  for (let number = from; number <= last; number += 1n) {
    expect(reader.next(last)?.number).toBe(number);
    expect(Buffer.compare(bytesOf(reader.block()), bytesOf(blockOf(number, seed)))).toBe(0);
  }
  expect(reader.next(last)).toBeUndefined();
}

test('whatever is lost at a cut, every acknowledged block is there, whole and in order, life after life', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
      async (seed, cuts) => {
        const random = seededRandom(seed);
        let disk = createFaultyDisk({ random, cutAtOperation: cuts[0] ?? 1 });
        for (const next of [...cuts.slice(1), undefined]) {
          const { acked, start } = await live(disk, seed, 25);
          expect(acked).toEqual(acked.map((_, index) => start + BigInt(index + 1)));
          disk = disk.restart();
          await expectWhole(disk, seed, acked.at(-1) ?? start);
          disk = disk.restart(next === undefined ? {} : { cutAtOperation: next });
        }
      },
    ),
    { numRuns: 80 },
  );
});

test('what a killed process left in the page cache is believed only once it is synced', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 3, max: 30 }), async (seed, kill) => {
      // The kill comes at an operation, as a cut does, but what was written stays written.
      const disk = createFaultyDisk({ random: seededRandom(seed), cutAtOperation: kill });
      await live(disk, seed, 25);
      const after = disk.reopen();
      const tail = await recoverTail(after, FOLDER, SALT);
      await expectWhole(after.restart(), seed, tail.last?.number ?? -1n);
    }),
    { numRuns: 80 },
  );
});

test('a failed write or sync refuses every further block, and loses none that was acknowledged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 4, max: 40 }), async (seed, failAtOperation) => {
      const disk = createFaultyDisk({ random: seededRandom(seed), failAtOperation });
      const tail = await recoverTail(disk, FOLDER, SALT);
      const log = logOn(disk, tail);
      let acked = -1n;
      let failures = 0;
      for (let number = 0n; number < 20n; number += 1n) {
        const result = await Promise.allSettled([log.append(blockOf(number, seed))]);
        if (result[0].status === 'fulfilled') {
          expect(failures).toBe(0);
          acked = number;
        } else {
          failures += 1;
          expect(result[0].reason).toMatchObject({ code: 'LOG_FAILED' });
        }
      }
      expect(failures).toBeGreaterThan(0);
      await expectWhole(disk.restart(), seed, acked);
    }),
    { numRuns: 60 },
  );
});

test('the disk of these tests finds a log that does not sync', async () => {
  let lost = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const disk = createFaultyDisk({ random: seededRandom(seed), cutAtOperation: 30, liesAboutSync: true });
    const { acked } = await live(disk, seed, 25);
    lost += await expectWhole(disk.restart(), seed, acked.at(-1) ?? -1n).then(
      () => 0,
      () => 1,
    );
  }
  expect(lost).toBeGreaterThan(20);
});

test('damage to a block that had been durable is told, not cut off', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), async (seed, which, where) => {
      const disk = createFaultyDisk({ random: seededRandom(seed) });
      const log = logOn(disk, await recoverTail(disk, FOLDER, SALT));
      for (let number = 0n; number < 9n; number += 1n) await log.append(blockOf(number, seed));
      const kept = disk.restart();
      // Not the very last block: its sync is the last thing that happened, and only a later record tells of it.
      const number = BigInt(which % 8);
      const place = await recordPlace(kept, number);
      const section = place.head.sections[where % SECTION_COUNT];
      const inSection = section && section.bytes > 0 ? section.offset + (where % section.bytes) : where % 200;
      kept.flipBit(place.file, place.offset + inSection);
      await expect(expectWhole(kept, seed, -1n)).rejects.toMatchObject({ code: 'LOG_CORRUPT' });
    }),
    { numRuns: 100 },
  );
});

test('a block of another chain, or out of order, is refused and nothing is written', async () => {
  const disk = createFaultyDisk({ random: seededRandom(1) });
  const log = logOn(disk, await recoverTail(disk, FOLDER, SALT));
  await log.append(blockOf(0n, 1));
  await expect(log.append(blockOf(2n, 1))).rejects.toMatchObject({ code: 'BLOCK_OUT_OF_ORDER' });
  await expect(log.append(blockOf(1n, 2))).rejects.toMatchObject({ code: 'BLOCK_OUT_OF_ORDER' });
  await log.append(blockOf(1n, 1));
  await expectWhole(disk.restart(), 1, 1n);
});

async function recordPlace(disk: FaultyDisk, number: bigint) {
  const segment = listSegments(disk, FOLDER).findLast(({ first }) => first <= number);
  if (!segment) throw new Error(`no segment of block ${number}`);
  const file = disk.open(segment.file);
  const bytes = new Uint8Array(HEAD_BYTES);
  for (let offset = 0; ; ) {
    file.read(offset, bytes);
    const head = expectHead(readHead(bytes, SALT), segment.file, offset);
    if (head.number === number) return { file: segment.file, offset, head };
    offset += head.bytes;
  }
}
