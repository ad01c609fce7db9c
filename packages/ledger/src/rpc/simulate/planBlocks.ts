import type { BlockHeader } from '../../seams.ts';
import { RpcError } from '../errors.ts';
import type { RpcLimits } from '../limits.ts';
import type { BlockStateCalls } from '../params/simulate.ts';

/** A block to be made: what was asked for, with its place. */
export interface PlannedBlock extends BlockStateCalls {
  number: bigint;
  timestamp: bigint;
}

export type SimulateLimits = Pick<RpcLimits, 'simulateBlocks' | 'simulateCalls'>;

/** Between blocks whose time is not named: the least by which the whole seconds of our headers can rise. */
const TIME_STEP = 1n;

function tooMuch(message: string): RpcError {
  return new RpcError('simulationLimit', message);
}

function checkCounts(blocks: readonly BlockStateCalls[], limits: SimulateLimits): void {
  if (blocks.length === 0) throw new RpcError('invalidParams', 'empty input');
  if (blocks.length > limits.simulateBlocks) throw tooMuch(`too many blocks: at most ${limits.simulateBlocks}`);
  const calls = blocks.reduce((sum, block) => sum + (block.calls?.length ?? 0), 0);
  if (calls > limits.simulateCalls) throw tooMuch(`too many calls: at most ${limits.simulateCalls}`);
}

/** Blocks in order on top of `base`, numbers and times that were left out filled in, and gaps with empty blocks. */
export function planBlocks(
  base: Pick<BlockHeader, 'number' | 'timestamp'>,
  blocks: readonly BlockStateCalls[],
  limits: SimulateLimits,
): PlannedBlock[] {
  checkCounts(blocks, limits);
  const planned: PlannedBlock[] = [];
  let last: Pick<BlockHeader, 'number' | 'timestamp'> = base;
  const add = (block: PlannedBlock) => {
    planned.push(block);
    last = block;
  };
  for (const block of blocks) {
    const number = block.blockOverrides?.number ?? last.number + 1n;
    if (number <= last.number) {
      throw new RpcError('blockNumberOrder', `block numbers must be in order: ${number} <= ${last.number}`);
    }
    if (number - base.number > BigInt(limits.simulateBlocks)) {
      throw tooMuch(`too many blocks: at most ${limits.simulateBlocks}, those that fill gaps included`);
    }
    while (last.number + 1n < number) add({ number: last.number + 1n, timestamp: last.timestamp + TIME_STEP });
    const timestamp = block.blockOverrides?.time ?? last.timestamp + TIME_STEP;
    if (timestamp <= last.timestamp) {
      throw new RpcError('blockTimeOrder', `block timestamps must be in order: ${timestamp} <= ${last.timestamp}`);
    }
    add({ ...block, number, timestamp });
  }
  return planned;
}
