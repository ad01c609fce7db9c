import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRows, encodeAccountRow, encodeSlotRow, joinRows } from '../rows.ts';
import type { AccountRow, StateReader } from '../seams.ts';
import { createUndoWindow } from './undoWindow.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);
const KEYS = [0n, 1n, 1n << 255n];
const addresses = Array.from({ length: 4 }, (_, i) => new Uint8Array(20).fill(i * 80));
const CODE_HASH = new Uint8Array(32).map((_, i) => i);

/** An account's nonce and balance (0 and 0: it does not exist), or a slot's value. */
const change = fc.record({
  address: fc.nat(addresses.length - 1),
  slot: fc.option(fc.nat(KEYS.length - 1), { nil: undefined }),
  value: fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }),
});
/** At most one change of a row a block. */
const block = fc.uniqueArray(change, { maxLength: 8, selector: ({ address, slot }) => `${address}.${slot}` });

type World = Map<string, bigint>;
const name = (address: number, slot: number | undefined): string => `${address}.${slot ?? 'account'}`;

function readerOf(world: () => World): StateReader {
  const index = (address: Uint8Array) => (address[0] ?? 0) / 80;
  return {
    account(address) {
      return accountOf(world().get(name(index(address), undefined)));
    },
    slot: (address, key) => world().get(name(index(address), KEYS.indexOf(key))) ?? 0n,
    code: () => undefined,
  };
}

function accountOf(value: bigint | undefined): AccountRow | undefined {
  return value === undefined || value === 0n
    ? undefined
    : { nonce: value & 0xffffn, balance: value, codeHash: CODE_HASH };
}

function rowOf(world: World, { address, slot }: { address: number; slot?: number | undefined }): Uint8Array {
  const bytes = addresses[address] ?? new Uint8Array(20);
  const value = world.get(name(address, slot));
  return slot === undefined
    ? encodeAccountRow(bytes, accountOf(value))
    : encodeSlotRow(bytes, KEYS[slot] ?? 0n, value ?? 0n);
}

test(`past states are what they were, as far as the window goes (seed ${SEED})`, () => {
  const rowBytes = fc.constantFrom(96, 400, 1 << 20);
  fc.assert(
    fc.property(
      fc.array(block, { maxLength: 20 }),
      fc.integer({ min: 1, max: 6 }),
      rowBytes,
      (blocks, window, maxBytes) => {
        let world: World = new Map();
        const snapshots: World[] = [world];
        const undo = createUndoWindow(
          readerOf(() => world),
          0n,
          { window, maxBytes },
        );
        blocks.forEach((changes, i) => {
          const rows = joinRows(changes.map((each) => rowOf(world, each)));
          expect([...decodeRows(rows)]).toHaveLength(changes.length);
          world = new Map(world);
          for (const { address, slot, value } of changes) world.set(name(address, slot), value);
          snapshots.push(world);
          undo.push(BigInt(i + 1), rows);
        });
        expect(Number(undo.first)).toBeGreaterThanOrEqual(Math.max(0, blocks.length - window));
        expect(undo.bytes <= maxBytes || blocks.length - Number(undo.first) === 1).toBe(true);
        snapshots.forEach((past, number) => {
          const view = undo.at(BigInt(number));
          expect(view === undefined).toBe(BigInt(number) < undo.first);
          const wanted = readerOf(() => past);
          for (const address of addresses) {
            if (view === undefined) continue;
            expect(view.account(address)).toEqual(wanted.account(address));
            for (const key of KEYS) expect(view.slot(address, key)).toBe(wanted.slot(address, key));
          }
        });
        expect(undo.at(BigInt(snapshots.length))).toBeUndefined();
      },
    ),
    { seed: SEED, numRuns: 200 },
  );
});
