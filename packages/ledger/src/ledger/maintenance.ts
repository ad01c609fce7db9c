import type { Logger } from 'pino';
import type { Pool } from '../pool/createPool.ts';
import { lowest } from './bigints.ts';
import type { Parts } from './parts.ts';
import { UNDO_REPLAY_BLOCKS } from './recover.ts';

/** How often the pool is looked through for what is too old. */
const EXPIRE_MS = 60_000;
/** A checkpoint of the state tree writes all of it: 170 bytes a leaf. Between two, a restart replays blocks. */
const CHECKPOINT_MS = 120_000;

export interface Maintenance {
  /** Saves the tree a last time where `last` is true. */
  stop(last: boolean): Promise<void>;
}

/** What has to be done now and then: old transactions, checkpoints, the log's old end. */
export function startMaintenance(parts: Parts, pool: Pool, log: Logger): Maintenance {
  // Without it a restart takes longer and the log grows: no reason to stop.
  const saved = () => save(parts).catch((error) => log.warn({ err: error }, 'the state tree was not saved'));
  const expire = setInterval(() => pool.expire(), EXPIRE_MS);
  let running: Promise<void> = Promise.resolve();
  const checkpoint = setInterval(() => {
    running = running.then(saved);
  }, CHECKPOINT_MS);
  expire.unref();
  checkpoint.unref();
  return {
    async stop(last) {
      clearInterval(expire);
      clearInterval(checkpoint);
      await running;
      if (last) await saved();
    },
  };
}

/** Saves the tree, then lets go of the log's blocks that nobody needs any more. */
async function save({ store, roots, history }: Parts): Promise<void> {
  if (store === undefined) return;
  const block = await roots.checkpoint();
  const { checkpoint } = store.durability;
  const upTo = lowest(block, history.indexed, checkpoint, history.last - UNDO_REPLAY_BLOCKS);
  if (upTo > 0n) await store.durability.prune(upTo);
}
