import { z } from 'zod';
import { blockNumber } from './blockId.ts';
import { address, hash, maybe, refuse } from './hex.ts';

/** LOG0 to LOG4. */
const MAX_TOPICS = 4;

function oneOrMany<T extends z.ZodType>(schema: T) {
  return z.union([schema.transform((one): z.output<T>[] => [one]), z.array(schema)], {
    error: 'an item or an array of items is expected',
  });
}

const topic = z.preprocess((value) => value ?? undefined, oneOrMany(hash).optional());

/** What eth_getLogs, eth_newFilter and the subscription to logs are given. */
export const logQuery = z
  .object({
    blockHash: maybe(hash),
    fromBlock: maybe(blockNumber),
    toBlock: maybe(blockNumber),
    address: maybe(oneOrMany(address)),
    topics: maybe(z.array(topic).max(MAX_TOPICS, 'exceed max topics')),
  })
  .transform((value, context) => {
    if (value.blockHash !== undefined && (value.fromBlock ?? value.toBlock) !== undefined) {
      return refuse(context, 'cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other');
    }
    return value;
  });

export type LogQuery = z.output<typeof logQuery>;
