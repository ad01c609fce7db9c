import path from 'node:path';
import type { Disk } from './disk.ts';

/** A file of the log: records of consecutive blocks, named by the first one's number. */
export interface Segment {
  file: string;
  first: bigint;
}

const NAME = /^(\d{20})\.log$/;

export const segmentFile = (folder: string, first: bigint): string =>
  path.join(folder, `${first.toString().padStart(20, '0')}.log`);

/** In order of blocks. Other files are not the log's and are left alone. */
export function listSegments(disk: Disk, folder: string): Segment[] {
  return disk.list(folder).flatMap((name) => {
    const digits = NAME.exec(name)?.[1];
    return digits === undefined ? [] : [{ file: path.join(folder, name), first: BigInt(digits) }];
  });
}
