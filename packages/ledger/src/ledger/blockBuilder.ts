import type { BlockMemory } from '../blockMemory.ts';
import { recoverBatch } from '../recovery/recoverBatch.ts';
import { loadRecover } from '../recovery/secp256k1.ts';
import type { Packed, SealedBlock } from '../seams.ts';
import type { LedgerApplication } from './application.ts';
import { fromRecovery } from './prepare.ts';

export interface BuildOptions {
  /** Signed EIP-2718 envelopes. */
  transactions: Packed;
  /** 20 bytes a transaction. They are believed: only the authorizations of EIP-7702 are recovered. */
  senders: Uint8Array;
  timeMs?: number;
  deadlineMs?: number;
}

export interface BuiltBlock {
  block: SealedBlock;
  executed: number;
  invalid: number;
  /** Resolves when it is on disk and the head. */
  durable: Promise<void>;
}

/**
 * Decodes at once, then waits for the block before. The promise resolves when the block is published: the next one may
 * be built while it syncs.
 */
export type BlockBuilder = (options: BuildOptions) => Promise<BuiltBlock>;

/** Blocks that may wait for the disk, as in consensus/solo. */
const MAX_UNSYNCED = 2;

export function createBlockBuilder(
  context: {
    application: LedgerApplication;
    memory: BlockMemory;
    chainId: bigint;
    allowUnprotected: boolean;
    now(): number;
  },
  check: () => void,
): BlockBuilder {
  const { application, memory, chainId, allowUnprotected, now } = context;
  const { recover } = loadRecover();
  const unsynced: Promise<void>[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  return async ({ transactions, senders, timeMs = now(), deadlineMs }) => {
    check();
    const recovered = recoverBatch(transactions, { chainId, allowUnprotected }, recover, { senders, memory });
    const prepared = fromRecovery(transactions, recovered);
    const turn = queue.then(async () => {
      check();
      const found = await application.execute(prepared, {
        timeMs,
        ...(deadlineMs === undefined ? {} : { deadlineMs }),
      });
      memory.give(prepared.encoded.bytes);
      while (unsynced.length >= MAX_UNSYNCED) await unsynced.shift();
      const { block, durable } = application.commit();
      durable.catch(() => undefined); // who built it is given it too
      unsynced.push(durable);
      return { block, executed: found.executed, invalid: found.invalid, durable };
    });
    queue = turn.catch(() => undefined);
    return turn;
  };
}
