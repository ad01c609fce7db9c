import type { Receipt } from '../blocks/receipts.ts';
import type { Chain, LogFilter, LogPlace, SealedBlock } from '../seams.ts';
import { blockAt, findBlock, requireBlock } from './chainView.ts';
import { RpcError } from './errors.ts';
import { bloomBits, hasBits } from './format/bloom.ts';
import { type FormattedLog, formatLogs, receiptAt } from './format/receipt.ts';
import type { RpcLimits } from './limits.ts';
import type { BlockId } from './params/blockId.ts';
import type { LogQuery } from './params/logFilter.ts';

export type LogLimits = Pick<RpcLimits, 'logBlocks' | 'logResults' | 'logTopics'>;

export type LogMatch = Pick<LogFilter, 'addresses' | 'topics'>;

/** Addresses and topics of a query; an empty list matches anything. */
export function matchOf(query: LogQuery, limits: LogLimits): LogMatch {
  const { address = [], topics = [] } = query;
  if (address.length > limits.logTopics) throw new RpcError('invalidParams', 'exceed max addresses');
  if (topics.some((topic) => (topic?.length ?? 0) > limits.logTopics)) {
    throw new RpcError('invalidParams', 'exceed max topics');
  }
  return {
    ...(address.length === 0 ? {} : { addresses: address }),
    topics: topics.map((topic) => (topic === undefined || topic.length === 0 ? undefined : topic)),
  };
}

const NUMBER_OF_LATEST: BlockId = { kind: 'tag', tag: 'latest' };

function numberOf(chain: Chain, id: BlockId): bigint {
  if (id.kind === 'number') return id.number;
  return findBlock(chain, id)?.header.number ?? chain.head().header.number;
}

/** The blocks that a query means, checked as geth and the specification's tests have it. */
export function rangeOf(chain: Chain, query: LogQuery, limits: LogLimits): { fromBlock: bigint; toBlock: bigint } {
  if (query.blockHash !== undefined) {
    const { number } = requireBlock(chain, { kind: 'hash', hash: query.blockHash }).header;
    return { fromBlock: number, toBlock: number };
  }
  const fromBlock = numberOf(chain, query.fromBlock ?? NUMBER_OF_LATEST);
  const toBlock = numberOf(chain, query.toBlock ?? NUMBER_OF_LATEST);
  if (toBlock > chain.head().header.number) {
    throw new RpcError('invalidParams', 'block range extends beyond current head block');
  }
  if (fromBlock > toBlock) throw new RpcError('execution', 'invalid block range params');
  if (toBlock - fromBlock >= BigInt(limits.logBlocks)) {
    throw new RpcError('limitExceeded', `exceed maximum block range: ${limits.logBlocks}`);
  }
  blockAt(chain, fromBlock); // says so where it is pruned
  return { fromBlock, toBlock };
}

/** Logs at these places, each transaction's decoded once. */
export function formatPlaces(chain: Chain, places: readonly LogPlace[]): FormattedLog[] {
  const out: FormattedLog[] = [];
  let block: SealedBlock | undefined;
  let receipt: Receipt | undefined;
  let logs: FormattedLog[] = [];
  for (const place of places) {
    if (block?.header.number !== place.block) {
      block = blockAt(chain, place.block);
      receipt = undefined;
    }
    if (block === undefined) continue; // pruned since the search
    if (receipt?.transactionIndex !== place.transactionIndex) {
      receipt = receiptAt(chain.chainId, block, place.transactionIndex);
      logs = formatLogs(block, receipt);
    }
    const log = logs[place.logIndex - receipt.firstLogIndex];
    if (log !== undefined) out.push(log);
  }
  return out;
}

export function queryLogs(chain: Chain, query: LogQuery, limits: LogLimits): FormattedLog[] {
  const filter = { ...rangeOf(chain, query, limits), ...matchOf(query, limits) };
  const { logs, more } = chain.history.logs(filter, limits.logResults);
  if (more) throw new RpcError('limitExceeded', `query returned more than ${limits.logResults} results`);
  return formatPlaces(chain, logs);
}

/** Tells by a block's bloom alone whether it can have a match: most blocks have none. */
export function bloomTest({ addresses, topics = [] }: LogMatch): (bloom: Uint8Array) => boolean {
  const groups = [addresses, ...topics].flatMap((group) => (group === undefined ? [] : [group.map(bloomBits)]));
  return (bloom) => groups.every((group) => group.some((bits) => hasBits(bloom, bits)));
}
