import type { SealedBlock } from '../seams.ts';
import { HistoryFault } from './errors.ts';
import { sameBytes } from './recent.ts';

/** Whether the block is the next one (true) or one that is known (false: recovery appends it again). */
export function isNext(block: SealedBlock, last: bigint, known: Uint8Array | undefined): boolean {
  const { number } = block.header;
  if (last < 0n || number === last + 1n) return true;
  if (number > last) {
    const hint = 'append the blocks between, or remove the history directory to begin at this block';
    throw new HistoryFault('gap', `the history ends at block ${last}: ${hint}`, { number, last });
  }
  if (known !== undefined && !sameBytes(known, block.hash)) {
    const hint = 'the history directory belongs to another chain: remove it and it fills anew';
    throw new HistoryFault('other-block', `the history has another block ${number}: ${hint}`, { number });
  }
  return false;
}
