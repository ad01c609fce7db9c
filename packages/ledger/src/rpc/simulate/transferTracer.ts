import type { Log, Tracer } from '@lode/evm';
import { wordBytes } from '../hex.ts';

/** Who moved value, and how much; or that the contract's next log stands here. */
type Entry = { from: Uint8Array; to: Uint8Array; value: bigint } | 'log';

export interface TransferTracer extends Tracer {
  /** The logs of the transaction, and in their places its transfers of value. */
  merge(logs: readonly Log[]): Log[];
}

/** ERC-7528's address, under which transfers of value are told as ERC-20's. */
const NATIVE = new Uint8Array(20).fill(0xee);
/** keccak256('Transfer(address,address,uint256)'). */
const TRANSFER = Uint8Array.fromHex('ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef');

function topicOf(address: Uint8Array): Uint8Array {
  const topic = new Uint8Array(32);
  topic.set(address, 12);
  return topic;
}

/**
 * Hears where value moved: with calls, creations and self-destructs, but for those undone. Gas bounds what it keeps.
 */
export function createTransferTracer(): TransferTracer {
  /** Of each open call. */
  const open: Entry[][] = [];
  let entries: Entry[] = [];

  return {
    enter({ kind, from, to, value = 0n }) {
      const moves = value > 0n && kind !== 'DELEGATECALL' && kind !== 'CALLCODE';
      open.push(moves ? [{ from, to, value }] : []);
    },
    step({ op }) {
      // One that fails ends its call, and is dropped with it.
      if (op.startsWith('LOG')) open.at(-1)?.push('log');
    },
    exit({ error }) {
      const own = open.pop() ?? [];
      const kept = error === undefined ? own : [];
      const parent = open.at(-1);
      if (parent === undefined) entries = kept;
      else for (const entry of kept) parent.push(entry);
    },
    merge(logs) {
      let next = 0;
      return entries.flatMap((entry): Log[] => {
        if (entry === 'log') return logs.slice(next, ++next);
        const topics = [TRANSFER, topicOf(entry.from), topicOf(entry.to)];
        return [{ address: NATIVE, topics, data: wordBytes(entry.value) }];
      });
    },
  };
}
