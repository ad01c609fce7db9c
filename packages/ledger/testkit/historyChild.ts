// Run as a process that a test kills: appends blocks without end, and says what is indexed.
import { openHistory } from '../src/history/history.ts';
import { transferBlock } from './historyBlocks.ts';

/** Also what the test expects of block `number`. */
export const CHILD_TRANSACTIONS = 20;

export function childBlock(number: bigint): ReturnType<typeof transferBlock> {
  const from = Number(number);
  return transferBlock(
    number,
    Array.from({ length: CHILD_TRANSACTIONS }, (_, i) => ({ from, to: i })),
  );
}

if (import.meta.main) {
  const dir = process.argv[2];
  if (dir === undefined) throw new Error('usage: historyChild.ts DIRECTORY');
  const history = await openHistory({ dir, window: 100_000 });
  let said = history.indexed;
  for (let number = history.last + 1n; ; number++) {
    await history.append(childBlock(number));
    await new Promise((resolve) => setImmediate(resolve));
    if (history.indexed > said) {
      said = history.indexed;
      process.stdout.write(`${said}\n`);
    }
  }
}
