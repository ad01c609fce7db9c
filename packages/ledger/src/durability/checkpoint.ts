import fs from 'node:fs';
import path from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { CHANGE_BYTES } from '../seams.ts';
import { CORRUPT_HINT, DurabilityFault } from './errors.ts';
import { createRowBatch, type RowBatch } from './row-batch.ts';
import { createRowCodec, joinRow } from './row-key.ts';

/** Address space, not memory or disk: a map that never grows is never moved under another thread's reader. */
const MAP_BYTES = 2 ** 40;
/** Rows that recovery hands out at once: 384 KiB. */
const READ_BATCH_ROWS = 4096;
/** The file is not read by machines with other pages. */
const PAGE_BYTES = 4096;
const BLOCK_KEY = Uint8Array.of(1);

/** Where a write of several transactions goes to, while it is under way. */
const UNFINISHED_KEY = Uint8Array.of(2);
/**
 * Rows of one of several transactions. LMDB keeps a transaction's pages in a sorted list and moves that for each page:
 * 60,000 pages, as 300,000 rows among two million touch, took up to 65 us a transaction of the chain instead of 16.
 */
const TRANSACTION_ROWS = 1 << 14;
/** Code that waits for the last of several transactions: beyond it, it is written before. */
const MAX_CODE_BYTES = 16 * 1024 ** 2;

/** What one write writes: a number of whole blocks. */
export interface CheckpointWrite {
  /** Taken at once. */
  rows(rows: Uint8Array): void;
  /** Kept until they are written. */
  codes(codes: ReadonlyMap<string, Uint8Array>): void;
}

/** The state after a block, in LMDB. One writer; readers in any thread. */
export interface Checkpoint {
  /** Its block; undefined while it is empty. */
  block(): bigint | undefined;
  /**
   * Set where a write was cut off between its transactions: some rows are of later blocks, up to this one. Writing the
   * blocks up to it mends that; until then `rows` are of no block.
   */
  unfinished(): bigint | undefined;
  /**
   * All that `fill` writes, and the number of the block that it returns. Durable when it returns. One transaction, so
   * that nothing has changed if `fill` throws; or several, where `most` says which block `fill` does not go beyond.
   *
   * @throws DurabilityFault CHECKPOINT_FAILED
   */
  write(fill: (to: CheckpointWrite) => bigint, most?: bigint): bigint;
  /** Rows in batches, from one moment. */
  rows(): Iterable<Uint8Array>;
  codes(): Iterable<[string, Uint8Array]>;
  /** A row's value as of the newest commit. */
  row(key: Uint8Array): Uint8Array | undefined;
  code(hash: Uint8Array): Uint8Array | undefined;
  close(): Promise<void>;
}

export const checkpointFolder = (dir: string): string => path.join(dir, 'checkpoint');

/**
 * Makes an empty checkpoint where there is none. It gets its name only when it is whole: LMDB syncs its file, but not
 * the names of its file and folder, and a crash while it makes them would leave a file that it cannot read.
 */
export async function makeCheckpoint(dir: string): Promise<void> {
  const folder = checkpointFolder(dir);
  if (fs.existsSync(path.join(folder, 'data.mdb'))) return;
  const draft = `${folder}-new`;
  for (const old of [draft, folder]) fs.rmSync(old, { recursive: true, force: true });
  await openDatabases(draft).root.close();
  syncFolder(draft);
  fs.renameSync(draft, folder);
  syncFolder(dir);
}

/**
 * LMDB's plain commit: pages, fdatasync, then 128 bytes of a meta page through O_DSYNC. lmdb-js's default
 * (`overlappingSync`) commits before it syncs, and after a crash takes the last commit if the machine did not restart:
 * faster for small transactions, but then "committed" is not "durable", and we announce a checkpoint once.
 *
 * @throws DurabilityFault CHECKPOINT_CORRUPT
 */
export function openCheckpoint(dir: string, transactionRows = TRANSACTION_ROWS): Checkpoint {
  const folder = checkpointFolder(dir);
  try {
    expectLmdb(folder);
    return fromDatabases(openDatabases(folder), transactionRows);
  } catch (cause) {
    throw new DurabilityFault(
      'CHECKPOINT_CORRUPT',
      `${folder} is not a checkpoint that LMDB can read. If the log still begins with block 0, remove that folder and start again: it is rebuilt from the log. Otherwise: ${CORRUPT_HINT}`,
      { cause },
    );
  }
}

function openDatabases(folder: string): Databases {
  const binary = { encoding: 'binary', keyEncoding: 'binary', cache: false } as const;
  const root = open<Uint8Array, Uint8Array>({
    path: folder,
    overlappingSync: false,
    mapSize: MAP_BYTES,
    pageSize: PAGE_BYTES,
    ...binary,
  });
  const database = (name: string) => root.openDB<Uint8Array, Uint8Array>({ name, ...binary });
  return { root, rows: database('rows'), codes: database('codes'), meta: database('meta') };
}

/** LMDB's two meta pages: after a header of 24 bytes a magic number and a version. Given any other file, lmdb-js crashes. */
function expectLmdb(folder: string): void {
  const fd = fs.openSync(path.join(folder, 'data.mdb'), 'r');
  try {
    const bytes = new Uint32Array(2);
    for (const page of [0, 1]) {
      const read = fs.readSync(fd, bytes, 0, 8, page * PAGE_BYTES + 24);
      if (read < 8 || bytes[0] !== 0xbeef_c0de || bytes[1] !== 2) throw new Error("its first pages are not LMDB's");
    }
  } finally {
    fs.closeSync(fd);
  }
}

interface Databases {
  root: RootDatabase<Uint8Array, Uint8Array>;
  rows: Database<Uint8Array, Uint8Array>;
  codes: Database<Uint8Array, Uint8Array>;
  meta: Database<Uint8Array, Uint8Array>;
}

function fromDatabases(databases: Databases, transactionRows: number): Checkpoint {
  const { root, rows, codes, meta } = databases;
  let batch: RowBatch | undefined;
  const number = (key: Uint8Array): bigint | undefined => {
    root.resetReadTxn();
    return meta.getBinary(key)?.readBigUInt64LE(0);
  };
  return {
    block: () => number(BLOCK_KEY),
    unfinished: () => number(UNFINISHED_KEY),
    write(fill, most) {
      batch ??= createRowBatch();
      try {
        if (most !== undefined) return writeInSteps(databases, batch, { fill, most, transactionRows });
        const into = batch;
        return root.transactionSync(() => writeAtOnce(databases, into, fill));
      } catch (cause) {
        batch.clear();
        throw new DurabilityFault(
          'CHECKPOINT_FAILED',
          'The checkpoint could not be written. Nothing is lost, the log has it: make room on the disk or mend it (cause), then start again.',
          { cause },
        );
      }
    },
    rows: () => readRows(rows),
    *codes() {
      for (const { key, value } of codes.getRange({})) yield [key.toHex(), new Uint8Array(value)];
    },
    row: (key) => readOnce(root, () => rows.getBinary(key)),
    code: (hash) => readOnce(root, () => codes.getBinary(hash)),
    close: () => root.close(),
  };
}

/**
 * One read, its snapshot given up at once: the next read sees the newest commit, and no page stays pinned. lmdb-js does
 * that with a timer, which never fires in a thread that sleeps in Atomics.wait, as the executor's do: it would read an
 * old state, and 137 bytes of timer a read would pile up. So for the length of the call it gets no timer, and we reset.
 */
function readOnce<T>(root: RootDatabase<Uint8Array, Uint8Array>, read: () => T): T {
  const { setTimeout } = globalThis;
  Reflect.set(globalThis, 'setTimeout', noTimer);
  try {
    return read();
  } finally {
    globalThis.setTimeout = setTimeout;
    root.resetReadTxn();
  }
}

/** lmdb-js asks only whether it has one. */
const noTimer = (): boolean => true;

type Fill = Parameters<Checkpoint['write']>[0];

interface Steps {
  fill: Fill;
  most: bigint;
  transactionRows: number;
}

/** Within a transaction. */
function writeAtOnce({ rows, codes, meta }: Databases, batch: RowBatch, fill: Fill): bigint {
  const put = rowWriter(rows, batch);
  const block = fill({
    rows: (changed) => addAll(batch, changed, () => batch.drain(put)),
    codes: (found) => putCodes(codes, found),
  });
  batch.drain(put);
  meta.putSync(BLOCK_KEY, numberBytes(block));
  return block;
}

/** What is written first is that it is unfinished; the last transaction says that it is not. */
function writeInSteps({ root, rows, codes, meta }: Databases, batch: RowBatch, steps: Steps): bigint {
  const { fill, most, transactionRows } = steps;
  const put = rowWriter(rows, batch);
  const step = (): boolean =>
    root.transactionSync(() => {
      meta.putSync(UNFINISHED_KEY, numberBytes(most));
      return batch.drain(put, transactionRows);
    });
  let deployed: ReadonlyMap<string, Uint8Array>[] = [];
  let codeBytes = 0;
  const putDeployed = (): void => {
    for (const found of deployed) putCodes(codes, found);
    deployed = [];
    codeBytes = 0;
  };
  const flush = (): void => {
    while (step());
  };
  const block = fill({
    rows: (changed) => addAll(batch, changed, flush),
    codes: (found) => {
      if (found.size > 0) deployed.push(found);
      for (const code of found.values()) codeBytes += code.length;
      // Nobody asks for the code of an account that is not there: it may come first.
      if (codeBytes > MAX_CODE_BYTES) root.transactionSync(putDeployed);
    },
  });
  if (batch.count > transactionRows) flush();
  return root.transactionSync(() => {
    putDeployed();
    batch.drain(put);
    meta.removeSync(UNFINISHED_KEY);
    meta.putSync(BLOCK_KEY, numberBytes(block));
    return block;
  });
}

function addAll(batch: RowBatch, changed: Uint8Array, flush: () => void): void {
  for (let at = 0; at < changed.length; ) {
    at = batch.add(changed, at);
    if (at < changed.length) flush();
  }
}

function rowWriter(rows: Database<Uint8Array, Uint8Array>, batch: RowBatch) {
  const codec = createRowCodec();
  return (at: number, hash: { high: number; low: number }): void => {
    const key = codec.key(batch.words, at, hash);
    const value = codec.value(batch.words, at);
    if (value) rows.putSync(key, value);
    else rows.removeSync(key);
  };
}

function putCodes(codes: Database<Uint8Array, Uint8Array>, found: ReadonlyMap<string, Uint8Array>): void {
  for (const [hash, code] of found) codes.putSync(Uint8Array.fromHex(hash), code);
}

const numberBytes = (number: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(number).buffer);

function* readRows(rows: Database<Uint8Array, Uint8Array>): Generator<Uint8Array> {
  let bytes = new Uint8Array(READ_BATCH_ROWS * CHANGE_BYTES);
  let at = 0;
  for (const { key, value } of rows.getRange({})) {
    if (!joinRow(key, value, bytes, at))
      throw new DurabilityFault(
        'CHECKPOINT_CORRUPT',
        `The checkpoint holds a row that was never written. ${CORRUPT_HINT}`,
      );
    at += CHANGE_BYTES;
    if (at < bytes.length) continue;
    yield bytes;
    bytes = new Uint8Array(READ_BATCH_ROWS * CHANGE_BYTES);
    at = 0;
  }
  if (at > 0) yield bytes.subarray(0, at);
}

function syncFolder(folder: string): void {
  const fd = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}
