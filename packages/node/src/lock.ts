import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LodeError } from '@lode/protocol';

/** SQLite's result code for "somebody else holds the lock". */
const SQLITE_BUSY = 5;

export interface DataLock {
  release(): void;
}

/**
 * Lets one process at a time use a data directory.
 *
 * The lock is the kernel's lock on a SQLite file, not the file itself: it ends with the process, SIGKILL included,
 * so no stale lock can exist, and none has to be guessed from a process id that may have been given out again.
 *
 * @throws LodeError `DATA_DIR_IN_USE` with `details.pid` of the holder where known
 */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  const database = new DatabaseSync(join(dataDir, 'lode.lock'));
  const pidFile = join(dataDir, 'lode.pid');
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!isBusy(cause)) throw cause;
    const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
    throw new LodeError('DATA_DIR_IN_USE', `Another node uses ${dataDir}${pid > 0 ? ` (process ${pid})` : ''}.`, {
      hint: 'Stop it first, or give this node a directory of its own with --data DIR.',
      details: pid > 0 ? { pid } : {},
      cause,
    });
  }
  await writeFile(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return { release: () => database.close() };
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
