import path from 'node:path';
import type { Disk, DiskFile } from '../src/durability/disk.ts';
import { type Random, randomBytes } from './faultyDiskBlocks.ts';

/** The unit in which a write survives a cut or does not. */
const SECTOR = 512;

export interface FaultyDiskOptions {
  random: Random;
  /** The operation during which the power goes: it may have done anything between nothing and all of its work. */
  cutAtOperation?: number;
  /** The operation that fails with EIO: what it was to write or sync may be lost, and a later sync reports nothing. */
  failAtOperation?: number;
  /** Syncs that do nothing: to show that this disk finds a log that does not sync. */
  liesAboutSync?: boolean;
}

export interface FaultyDisk extends Disk {
  /** Operations so far. */
  readonly operations: number;
  readonly isCut: boolean;
  /** Cuts the power now. */
  cut(): void;
  /** The same disk after its process was killed: all that was written is there, and still on its way to the platter. */
  reopen(options?: Partial<FaultyDiskOptions>): FaultyDisk;
  /** What is on the platter: the disk after a restart, without faults unless given. */
  restart(options?: Partial<FaultyDiskOptions>): FaultyDisk;
  /** Flips one bit of what is on the platter. */
  flipBit(file: string, byte: number): void;
  durableSize(file: string): number;
}

type Pending = { kind: 'write'; offset: number; bytes: Uint8Array } | { kind: 'truncate'; bytes: number };

interface Inode {
  /** As programs see it. */
  live: Uint8Array;
  /** On the platter. */
  durable: Uint8Array;
  /** On their way there, in any order. */
  pending: Pending[];
}

interface NameChange {
  folder: string;
  apply(all: Map<string, Inode>): void;
}

/**
 * A disk in memory that keeps its word about what was synced, and about nothing else. At a cut each sector of a write
 * that no sync followed is kept, lost or destroyed, each name that no `syncDir` followed is as before or as after, and
 * a file may be longer than what was written to it.
 */
export function createFaultyDisk(options: FaultyDiskOptions): FaultyDisk {
  return fromNames({ platter: new Map(), live: new Map(), changes: [] }, options);
}

interface Names {
  platter: Map<string, Inode>;
  live: Map<string, Inode>;
  /** Of names, not synced yet. */
  changes: NameChange[];
}

function fromNames(names: Names, options: FaultyDiskOptions): FaultyDisk {
  const { platter, live } = names;
  const { random } = options;
  let operations = 0;
  let isCut = false;

  const expectPower = (): void => {
    if (isCut) throw new Error('the power is off');
  };
  /** Runs before an operation: `partly` is what may have happened of one that the cut or a fault ends. */
  const operate = async (partly: () => void): Promise<void> => {
    expectPower();
    operations += 1;
    if (operations === options.cutAtOperation) {
      partly();
      isCut = true;
      throw new Error('the power goes off');
    }
    if (operations === options.failAtOperation) {
      partly();
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    }
    // Other calls come in between, as they do on a disk.
    if (random() < 0.3) await new Promise(setImmediate);
    expectPower();
  };
  const find = (file: string): Inode => {
    const inode = live.get(file);
    if (!inode) throw Object.assign(new Error(`ENOENT: ${file}`), { code: 'ENOENT' });
    return inode;
  };
  const change = (folder: string, apply: NameChange['apply']): void => {
    apply(live);
    names.changes.push({ folder, apply });
  };

  return {
    get operations() {
      return operations;
    },
    get isCut() {
      return isCut;
    },
    cut() {
      isCut = true;
    },
    makeDir: () => operate(() => {}),
    list(folder) {
      expectPower();
      return [...live.keys()].flatMap((name) => (path.dirname(name) === folder ? [path.basename(name)] : [])).sort();
    },
    async create(file) {
      const inode: Inode = { live: new Uint8Array(), durable: new Uint8Array(), pending: [] };
      const make = () => change(path.dirname(file), (all) => all.set(file, inode));
      if (live.has(file)) throw Object.assign(new Error(`EEXIST: ${file}`), { code: 'EEXIST' });
      await operate(make);
      make();
      return openInode(inode, { operate, expectPower, options });
    },
    open(file) {
      expectPower();
      return openInode(find(file), { operate, expectPower, options });
    },
    async rename(from, to) {
      const inode = find(from);
      const move = () =>
        change(path.dirname(to), (all) => {
          all.delete(from);
          all.set(to, inode);
        });
      await operate(move);
      move();
    },
    async unlink(file) {
      find(file);
      const remove = () => change(path.dirname(file), (all) => all.delete(file));
      await operate(remove);
      remove();
    },
    async syncDir(folder) {
      await operate(() => {});
      if (options.liesAboutSync) return;
      for (const { folder: changed, apply } of names.changes) if (changed === folder) apply(platter);
      names.changes = names.changes.filter((entry) => entry.folder !== folder);
    },
    reopen(next = {}) {
      isCut = true;
      return fromNames(names, { random, ...next });
    },
    restart(next = {}) {
      isCut = true;
      const left = new Map(platter);
      for (const { apply } of names.changes) if (random() < 0.5) apply(left);
      const kept = new Map<string, Inode>();
      for (const [file, inode] of left) {
        const durable = survive(inode, random);
        kept.set(file, { live: durable, durable, pending: [] });
      }
      return fromNames({ platter: kept, live: new Map(kept), changes: [] }, { random, ...next });
    },
    flipBit(file, byte) {
      const { durable } = find(file);
      durable[byte] = (durable[byte] ?? 0) ^ (1 << Math.floor(random() * 8));
    },
    durableSize: (file) => find(file).durable.length,
  };
}

interface Power {
  operate(partly: () => void): Promise<void>;
  expectPower(): void;
  options: FaultyDiskOptions;
}

function openInode(inode: Inode, { operate, expectPower, options }: Power): DiskFile {
  const write = (bytes: Uint8Array): void => {
    inode.pending.push({ kind: 'write', offset: inode.live.length, bytes });
    inode.live = resized(inode.live, inode.live.length + bytes.length);
    inode.live.set(bytes, inode.live.length - bytes.length);
  };
  return {
    size() {
      expectPower();
      return inode.live.length;
    },
    read(offset, into) {
      expectPower();
      const found = inode.live.subarray(offset, offset + into.length);
      into.set(found);
      return found.length;
    },
    async append(parts) {
      const bytes = joined(parts);
      await operate(() => write(bytes.subarray(0, Math.floor(options.random() * (bytes.length + 1)))));
      write(bytes);
    },
    async sync() {
      // A sync that fails drops what it could not write, and the next one does not know of it (Linux does this).
      const fail = (): void => {
        inode.durable = survive(inode, options.random);
        inode.pending = [];
      };
      const before = [...inode.pending];
      await operate(options.failAtOperation === undefined ? () => {} : fail);
      if (options.liesAboutSync) return;
      // What was written while the sync ran may or may not have made it.
      const after = inode.pending.slice(before.length);
      inode.durable = before.reduce(applied, inode.durable);
      inode.pending = after;
    },
    async truncate(bytes) {
      const cut = (): void => {
        inode.pending.push({ kind: 'truncate', bytes });
        inode.live = resized(inode.live, bytes);
      };
      await operate(cut);
      cut();
    },
    close() {},
  };
}

function applied(durable: Uint8Array, pending: Pending): Uint8Array {
  if (pending.kind === 'truncate') return resized(durable, pending.bytes);
  const next = resized(durable, Math.max(durable.length, pending.offset + pending.bytes.length));
  next.set(pending.bytes, pending.offset);
  return next;
}

/** Each pending write by sectors, after one of several tempers of disk. */
function survive({ durable, pending }: Inode, random: Random): Uint8Array {
  const keep = [0, 0.1, 0.5, 0.9, 1][Math.floor(random() * 5)] ?? 0;
  const destroys = random() < 0.3;
  let bytes: Uint8Array = durable.slice();
  for (const entry of pending) {
    if (entry.kind === 'truncate') {
      if (random() < 0.5) bytes = resized(bytes, entry.bytes);
      continue;
    }
    const end = entry.offset + entry.bytes.length;
    // The length is written apart from the bytes.
    if (random() < 0.5) bytes = resized(bytes, Math.max(bytes.length, end));
    for (let start = entry.offset - (entry.offset % SECTOR); start < end; start += SECTOR) {
      const from = Math.max(start, entry.offset);
      if (random() < keep)
        bytes = overwritten(bytes, from, entry.bytes.subarray(from - entry.offset, start + SECTOR - entry.offset));
      // The whole sector, whatever else is in it.
      else if (destroys && random() < 0.5) bytes = overwritten(bytes, start, randomBytes(SECTOR, random));
    }
  }
  return bytes;
}

function overwritten(bytes: Uint8Array, offset: number, by: Uint8Array): Uint8Array {
  const next = resized(bytes, Math.max(bytes.length, offset + by.length));
  next.set(by, offset);
  return next;
}

function resized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length === length) return bytes;
  const next = new Uint8Array(length);
  next.set(bytes.subarray(0, length));
  return next;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
