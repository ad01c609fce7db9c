import type { Chain } from '../seams.ts';
import { blockAt } from './chainView.ts';
import { RpcError } from './errors.ts';
import type { FormattedLog } from './format/receipt.ts';
import { toData } from './hex.ts';
import { formatPlaces, type LogLimits, type LogMatch } from './logs.ts';
import type { LogQuery } from './params/logFilter.ts';

export interface BlockPoll {
  kind: 'blocks';
  /** The next block that it tells. */
  next: bigint;
}

export interface LogPoll {
  kind: 'logs';
  query: LogQuery;
  match: LogMatch;
  next: bigint;
  last: bigint | undefined;
}

export interface PendingPoll {
  kind: 'pending';
  hashes: string[];
}

/** Polls remember where they are in the chain, not what happened: their size does not grow in between. */
export type Poll = LogPoll | BlockPoll | PendingPoll;

/** The next blocks that a poll looks at: at most as many as a query may have. */
function take(chain: Chain, poll: { next: bigint }, last: bigint, limits: LogLimits) {
  const fromBlock = poll.next;
  const { first } = chain.history;
  // Told once, with the window; then it goes on from there.
  if (fromBlock < first) poll.next = first;
  const most = fromBlock + BigInt(limits.logBlocks) - 1n;
  const toBlock = last < most ? last : most;
  if (fromBlock > toBlock) return undefined;
  blockAt(chain, fromBlock);
  return { fromBlock, toBlock };
}

export function newBlocks(chain: Chain, poll: BlockPoll, limits: LogLimits): string[] {
  const range = take(chain, poll, chain.head().header.number, limits);
  if (range === undefined) return [];
  const hashes: string[] = [];
  for (let n = range.fromBlock; n <= range.toBlock; n++) {
    const block = blockAt(chain, n);
    if (block !== undefined) hashes.push(toData(block.hash));
  }
  poll.next = range.toBlock + 1n;
  return hashes;
}

export function newLogs(chain: Chain, poll: LogPoll, limits: LogLimits): FormattedLog[] {
  const head = chain.head().header.number;
  const range = take(chain, poll, poll.last !== undefined && poll.last < head ? poll.last : head, limits);
  if (range === undefined) return [];
  const { logs, more } = chain.history.logs({ ...range, ...poll.match }, limits.logResults);
  const end = logs.at(-1)?.block;
  if (!more || end === undefined) {
    poll.next = range.toBlock + 1n;
    return formatPlaces(chain, logs);
  }
  // The last block may be cut: it is left for the next time.
  if (end === range.fromBlock) {
    poll.next = end + 1n;
    throw new RpcError('limitExceeded', `block ${end} has more than ${limits.logResults} matching logs: skipped`);
  }
  poll.next = end;
  const whole = logs.filter((place) => place.block < end);
  return formatPlaces(chain, whole);
}
