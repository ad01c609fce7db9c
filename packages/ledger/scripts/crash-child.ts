import { encodeBlock } from '../src/durability/block-codec.ts';
import { openDurability } from '../src/durability/durability.ts';
import { applyRows, type RowModel, syntheticBlock } from '../testkit/faultyDiskBlocks.ts';
import type { CrashMessage } from './crash-rounds.ts';

/** Appends synthetic blocks as fast as they become durable, until it is killed. See crash-rounds.ts. */
const [dir = '', seedText = '1'] = process.argv.slice(2);
const chain = { seed: Number(seedText), transactions: 16, rowsPerTransaction: 3, keys: 500 };
const IN_FLIGHT = 4;

const say = (message: CrashMessage): void => {
  process.send?.(message);
};
// Without its parent nobody would kill it.
process.on('disconnect', () => process.exit(1));

say({ opening: true });
const { durability, recovery } = await openDurability({
  dir,
  segmentBytes: 300_000,
  pace: { triggerBytes: 200_000, delayMs: 5, maxBacklogBytes: 1_000_000 },
});
let last = await recover();
say({ recovered: String(last) });
for (;;) {
  const appends = Array.from({ length: IN_FLIGHT }, async () => {
    last += 1n;
    const number = last;
    await durability.append(syntheticBlock(number, chain));
    say({ acked: String(number) });
  });
  await Promise.all(appends);
  if (last % 64n < BigInt(IN_FLIGHT)) await durability.prune(last);
}

/** Says what is wrong if the state is not that of the blocks, or a block not what was appended. */
async function recover(): Promise<bigint> {
  const found: RowModel = new Map();
  for (const rows of recovery.rows()) applyRows(found, rows);
  let number = recovery.checkpoint ?? -1n;
  for await (const block of recovery.blocks) {
    number += 1n;
    const [got, expected] = [block, syntheticBlock(number, chain)].map((each) =>
      Buffer.concat(encodeBlock(each).parts(0, 0)),
    );
    if (!got || !expected?.equals(got)) say({ wrong: `block ${number} is not what was appended` });
    applyRows(found, block.changes.rows);
  }
  const expected: RowModel = new Map();
  for (let block = 0n; block <= number; block += 1n) applyRows(expected, syntheticBlock(block, chain).changes.rows);
  const same = expected.size === found.size && [...expected].every(([name, row]) => found.get(name) === row);
  if (!same) say({ wrong: `the state after block ${number} is not that of its blocks` });
  return number;
}
