import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { canonicalJson, decode, encode, type Hex } from '@lode/protocol';
import { type GuardRequest, guardWire } from './watch-wire.ts';

/** The newest claim of each channel that a watchtower guards. SQLite, written through before the receiver is told. */
export interface WatchStore {
  get(channel: Hex): GuardRequest | undefined;
  put(channel: Hex, request: GuardRequest): void;
  remove(channel: Hex): void;
  channels(): Hex[];
  count(): number;
  close(): void;
}

export function openWatchStore(path: string): WatchStore {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000');
  db.exec(`CREATE TABLE IF NOT EXISTS guarded (channel TEXT PRIMARY KEY, request TEXT NOT NULL) STRICT`);
  const one = db.prepare('SELECT request FROM guarded WHERE channel = ?');
  const put = db.prepare(
    'INSERT INTO guarded VALUES (?, ?) ON CONFLICT (channel) DO UPDATE SET request = excluded.request',
  );
  return {
    get(channel) {
      const row = one.get(channel);
      return row === undefined ? undefined : decode(guardWire, JSON.parse(String(row.request)), 'guarded claim');
    },
    put: (channel, request) => void put.run(channel, canonicalJson(encode(guardWire, request))),
    remove: (channel) => void db.prepare('DELETE FROM guarded WHERE channel = ?').run(channel),
    channels: () =>
      db
        .prepare('SELECT channel FROM guarded')
        .all()
        .map((row) => row.channel as Hex),
    count: () => Number(db.prepare('SELECT count(*) AS n FROM guarded').get()?.n),
    close: () => db.close(),
  };
}
