import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LodeError } from '@lode/protocol';
import { z } from 'zod';

/**
 * What makes the devnet durable. Anvil keeps its state in memory and writes it, at best, every few seconds and
 * not atomically, so a killed anvil would lose money that was already acknowledged. Here every transaction is on
 * disk, with the time of its block, before anvil sees it; a start loads the last snapshot and replays the rest.
 *
 * Files: `snapshot-N.json` (anvil's own state dump) and `journal-N.ndjson`, whose first line names the chain and the
 * snapshot's hash. Generation N counts once its journal exists; older ones are then removed.
 */

const headerSchema = z.strictObject({
  version: z.literal(1),
  chainId: z.int().min(1),
  genesisTimestampSec: z.int().min(0),
  /** SHA-256 of the snapshot this journal starts from; null: it starts from the empty chain. */
  snapshotSha256: z.string().nullable(),
});
type Header = z.output<typeof headerSchema>;

const entrySchema = z.strictObject({
  timestampSec: z.int().min(0),
  raw: z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]+$/i)]),
});
/** A signed transaction, and the timestamp of the block that it alone is in. */
export type JournalEntry = z.output<typeof entrySchema>;

export interface Journal {
  readonly chainId: number;
  readonly genesisTimestampSec: number;
  /** File of the snapshot to start from, if there is one. */
  snapshotPath(): string | undefined;
  /** Transactions since the snapshot. */
  entries(): readonly JournalEntry[];
  /** Resolves once the entry would survive a power cut. */
  append(entry: JournalEntry): Promise<void>;
  /** Starts a new generation from a snapshot of the state after the last entry. */
  rotate(snapshot: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const journalName = (generation: number) => `journal-${generation}.ndjson`;
const snapshotName = (generation: number) => `snapshot-${generation}.json`;

const corrupt = (path: string, what: string, cause?: unknown) =>
  new LodeError('CHAIN_STATE_CORRUPT', `${path}: ${what}.`, {
    hint: 'Restore the chain folder from a copy, or move it away to begin an empty devnet (its test money is then gone).',
    cause,
  });

/** @throws LodeError `CHAIN_STATE_CORRUPT`, `CHAIN_ID_CHANGED` */
export async function openJournal(folder: string, fresh: { chainId: number; nowMs: number }): Promise<Journal> {
  const newest = await newestGeneration(folder);
  if (newest === undefined) {
    const genesisTimestampSec = Math.floor(fresh.nowMs / 1_000);
    await writeWhole(
      folder,
      journalName(0),
      headerLine({ version: 1, chainId: fresh.chainId, genesisTimestampSec, snapshotSha256: null }),
    );
  }
  const generation = newest ?? 0;
  const { header, entries, validBytes } = await readJournal(join(folder, journalName(generation)));
  if (header.chainId !== fresh.chainId) {
    throw new LodeError(
      'CHAIN_ID_CHANGED',
      `The devnet in ${folder} has chain id ${header.chainId}, not ${fresh.chainId}.`,
      {
        hint: 'Set the old chain id again, or use another data directory.',
      },
    );
  }
  if (header.snapshotSha256 !== null)
    await checkSnapshot(join(folder, snapshotName(generation)), header.snapshotSha256);
  await removeOthers(folder, generation);
  const file = await open(join(folder, journalName(generation)), 'r+');
  // Cuts off a last line that a crash left half written: it was never acknowledged.
  await file.truncate(validBytes);
  return journalOver({ folder, header, generation, entries, file, endBytes: validBytes });
}

interface Opened {
  readonly folder: string;
  readonly header: Header;
  generation: number;
  entries: JournalEntry[];
  file: FileHandle;
  endBytes: number;
}

function journalOver(state: Opened): Journal {
  const { folder, header } = state;
  return {
    chainId: header.chainId,
    genesisTimestampSec: header.genesisTimestampSec,
    snapshotPath: () => (state.generation === 0 ? undefined : join(folder, snapshotName(state.generation))),
    entries: () => state.entries,
    async append(entry) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      await state.file.write(line, 0, line.length, state.endBytes);
      await state.file.datasync();
      state.endBytes += line.length;
      state.entries.push(entry);
    },
    async rotate(snapshot) {
      const generation = state.generation + 1;
      const first = headerLine({ ...header, snapshotSha256: sha256(snapshot) });
      await writeWhole(folder, snapshotName(generation), snapshot);
      await writeWhole(folder, journalName(generation), first);
      await state.file.close();
      state.file = await open(join(folder, journalName(generation)), 'r+');
      state.endBytes = first.length;
      state.generation = generation;
      state.entries = [];
      await removeOthers(folder, generation);
    },
    close: () => state.file.close(),
  };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const headerLine = (header: Header): Uint8Array => Buffer.from(`${JSON.stringify(header)}\n`);

async function newestGeneration(folder: string): Promise<number | undefined> {
  const numbers = (await readdir(folder))
    .map((name) => /^journal-(\d+)\.ndjson$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

async function readJournal(path: string): Promise<{ header: Header; entries: JournalEntry[]; validBytes: number }> {
  const text = await readFile(path, 'utf8');
  const end = text.lastIndexOf('\n') + 1;
  const [first, ...rest] = text.slice(0, end).split('\n').slice(0, -1);
  try {
    const header = headerSchema.parse(JSON.parse(first ?? ''));
    const entries = rest.map((line) => entrySchema.parse(JSON.parse(line)));
    return { header, entries, validBytes: Buffer.byteLength(text.slice(0, end)) };
  } catch (cause) {
    throw corrupt(path, 'a line of the journal cannot be read', cause);
  }
}

async function checkSnapshot(path: string, expectedSha256: string): Promise<void> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw corrupt(path, 'the snapshot cannot be read', cause);
  });
  if (sha256(bytes) !== expectedSha256)
    throw corrupt(path, 'the snapshot does not match the hash that was written with it');
}

/** Writes a file whole or not at all, and makes sure that its name survives a power cut too. */
async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, `${name}.tmp`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  const directory = await open(folder, 'r');
  // Some file systems refuse to sync a directory; the rename is then as durable as they make it.
  await directory.sync().catch(() => undefined);
  await directory.close();
}

async function removeOthers(folder: string, generation: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const number = /^(?:journal|snapshot)-(\d+)\.(?:ndjson|json)(?:\.tmp)?$/.exec(name)?.[1];
    if (number !== undefined && (Number(number) !== generation || name.endsWith('.tmp')))
      await rm(join(folder, name), { force: true });
  }
}
