import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { AccountRow, RootProvider } from '../src/seams.ts';
import {
  applyChange,
  arbitraryBlocks,
  blockRows,
  rowsOf,
  type StateChange,
  type StateModel,
  testAddress,
} from './stateModel.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);
const ACCOUNT: AccountRow = { nonce: 7n, balance: 10n ** 18n, codeHash: new Uint8Array(32).fill(0xc5) };

export interface RootCompliance {
  name: string;
  create(): Promise<RootProvider>;
  emptyRoot: Uint8Array;
  /** The root by another way. */
  oracle(model: StateModel): Promise<Uint8Array>;
  runs: number;
}

/** What every RootProvider does. */
export function describeRootCompliance({ name, create, emptyRoot, oracle, runs }: RootCompliance): void {
  describe(`${name}: root compliance`, () => {
    const open: RootProvider[] = [];
    async function provider(): Promise<RootProvider> {
      const made = await create();
      open.push(made);
      return made;
    }
    afterEach(async () => {
      await Promise.all(open.splice(0).map((one) => one.close()));
    });

    it('begins empty, and returns to empty when all is removed', async () => {
      const roots = await provider();
      expect(roots.block).toBe(-1n);
      expect(roots.root).toEqual(emptyRoot);
      const address = testAddress(1);
      const root = await roots.apply(
        0n,
        blockRows([
          { address, account: ACCOUNT },
          { address, key: 1n, value: 5n },
        ]),
      );
      expect(root).not.toEqual(emptyRoot);
      expect(roots.root).toEqual(root);
      await roots.apply(
        1n,
        blockRows([
          { address, account: undefined },
          { address, key: 1n, value: 0n },
        ]),
      );
      expect(roots.root).toEqual(emptyRoot);
      expect(roots.block).toBe(1n);
    });

    it('is bound to every field of a row', async () => {
      const address = testAddress(1);
      const base: StateChange[] = [
        { address, account: ACCOUNT },
        { address, key: 1n, value: 5n },
      ];
      const other = (account: Partial<AccountRow>): StateChange[] => [{ address, account: { ...ACCOUNT, ...account } }];
      const variants: StateChange[][] = [
        [],
        other({ nonce: 8n }),
        other({ balance: 1n }),
        other({ codeHash: new Uint8Array(32).fill(0xc6) }),
        [{ address, key: 1n, value: 6n }],
        [{ address, key: 2n, value: 5n }],
        [{ address: testAddress(2), account: ACCOUNT }],
      ];
      const seen = new Set<string>();
      const roots = await provider();
      await roots.apply(0n, blockRows(base));
      let block = 1n;
      for (const variant of variants) {
        seen.add((await roots.apply(block++, blockRows(variant))).toHex());
      }
      expect(seen.size).toBe(variants.length);
    });

    it('applies queued blocks in order and an empty block', async () => {
      const roots = await provider();
      const address = testAddress(3);
      const pending = [1n, 2n, 3n].map((nonce) =>
        roots.apply(nonce, blockRows([{ address, account: { ...ACCOUNT, nonce } }])),
      );
      const done = await Promise.all(pending);
      expect(new Set(done.map((root) => root.toHex())).size).toBe(3);
      expect(await roots.apply(4n, blockRows([]))).toEqual(done[2]);
      expect(roots.block).toBe(4n);
    });

    it('depends on the state alone: not on blocks, nor on the order of rows', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryBlocks, async (blocks) => {
          const model: StateModel = { accounts: new Map(), slots: new Map() };
          const [split, once] = [await create(), await create()];
          try {
            for (const [i, changes] of blocks.entries()) {
              for (const change of changes) applyChange(model, change);
              // A slot belongs to an account here: Ethereum's tries know no others.
              for (const owner of model.slots.keys()) {
                if (model.accounts.has(owner)) continue;
                const change = { address: Uint8Array.fromHex(owner), account: ACCOUNT };
                const at = changes.findIndex((c) => !('key' in c) && c.address.toHex() === owner);
                if (at >= 0) changes.splice(at, 1);
                applyChange(model, change);
                changes.push(change);
              }
              await split.apply(BigInt(i), blockRows(changes));
            }
            const rows = rowsOf(model).reverse();
            const root = await once.apply(0n, { rows: concat(rows), codes: new Map() });
            expect(split.root).toEqual(root);
            expect(root).toEqual(await oracle(model));
          } finally {
            await split.close();
            await once.close();
          }
        }),
        { seed: SEED, numRuns: runs },
      );
    });
  });
}

function concat(rows: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(rows.length * 96);
  rows.forEach((row, i) => {
    all.set(row, i * 96);
  });
  return all;
}
