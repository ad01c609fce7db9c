import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  type ChannelConfig,
  canonicalJson,
  channelConfigSchema,
  decode,
  type ErrorShape,
  encode,
  type Hex,
  type Job,
  jobSchema,
  type SignedAcceptance,
  type SignedLease,
  type SignedReceipt,
  type SignedVoucher,
  signedAcceptanceSchema,
  signedLeaseSchema,
  signedReceiptSchema,
  signedVoucherSchema,
} from '@lode/protocol';
import type { z } from 'zod';
import { type LeaseEventWire, leaseEventWire } from '../net/lease-wire.ts';
import { errorWire } from '../net/wire.ts';
import type { LeaseEvent } from '../seams.ts';

/** How far a lease came. `closed`: ended, and its money is decided. */
export type LeaseStage = 'signed' | 'funded' | 'running' | 'ended' | 'closed';
/** `pending`: no answer yet; `accepted`: the buyer's yes is here; the rest is what the chain says. */
export type ReceiptState = 'pending' | 'accepted' | 'claimed' | 'objected' | 'paid' | 'lost';

export interface LeaseRow {
  readonly id: Hex;
  readonly lease: SignedLease;
  readonly job: Job;
  readonly stage: LeaseStage;
  readonly reason?: ErrorShape;
  readonly seqReserved: number;
  /** Block of the chain at which it was signed, where the chain is asked for logs. */
  readonly fromBlock?: bigint;
  readonly endedAtMs?: number;
}

export interface ReceiptRow {
  readonly task: number;
  readonly id: Hex;
  readonly receipt: SignedReceipt;
  readonly state: ReceiptState;
  /** When the claim's window or the objection's ends on chain. */
  readonly deadlineMs: number;
}

export interface AcceptanceRow {
  readonly row: number;
  readonly acceptance: SignedAcceptance;
  readonly tries: number;
}

/** A payment channel to us, with the highest voucher taken. */
export interface ChannelRow {
  readonly id: Hex;
  readonly config: ChannelConfig;
  readonly voucher?: SignedVoucher;
  readonly claimedMicroUsd: bigint;
  /** When the last voucher came. */
  readonly paidAtMs: number;
}

/** The streamed part of a lease: which channel pays it, and what it was paid. */
export interface StreamRow {
  readonly channel: Hex;
  readonly paidMicroUsd: bigint;
}

/**
 * What a provider must not forget: signed leases, receipts, the buyer's answers, and the events that a buyer may ask for again.
 * SQLite, written through before anybody is told. Everything is checked against its schema again when read.
 */
export interface Journal {
  addLease(row: Pick<LeaseRow, 'id' | 'lease' | 'job' | 'fromBlock'>): void;
  setStage(id: Hex, stage: LeaseStage, more?: { reason?: ErrorShape; endedAtMs?: number }): void;
  reserveSeq(id: Hex, seq: number): void;
  lease(id: Hex): LeaseRow | undefined;
  /** Leases not closed, oldest first. */
  openLeases(): Hex[];
  /** Newest first. */
  recentLeases(limit: number): LeaseRow[];
  addReceipt(lease: Hex, id: Hex, receipt: SignedReceipt): void;
  setReceipt(lease: Hex, task: number, state: ReceiptState, deadlineMs?: number): void;
  receipts(lease: Hex): ReceiptRow[];
  addAcceptance(lease: Hex, acceptance: SignedAcceptance): void;
  countTry(row: number): void;
  dropAcceptance(row: number): void;
  acceptances(lease: Hex): AcceptanceRow[];
  addEvent(lease: Hex, event: LeaseEvent): void;
  events(lease: Hex): LeaseEvent[];
  addStream(lease: Hex, channel: Hex, config: ChannelConfig): void;
  stream(lease: Hex): StreamRow | undefined;
  /** Leases of a channel that may still be paid by it. */
  openStreams(channel: Hex): Hex[];
  /** Peers of the buyers whose leases a channel paid. */
  payerPeers(channel: Hex): string[];
  channel(id: Hex): ChannelRow | undefined;
  channels(): ChannelRow[];
  /** Takes a voucher down and credits what it adds to a lease, in one transaction. */
  addVoucher(lease: Hex, channel: Hex, voucher: SignedVoucher, creditMicroUsd: bigint, atMs: number): void;
  setClaimed(channel: Hex, microUsd: bigint): void;
  /** Receipts of a channel's leases that no claim has published, oldest leases first. */
  unanchored(channel: Hex, limit: number): ReceiptRow[];
  setAnchored(receipts: readonly ReceiptRow[]): void;
  /** Micro-dollars paid, and still to be decided, over all leases. */
  totals(): { earnedMicroUsd: bigint; pendingMicroUsd: bigint };
  meta(key: string): string | undefined;
  setMeta(key: string, value: string): void;
  /** Forgets closed leases beyond the newest `keep`; what they earned stays in the totals. */
  prune(keep: number): void;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS leases (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, lease TEXT NOT NULL, job TEXT NOT NULL,
    stage TEXT NOT NULL, reason TEXT, seq INTEGER NOT NULL DEFAULT 0, fromBlock TEXT, endedAtMs INTEGER) STRICT;
  CREATE INDEX IF NOT EXISTS leases_stage ON leases (stage);
  CREATE TABLE IF NOT EXISTS receipts (
    lease TEXT NOT NULL, task INTEGER NOT NULL, id TEXT NOT NULL, receipt TEXT NOT NULL, holdback TEXT NOT NULL,
    state TEXT NOT NULL, deadlineMs INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (lease, task)) STRICT;
  CREATE TABLE IF NOT EXISTS acceptances (
    number INTEGER PRIMARY KEY AUTOINCREMENT, lease TEXT NOT NULL, acceptance TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE INDEX IF NOT EXISTS acceptances_lease ON acceptances (lease);
  CREATE TABLE IF NOT EXISTS events (
    lease TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (lease, seq)) STRICT;
  CREATE TABLE IF NOT EXISTS channels (
    id TEXT PRIMARY KEY, config TEXT NOT NULL, voucher TEXT, claimed TEXT NOT NULL DEFAULT '0',
    paidAtMs INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE IF NOT EXISTS streams (
    lease TEXT PRIMARY KEY, channel TEXT NOT NULL, paid TEXT NOT NULL DEFAULT '0') STRICT;
  CREATE INDEX IF NOT EXISTS streams_channel ON streams (channel);
  CREATE TABLE IF NOT EXISTS anchored (id TEXT PRIMARY KEY, lease TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

type Row = Record<string, string | number | bigint | null | Uint8Array>;

const textOf = <Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): string =>
  canonicalJson(encode(schema, value));
const read = <Schema extends z.ZodType>(schema: Schema, text: unknown, what: string): z.output<Schema> =>
  decode(schema, JSON.parse(String(text)), what);

export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  // WAL with NORMAL survives a killed process; a power cut may lose the last moments, never the file.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  db.exec(SCHEMA);
  const statements = new Map<string, StatementSync>();
  // The texts are those of this file, so the map is as small as it.
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const run = (sql: string, ...values: (string | number | null)[]) => void prepare(sql).run(...values);
  const all = (sql: string, ...values: (string | number)[]): Row[] => prepare(sql).all(...values) as Row[];
  const meta = (key: string) => all('SELECT value FROM meta WHERE key = ?', key)[0]?.value?.toString();
  const setMeta = (key: string, value: string) =>
    run('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value);
  const sumOf = (states: string) =>
    all(`SELECT holdback FROM receipts WHERE state IN (${states})`).reduce(
      (sum, row) => sum + BigInt(String(row.holdback)),
      0n,
    );

  /** A voucher cannot be taken back, so what it promises is earned. */
  const streamed = () =>
    all('SELECT voucher FROM channels WHERE voucher IS NOT NULL').reduce(
      (sum, row) => sum + read(signedVoucherSchema, row.voucher, 'stored voucher').value.maxClaimableAmount,
      0n,
    );

  return {
    addLease: ({ id, lease, job, fromBlock }) =>
      run(
        "INSERT INTO leases (id, lease, job, stage, fromBlock) VALUES (?, ?, ?, 'signed', ?)",
        id,
        textOf(signedLeaseSchema, lease),
        textOf(jobSchema, job),
        fromBlock === undefined ? null : fromBlock.toString(),
      ),
    setStage: (id, stage, { reason, endedAtMs } = {}) =>
      run(
        'UPDATE leases SET stage = ?, reason = COALESCE(?, reason), endedAtMs = COALESCE(?, endedAtMs) WHERE id = ?',
        stage,
        reason === undefined ? null : JSON.stringify(reason),
        endedAtMs ?? null,
        id,
      ),
    reserveSeq: (id, seq) => run('UPDATE leases SET seq = ? WHERE id = ?', seq, id),
    lease: (id) => all('SELECT * FROM leases WHERE id = ?', id).map(leaseRow)[0],
    openLeases: () => all("SELECT id FROM leases WHERE stage <> 'closed' ORDER BY number").map((row) => row.id as Hex),
    recentLeases: (limit) => all('SELECT * FROM leases ORDER BY number DESC LIMIT ?', limit).map(leaseRow),
    addReceipt: (lease, id, receipt) =>
      run(
        "INSERT INTO receipts (lease, task, id, receipt, holdback, state) VALUES (?, ?, ?, ?, ?, 'pending')",
        lease,
        receipt.value.task,
        id,
        textOf(signedReceiptSchema, receipt),
        receipt.value.holdbackMicroUsd.toString(),
      ),
    setReceipt: (lease, task, state, deadlineMs = 0) =>
      run('UPDATE receipts SET state = ?, deadlineMs = ? WHERE lease = ? AND task = ?', state, deadlineMs, lease, task),
    receipts: (lease) => all('SELECT * FROM receipts WHERE lease = ? ORDER BY task', lease).map(receiptRow),
    addAcceptance: (lease, acceptance) =>
      run(
        'INSERT INTO acceptances (lease, acceptance) VALUES (?, ?)',
        lease,
        textOf(signedAcceptanceSchema, acceptance),
      ),
    countTry: (row) => run('UPDATE acceptances SET tries = tries + 1 WHERE number = ?', row),
    dropAcceptance: (row) => run('DELETE FROM acceptances WHERE number = ?', row),
    acceptances: (lease) =>
      all('SELECT * FROM acceptances WHERE lease = ? ORDER BY number', lease).map((row) => ({
        row: Number(row.number),
        acceptance: read(signedAcceptanceSchema, row.acceptance, 'stored acceptance'),
        tries: Number(row.tries),
      })),
    addEvent: (lease, event) =>
      run('INSERT INTO events VALUES (?, ?, ?)', lease, event.seq, textOf(leaseEventWire, event as LeaseEventWire)),
    events: (lease) =>
      all('SELECT event FROM events WHERE lease = ? ORDER BY seq', lease).map(
        (row) => read(leaseEventWire, row.event, 'stored event') as LeaseEvent,
      ),
    addStream(lease, channel, config) {
      run(
        'INSERT INTO channels (id, config) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
        channel,
        textOf(channelConfigSchema, config),
      );
      run('INSERT INTO streams (lease, channel) VALUES (?, ?) ON CONFLICT (lease) DO NOTHING', lease, channel);
    },
    stream: (lease) =>
      all('SELECT * FROM streams WHERE lease = ?', lease).map((row) => ({
        channel: row.channel as Hex,
        paidMicroUsd: BigInt(String(row.paid)),
      }))[0],
    openStreams: (channel) =>
      all(
        "SELECT streams.lease FROM streams JOIN leases ON leases.id = streams.lease WHERE channel = ? AND stage IN ('signed', 'funded', 'running')",
        channel,
      ).map((row) => row.lease as Hex),
    payerPeers: (channel) => [
      ...new Set(
        all(
          "SELECT lease ->> '$.lease.buyerPeer' AS peer FROM (SELECT leases.lease FROM streams JOIN leases ON leases.id = streams.lease WHERE channel = ?)",
          channel,
        ).map((row) => String(row.peer)),
      ),
    ],
    channel: (id) => all('SELECT * FROM channels WHERE id = ?', id).map(channelRow)[0],
    channels: () => all('SELECT * FROM channels').map(channelRow),
    addVoucher(lease, channel, voucher, creditMicroUsd, atMs) {
      db.exec('BEGIN');
      const paid = BigInt(String(all('SELECT paid FROM streams WHERE lease = ?', lease)[0]?.paid ?? '0'));
      run(
        'UPDATE channels SET voucher = ?, paidAtMs = ? WHERE id = ?',
        textOf(signedVoucherSchema, voucher),
        atMs,
        channel,
      );
      run('UPDATE streams SET paid = ? WHERE lease = ?', (paid + creditMicroUsd).toString(), lease);
      db.exec('COMMIT');
    },
    unanchored: (channel, limit) =>
      all(
        `SELECT receipts.* FROM receipts JOIN streams ON streams.lease = receipts.lease
         LEFT JOIN anchored ON anchored.id = receipts.id WHERE channel = ? AND anchored.id IS NULL LIMIT ?`,
        channel,
        limit,
      ).map(receiptRow),
    setAnchored(receipts) {
      for (const { id, receipt } of receipts)
        run('INSERT INTO anchored VALUES (?, ?) ON CONFLICT (id) DO NOTHING', id, receipt.value.lease);
    },
    setClaimed: (channel, microUsd) =>
      run('UPDATE channels SET claimed = ? WHERE id = ?', microUsd.toString(), channel),
    totals: () => ({
      earnedMicroUsd: sumOf("'paid'") + streamed() + BigInt(meta('prunedEarnings') ?? '0'),
      pendingMicroUsd: sumOf("'pending','accepted','claimed','objected'"),
    }),
    meta,
    setMeta,
    prune(keep) {
      const old = all("SELECT id FROM leases WHERE stage = 'closed' ORDER BY number DESC LIMIT -1 OFFSET ?", keep);
      db.exec('BEGIN');
      for (const { id } of old) {
        const earned = all("SELECT holdback FROM receipts WHERE lease = ? AND state = 'paid'", String(id));
        const sum = earned.reduce(
          (total, row) => total + BigInt(String(row.holdback)),
          BigInt(meta('prunedEarnings') ?? '0'),
        );
        setMeta('prunedEarnings', sum.toString());
        for (const table of ['receipts', 'acceptances', 'events', 'streams', 'anchored'])
          run(`DELETE FROM ${table} WHERE lease = ?`, String(id));
        run('DELETE FROM leases WHERE id = ?', String(id));
      }
      db.exec('COMMIT');
    },
    close: () => db.close(),
  };
}

function leaseRow(row: Row): LeaseRow {
  return {
    id: row.id as Hex,
    lease: read(signedLeaseSchema, row.lease, 'stored lease'),
    job: read(jobSchema, row.job, 'stored job'),
    stage: row.stage as LeaseStage,
    seqReserved: Number(row.seq),
    ...(row.reason === null ? {} : { reason: read(errorWire, row.reason, 'stored reason') as ErrorShape }),
    ...(row.fromBlock === null ? {} : { fromBlock: BigInt(String(row.fromBlock)) }),
    ...(row.endedAtMs === null ? {} : { endedAtMs: Number(row.endedAtMs) }),
  };
}

const channelRow = (row: Row): ChannelRow => ({
  id: row.id as Hex,
  config: read(channelConfigSchema, row.config, 'stored channel'),
  ...(row.voucher === null ? {} : { voucher: read(signedVoucherSchema, row.voucher, 'stored voucher') }),
  claimedMicroUsd: BigInt(String(row.claimed)),
  paidAtMs: Number(row.paidAtMs),
});

const receiptRow = (row: Row): ReceiptRow => ({
  task: Number(row.task),
  id: row.id as Hex,
  receipt: read(signedReceiptSchema, row.receipt, 'stored receipt'),
  state: row.state as ReceiptState,
  deadlineMs: Number(row.deadlineMs),
});
