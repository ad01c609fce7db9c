import type { Log } from '@lode/evm';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { packedItem } from '../src/blocks/packed.ts';
import type { History, LogFilter, LogPlace, SealedBlock } from '../src/seams.ts';
import { blockWithLogs, holderTopic, otherHash, transferBlock } from './historyBlocks.ts';
import { log } from './logRecords.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);

export interface HistoryCompliance {
  name: string;
  create(options: { window: number; queryWork?: number }): Promise<History>;
  /** Resolves when all that was appended is indexed. */
  settle(history: History): Promise<void>;
  runs: number;
}

type Logs = readonly (readonly Log[])[];

const has = (items: readonly Uint8Array[] | undefined, item: Uint8Array | undefined): boolean =>
  items === undefined || items.some((one) => item !== undefined && one.toHex() === item.toHex());

/** What a filter means, said plainly. */
function expected(blocks: readonly Logs[], first: number, filter: LogFilter): LogPlace[] {
  const places: LogPlace[] = [];
  blocks.forEach((transactions, number) => {
    if (number < first || BigInt(number) < filter.fromBlock || BigInt(number) > filter.toBlock) return;
    let logIndex = 0;
    transactions.forEach((logs, transactionIndex) => {
      for (const { address, topics } of logs) {
        const wanted = filter.topics ?? [];
        const fits = wanted.length <= topics.length && wanted.every((any, i) => has(any, topics[i]));
        if (fits && has(filter.addresses, address)) places.push({ block: BigInt(number), transactionIndex, logIndex });
        logIndex++;
      }
    });
  });
  return places;
}

const address = fc.nat(21).map((n) => new Uint8Array(20).fill(n + 1));
const topic = fc.nat(21).map((n) => new Uint8Array(32).fill(n + 1, 12));
const some = <T>(item: fc.Arbitrary<T>) =>
  fc.option(fc.array(item, { minLength: 1, maxLength: 4 }), { nil: undefined });
const filterOf = (blocks: number): fc.Arbitrary<LogFilter> =>
  fc
    .record({
      fromBlock: fc.bigInt({ min: 0n, max: BigInt(blocks) }),
      toBlock: fc.bigInt({ min: 0n, max: BigInt(blocks + 2) }),
      addresses: some(address),
      topics: fc.array(some(topic), { maxLength: 4 }),
    })
    .map(({ addresses, ...rest }) => (addresses === undefined ? rest : { ...rest, addresses }));

const blocksOf = fc.array(fc.array(fc.array(log, { maxLength: 3 }), { maxLength: 5 }), { minLength: 1, maxLength: 14 });

export function describeHistoryCompliance({ name, create, settle, runs }: HistoryCompliance): void {
  describe(`${name}: history compliance`, () => {
    let open: History[] = [];
    async function history(window: number, queryWork?: number): Promise<History> {
      const made = await create({ window, ...(queryWork === undefined ? {} : { queryWork }) });
      open.push(made);
      return made;
    }
    afterEach(async () => {
      await Promise.all(open.map((one) => one.close()));
      open = [];
    });

    function checkBlock(found: SealedBlock | undefined, block: SealedBlock): void {
      expect(found).toBeDefined();
      if (found === undefined) return;
      // The state's changes stay with recent blocks alone.
      const { changes: _changes, transactions, logs, ...rest } = block;
      expect(found).toMatchObject(rest);
      for (let i = 0; i < transactions.offsets.length - 1; i++) {
        expect(packedItem(found.transactions, i)).toEqual(packedItem(transactions, i));
        expect(packedItem(found.logs, i)).toEqual(packedItem(logs, i));
      }
    }

    it('is empty at first', async () => {
      const empty = await history(10);
      expect(empty).toMatchObject({ last: -1n, indexed: -1n });
      expect(empty.block(0n)).toBeUndefined();
      expect(empty.transaction(new Uint8Array(32))).toBeUndefined();
      expect(empty.logs({ fromBlock: 0n, toBlock: 10n }, 5)).toEqual({ logs: [], more: false });
    });

    it('finds blocks by number and hash and transactions by hash, at once and when indexed', async () => {
      const kept = await history(100);
      const blocks = [0n, 1n, 2n, 3n].map((n) =>
        transferBlock(
          n,
          Array.from({ length: 3 }, (_, i) => ({ from: i, to: 9 })),
        ),
      );
      const check = () => {
        for (const block of blocks) {
          const { number } = block.header;
          checkBlock(kept.block(number), block);
          checkBlock(kept.block(block.hash), block);
          for (let index = 0; index < 3; index++) {
            const hash = block.hashes.subarray(index * 32, index * 32 + 32);
            expect(kept.transaction(hash)).toEqual({ block: number, index });
            expect(kept.transaction(otherHash(hash))).toBeUndefined();
          }
          expect(kept.block(otherHash(block.hash))).toBeUndefined();
        }
      };
      for (const block of blocks) await kept.append(block);
      expect(kept.last).toBe(3n);
      check();
      await settle(kept);
      expect(kept.indexed).toBe(3n);
      check();
    });

    it('keeps the window and prunes the rest', async () => {
      const kept = await history(5);
      const blocks = Array.from({ length: 40 }, (_, n) => transferBlock(BigInt(n), [{ from: n, to: n + 1 }]));
      for (const block of blocks) await kept.append(block);
      await settle(kept);
      expect(kept).toMatchObject({ first: 35n, last: 39n });
      for (const [n, block] of blocks.entries()) {
        const inside = n >= 35;
        expect(kept.block(BigInt(n)) !== undefined, `block ${n}`).toBe(inside);
        expect(kept.block(block.hash) !== undefined).toBe(inside);
        expect(kept.transaction(block.hashes) !== undefined).toBe(inside);
        const found = kept.logs({ fromBlock: 0n, toBlock: 99n, topics: [undefined, [holderTopic(n)]] }, 5);
        expect(found.logs.length).toBe(inside ? 1 : 0);
      }
    });

    it('takes a known block again, but neither a gap nor another block of its number', async () => {
      const kept = await history(10);
      const blocks = [7n, 8n].map((n) => transferBlock(n, [{ from: 1, to: 2 }]));
      for (const block of [...blocks, ...blocks]) await kept.append(block);
      await settle(kept);
      for (const block of blocks) await kept.append(block);
      expect(kept).toMatchObject({ first: 7n, last: 8n });
      expect(kept.logs({ fromBlock: 0n, toBlock: 9n }, 10).logs).toHaveLength(2);
      await expect(kept.append(transferBlock(10n, []))).rejects.toMatchObject({ code: 'gap' });
      const other = { ...transferBlock(8n, []), hash: new Uint8Array(32) };
      await expect(kept.append(other)).rejects.toMatchObject({ code: 'other-block' });
    });

    it('gives at most the limit, and says when there is more', async () => {
      const kept = await history(10);
      const transfers = Array.from({ length: 600 }, (_, i) => ({ from: 1, to: i }));
      for (const n of [0n, 1n, 2n]) await kept.append(transferBlock(n, transfers));
      const all = { fromBlock: 0n, toBlock: 2n };
      const query = () => {
        expect(kept.logs({ ...all, topics: [undefined, [holderTopic(1)]] }, 1800)).toMatchObject({ more: false });
        const { logs, more } = kept.logs({ ...all, topics: [undefined, [holderTopic(1)]] }, 1799);
        expect(more).toBe(true);
        expect(logs).toHaveLength(1799);
        expect(logs[599]).toEqual({ block: 0n, transactionIndex: 599, logIndex: 599 });
        expect(logs[600]).toEqual({ block: 1n, transactionIndex: 0, logIndex: 0 });
        const to = { ...all, fromBlock: 1n, topics: [undefined, undefined, [holderTopic(599), holderTopic(300)]] };
        const places = [1n, 1n, 2n, 2n].map((block, i) => ({ block, at: i % 2 === 0 ? 300 : 599 }));
        expect(kept.logs(to, 9).logs).toEqual(
          places.map(({ block, at }) => ({ block, transactionIndex: at, logIndex: at })),
        );
        expect(kept.logs(all, 0)).toEqual({ logs: [], more: true });
      };
      query();
      await settle(kept);
      query();
    });

    it('refuses a query that would look at too much', async () => {
      const kept = await history(50, 20_000);
      const transfers = Array.from({ length: 900 }, (_, i) => ({ from: 1, to: i }));
      for (let n = 0n; n < 30n; n++) await kept.append(transferBlock(n, transfers));
      await settle(kept);
      const wide = { fromBlock: 0n, toBlock: 29n };
      const absent = [undefined, [holderTopic(1)], [holderTopic(7_000_000)]];
      expect(() => kept.logs({ ...wide, addresses: [new Uint8Array(20).fill(0xaa)] }, 100_000)).toThrow(
        expect.objectContaining({ code: 'query-too-wide' }),
      );
      const narrow = kept.logs({ fromBlock: 3n, toBlock: 4n, topics: absent }, 10);
      expect(narrow).toEqual({ logs: [], more: false });
    });

    it('finds what a filter means', { timeout: 60_000 }, async () => {
      const cases = blocksOf.chain((blocks) =>
        fc.record({
          blocks: fc.constant(blocks),
          filters: fc.array(filterOf(blocks.length), { minLength: 1, maxLength: 12 }),
          window: fc.integer({ min: 1, max: 20 }),
        }),
      );
      await fc.assert(
        fc.asyncProperty(cases, async ({ blocks, filters, window }) => {
          const kept = await create({ window });
          try {
            const check = () => {
              for (const filter of filters) {
                const places = expected(blocks, Number(kept.first), filter);
                expect(kept.logs(filter, 10_000)).toEqual({ logs: places, more: false });
                const cut = Math.floor(places.length / 2);
                expect(kept.logs(filter, cut)).toEqual({ logs: places.slice(0, cut), more: places.length > cut });
              }
            };
            for (const [n, logs] of blocks.entries()) await kept.append(blockWithLogs(BigInt(n), logs));
            check();
            await settle(kept);
            check();
          } finally {
            await kept.close();
          }
        }),
        { seed: SEED, numRuns: runs },
      );
    });
  });
}
