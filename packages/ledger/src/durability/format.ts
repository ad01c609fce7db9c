import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Disk } from './disk.ts';
import { DurabilityFault } from './errors.ts';

/** Raised when older code could not read what newer code writes. 2: records of version 2. Both are read. */
const FORMAT_VERSION = 2;
const OLDEST_VERSION = 1;
const MAX_FORMAT_BYTES = 4096;
const TEXT = /^lode-ledger (\d+) ([0-9a-f]{8})\n$/;

export interface Format {
  /** Where the checksums of record heads start: a secret, so that a transaction's data cannot pass for a record. */
  salt: number;
}

/**
 * Reads the directory's format, or writes it where the directory is new. It is durable before anything else is.
 *
 * @throws DurabilityFault DATA_FORMAT_UNKNOWN
 */
export async function readFormat(disk: Disk, dir: string): Promise<Format> {
  const file = path.join(dir, 'format');
  const names = disk.list(dir);
  if (!names.includes('format')) return create(disk, dir, names);
  const text = readText(disk, file);
  const [, version, salt] = TEXT.exec(text) ?? [];
  const known = Number(version) >= OLDEST_VERSION && Number(version) <= FORMAT_VERSION;
  if (known && salt !== undefined) return { salt: Number.parseInt(salt, 16) };
  const what = version
    ? `${dir} has format ${version}, and this Lode knows ${OLDEST_VERSION} to ${FORMAT_VERSION}`
    : `${file} is not a ledger's`;
  throw new DurabilityFault(
    'DATA_FORMAT_UNKNOWN',
    `${what}: start the version of Lode that wrote it, or give this one a directory of its own.`,
    { details: { file, text: text.slice(0, 80) } },
  );
}

async function create(disk: Disk, dir: string, names: readonly string[]): Promise<Format> {
  if (names.includes('log') || names.includes('checkpoint'))
    throw new DurabilityFault(
      'DATA_FORMAT_UNKNOWN',
      `${dir} has a ledger's data but no format file: copy the directory again, as a whole, or start with an empty one.`,
      { details: { dir } },
    );
  const draft = path.join(dir, 'format.new');
  if (names.includes('format.new')) await disk.unlink(draft);
  const salt = randomBytes(4).readUInt32LE();
  const handle = await disk.create(draft);
  try {
    const text = `lode-ledger ${FORMAT_VERSION} ${salt.toString(16).padStart(8, '0')}\n`;
    await handle.append([new TextEncoder().encode(text)]);
    await handle.sync();
  } finally {
    handle.close();
  }
  await disk.rename(draft, path.join(dir, 'format'));
  await disk.syncDir(dir);
  return { salt };
}

function readText(disk: Disk, file: string): string {
  const handle = disk.open(file);
  try {
    const bytes = new Uint8Array(Math.min(handle.size(), MAX_FORMAT_BYTES));
    return new TextDecoder().decode(bytes.subarray(0, handle.read(0, bytes)));
  } finally {
    handle.close();
  }
}
