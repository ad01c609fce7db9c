import { decodeCodes, SECTION } from './block-codec.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Disk } from './disk.ts';
import { CORRUPT_HINT, DurabilityFault } from './errors.ts';
import { type LogReader, openLogReader } from './log-reader.ts';

/**
 * Changed rows of one write, after which it ends with the block it is in: all that the usual pace brings. Larger means
 * fewer writes of the same row; smaller, that the checkpoint moves on more often and less is repeated after a crash.
 */
const WRITE_BYTES = 1024 ** 3;

/** Brings the checkpoint up to the log: what it needs is read back from there, so the backlog takes no memory. */
export interface Follower {
  /** One write of whole blocks, up to `last` at most. Returns the checkpoint's block after it. */
  step(last: bigint): bigint;
  close(): void;
}

export interface FollowerOptions {
  disk: Disk;
  /** The log's folder. */
  folder: string;
  salt: number;
  checkpoint: Checkpoint;
  /** The first block to apply. */
  from: bigint;
}

export function createFollower(options: FollowerOptions): Follower {
  const { disk, folder, salt, checkpoint, from } = options;
  let reader: LogReader | undefined;
  return {
    step(last) {
      reader ??= openLogReader({ disk, folder, salt, from });
      const blocks = reader;
      return checkpoint.write((to) => {
        let done: bigint | undefined;
        for (let bytes = 0; bytes < WRITE_BYTES; ) {
          const head = blocks.next(last);
          if (!head) break;
          const rows = blocks.section(SECTION.rows);
          to.rows(rows);
          bytes += rows.length;
          // A copy: they are kept until they are written, the section's memory is not.
          const codes = decodeCodes(blocks.section(SECTION.codes).slice());
          if (!codes)
            throw new DurabilityFault(
              'LOG_CORRUPT',
              `The code in block ${head.number} cannot be read. ${CORRUPT_HINT}`,
            );
          to.codes(codes);
          done = head.number;
        }
        if (done === undefined) throw new Error(`no block up to ${last}`);
        return done;
      }, last);
    },
    close: () => reader?.close(),
  };
}
