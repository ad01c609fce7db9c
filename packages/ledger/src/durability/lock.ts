import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DurabilityFault } from './errors.ts';

/** SQLite's result code for "somebody else holds the lock". */
const SQLITE_BUSY = 5;

/**
 * One process, and one owner in it, at a time. The lock is the kernel's on a SQLite file: it ends with the process,
 * SIGKILL included, so it is never stale.
 *
 * @throws DurabilityFault DATA_DIR_IN_USE
 */
export function lockDirectory(dir: string): { release(): void } {
  const database = new DatabaseSync(path.join(dir, 'lock'));
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!(cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY)) throw cause;
    throw new DurabilityFault(
      'DATA_DIR_IN_USE',
      `Another ledger uses ${dir}: stop it first, or give this one a directory of its own.`,
      { details: { dir }, cause },
    );
  }
  return { release: () => database.close() };
}
