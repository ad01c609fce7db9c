import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Hex } from '@lode/protocol';

/** Rows as they are kept: text that the codec makes and reads again. */
export interface Rows {
  readonly jobs: readonly { id: Hex; job: string; meta: string }[];
  readonly leases: readonly { id: Hex; job: Hex; data: string }[];
  readonly attempts: readonly { lease: Hex; task: number; data: string }[];
  readonly tasks: readonly { job: Hex; task: number; data: string }[];
  readonly channels: readonly { id: Hex; data: string }[];
}

/** One transaction's worth of changes; all or nothing. */
export interface Changes {
  jobs: { id: Hex; job: string; meta: string }[];
  leases: { id: Hex; job: Hex; data: string }[];
  attempts: { job: Hex; lease: Hex; task: number; data: string }[];
  tasks: { job: Hex; task: number; data: string }[];
  events: { job: Hex; seq: number; data: string }[];
  channels: { id: Hex; data: string }[];
  nextBlock?: bigint;
}

/** The buyer's memory: SQLite in WAL mode, so that a process killed at any moment finds its last transaction whole. */
export interface BuyerStore {
  load(): Rows & { nextBlock: bigint | undefined };
  write(changes: Changes): void;
  events(job: Hex, afterSeq: number, limit: number): { seq: number; data: string }[];
  /** Drops events of a job up to and with `seq`. */
  dropEvents(job: Hex, seq: number): void;
  dropJob(job: Hex): void;
  close(): void;
}

const SCHEMA = `
  create table if not exists jobs (id text primary key, job text not null, meta text not null) strict;
  create table if not exists leases (id text primary key, job text not null, data text not null) strict;
  create table if not exists attempts (
    lease text not null, task integer not null, job text not null, data text not null, primary key (lease, task)
  ) strict, without rowid;
  create table if not exists tasks (
    job text not null, task integer not null, data text not null, primary key (job, task)
  ) strict, without rowid;
  create table if not exists events (
    job text not null, seq integer not null, data text not null, primary key (job, seq)
  ) strict, without rowid;
  create table if not exists channels (id text primary key, data text not null) strict;
  create table if not exists facts (name text primary key, value text not null) strict;
  create index if not exists leases_job on leases (job);
  create index if not exists attempts_job on attempts (job);
`;
/** Raised when rows change their meaning; an older file is refused rather than misread. */
const VERSION = 1;

export function openStore(path: string): BuyerStore {
  const db = new DatabaseSync(path);
  // NORMAL with WAL: a killed process loses nothing; a power cut may lose the last moments, which the chain tells again.
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 2000;');
  const found = db.prepare('pragma user_version').get()?.user_version;
  if (found !== 0 && found !== VERSION)
    throw new Error(`${path} was written by another version (${found}) of the buyer.`);
  db.exec(`${SCHEMA} pragma user_version = ${VERSION};`);
  const put = {
    jobs: db.prepare('insert into jobs values (?, ?, ?) on conflict (id) do update set meta = excluded.meta'),
    leases: db.prepare('insert into leases values (?, ?, ?) on conflict (id) do update set data = excluded.data'),
    attempts: db.prepare(
      'insert into attempts values (?, ?, ?, ?) on conflict (lease, task) do update set data = excluded.data',
    ),
    tasks: db.prepare('insert into tasks values (?, ?, ?) on conflict (job, task) do update set data = excluded.data'),
    events: db.prepare('insert or replace into events values (?, ?, ?)'),
    channels: db.prepare('insert into channels values (?, ?) on conflict (id) do update set data = excluded.data'),
    fact: db.prepare('insert into facts values (?, ?) on conflict (name) do update set value = excluded.value'),
  };
  const selectEvents = db.prepare('select seq, data from events where job = ? and seq > ? order by seq limit ?');
  return {
    load: () => ({
      jobs: rows(db.prepare('select id, job, meta from jobs order by rowid')),
      leases: rows(db.prepare('select id, job, data from leases order by rowid')),
      attempts: rows(db.prepare('select lease, task, data from attempts')),
      tasks: rows(db.prepare('select job, task, data from tasks')),
      channels: rows(db.prepare('select id, data from channels')),
      nextBlock: nextBlockOf(db),
    }),
    write: (changes) => {
      db.exec('begin immediate');
      try {
        for (const one of changes.jobs) put.jobs.run(one.id, one.job, one.meta);
        for (const one of changes.leases) put.leases.run(one.id, one.job, one.data);
        for (const one of changes.attempts) put.attempts.run(one.lease, one.task, one.job, one.data);
        for (const one of changes.tasks) put.tasks.run(one.job, one.task, one.data);
        for (const one of changes.channels) put.channels.run(one.id, one.data);
        for (const one of changes.events) put.events.run(one.job, one.seq, one.data);
        if (changes.nextBlock !== undefined) put.fact.run('nextBlock', changes.nextBlock.toString());
        db.exec('commit');
      } catch (error) {
        db.exec('rollback');
        throw error;
      }
    },
    events: (job, afterSeq, limit) => selectEvents.all(job, afterSeq, limit) as { seq: number; data: string }[],
    dropEvents: (job, seq) => {
      db.prepare('delete from events where job = ? and seq <= ?').run(job, seq);
    },
    dropJob: (job) => {
      for (const table of ['events', 'tasks', 'attempts', 'leases'])
        db.prepare(`delete from ${table} where job = ?`).run(job);
      db.prepare('delete from jobs where id = ?').run(job);
    },
    close: () => db.close(),
  };
}

const rows = <T>(statement: StatementSync): T[] => statement.all() as T[];

function nextBlockOf(db: DatabaseSync): bigint | undefined {
  const value = db.prepare("select value from facts where name = 'nextBlock'").get()?.value;
  return typeof value === 'string' ? BigInt(value) : undefined;
}
