import { marketAbi, providerRegistryAbi } from '@lode/contracts';
import type { Hex } from '@lode/protocol';
import { encodeEventTopics, hexToBigInt, numberToHex, parseEventLogs, type RpcLog } from 'viem';
import type { Reader } from './reader.ts';
import type { Rpc } from './rpc.ts';
import type { ReceiptStruct } from './structs.ts';

/** What happened to a lease's money on chain, in chain order. */
export type LeaseMoney = { readonly lease: Hex } & (
  | { readonly type: 'reserved'; readonly microUsd: bigint }
  | {
      readonly type: 'claimed';
      readonly task: number;
      readonly receipt: Hex;
      readonly microUsd: bigint;
      readonly returnedMicroUsd: bigint;
      readonly deadlineMs: number;
    }
  | { readonly type: 'objected'; readonly task: number; readonly bondMicroUsd: bigint; readonly deadlineMs: number }
  | {
      readonly type: 'closed';
      readonly task: number;
      readonly outcome: 'accepted' | 'silence' | 'upheld' | 'dropped';
      readonly paidMicroUsd: bigint;
      readonly returnedMicroUsd: bigint;
    }
  | { readonly type: 'released'; readonly microUsd: bigint }
);

/** The escrow's own account of what it did: a bill made from it cannot differ from the balances. */
export interface MarketWatch {
  /** The block to watch from, for what is sent from now on. */
  head(): Promise<bigint>;
  /** What happened to these leases in blocks `fromBlock` to `toBlock`, both included. */
  leaseMoney(leases: readonly Hex[], fromBlock: bigint, toBlock: bigint): Promise<readonly LeaseMoney[]>;
  /** What a claim says was computed, whoever sent it; undefined where none was made in the blocks searched. */
  claimedReceipt(lease: Hex, task: number): Promise<ReceiptStruct | undefined>;
  /** How long a provider's bond stays after it was asked back: no lease and its windows may end later. */
  unbondingDelayMs(): Promise<number>;
  /** What went into a job's pot from the wallet and back, in all since `fromBlock`. */
  potMoney(jobKey: Hex, fromBlock: bigint): Promise<{ fundedMicroUsd: bigint; refundedMicroUsd: bigint }>;
}

/** Public endpoints cap the blocks (often 10,000) and the topics (1,000) of one eth_getLogs. */
const BLOCKS_PER_QUERY = 5_000n;
const LEASES_PER_QUERY = 500;
/** A claim's window is a week at most: 100,000 blocks reach back two weeks on chains of 12 s. */
const CLAIM_SEARCHES = 20;

const OUTCOMES = ['accepted', 'silence', 'upheld', 'dropped'] as const;
const EVENTS = ['Reserved', 'Claimed', 'Objected', 'TaskClosed', 'Released'] as const;
const EVENT_TOPICS = EVENTS.map((eventName) => encodeEventTopics({ abi: marketAbi, eventName })[0]);

export function createWatch(options: {
  rpc: Rpc;
  read: Reader;
  market: Hex;
  registry: Hex;
  account: Hex;
}): MarketWatch {
  const { rpc, read, market, registry } = options;
  const head = async (): Promise<bigint> => hexToBigInt(await rpc.request<Hex>('eth_blockNumber', []));

  async function logs(topics: readonly unknown[], fromBlock: bigint, toBlock: bigint): Promise<RpcLog[]> {
    const found: RpcLog[] = [];
    for (let from = fromBlock; from <= toBlock; from += BLOCKS_PER_QUERY) {
      const to = from + BLOCKS_PER_QUERY - 1n < toBlock ? from + BLOCKS_PER_QUERY - 1n : toBlock;
      const filter = { address: market, fromBlock: numberToHex(from), toBlock: numberToHex(to), topics };
      found.push(...(await rpc.request<RpcLog[]>('eth_getLogs', [filter])));
    }
    return found;
  }

  return {
    head,
    leaseMoney: async (leases, fromBlock, toBlock) => {
      const found: RpcLog[] = [];
      for (let i = 0; i < leases.length; i += LEASES_PER_QUERY) {
        found.push(...(await logs([EVENT_TOPICS, leases.slice(i, i + LEASES_PER_QUERY)], fromBlock, toBlock)));
      }
      return leaseMoneyOf(found);
    },
    claimedReceipt: async (lease, task) => {
      const topics = encodeEventTopics({ abi: marketAbi, eventName: 'Claimed', args: { lease, task } });
      let to = await head();
      for (let i = 0; i < CLAIM_SEARCHES && to >= 0n; i++, to -= BLOCKS_PER_QUERY) {
        const from = to >= BLOCKS_PER_QUERY ? to - BLOCKS_PER_QUERY + 1n : 0n;
        const [log] = parseEventLogs({ abi: marketAbi, eventName: 'Claimed', logs: await logs(topics, from, to) });
        if (log !== undefined) return log.args.claimed;
      }
      return undefined;
    },
    unbondingDelayMs: async () =>
      Number(await read({ address: registry, abi: providerRegistryAbi, functionName: 'unbondingDelayMs' })),
    potMoney: async (jobKey, fromBlock) => {
      const toBlock = await head();
      const total = async (eventName: 'Funded' | 'Refunded'): Promise<bigint> => {
        const topics = encodeEventTopics({ abi: marketAbi, eventName, args: { buyer: options.account, jobKey } });
        const parsed = parseEventLogs({
          abi: marketAbi,
          eventName,
          logs: await logs(topics, fromBlock, toBlock),
        });
        return parsed.reduce((sum, log) => sum + log.args.amount, 0n);
      };
      const [fundedMicroUsd, refundedMicroUsd] = await Promise.all([total('Funded'), total('Refunded')]);
      return { fundedMicroUsd, refundedMicroUsd };
    },
  };
}

function leaseMoneyOf(logs: RpcLog[]): LeaseMoney[] {
  return parseEventLogs({ abi: marketAbi, eventName: [...EVENTS], logs }).map((log): LeaseMoney => {
    const { lease } = log.args;
    switch (log.eventName) {
      case 'Reserved':
        return { type: 'reserved', lease, microUsd: log.args.amount };
      case 'Claimed':
        return {
          type: 'claimed',
          lease,
          task: log.args.task,
          receipt: log.args.receipt,
          microUsd: log.args.claimed.holdbackMicroUsd,
          returnedMicroUsd: log.args.returned,
          deadlineMs: Number(log.args.deadlineMs),
        };
      case 'Objected':
        return {
          type: 'objected',
          lease,
          task: log.args.task,
          bondMicroUsd: log.args.bond,
          deadlineMs: Number(log.args.deadlineMs),
        };
      case 'TaskClosed':
        return {
          type: 'closed',
          lease,
          task: log.args.task,
          outcome: OUTCOMES[log.args.outcome] ?? 'accepted',
          paidMicroUsd: log.args.paid,
          returnedMicroUsd: log.args.returned,
        };
      default:
        return { type: 'released', lease, microUsd: log.args.amount };
    }
  });
}
