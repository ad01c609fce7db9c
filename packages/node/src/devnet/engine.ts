import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Hex, LodeError } from '@lode/protocol';
import { keccak256, parseTransaction, type TransactionSerialized } from 'viem';
import type { Anvil } from './anvil.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { RpcError, rpcError } from './json-rpc.ts';

/**
 * Transactions that may wait while others are mined. Each takes a few milliseconds, so a full queue is seconds
 * behind; callers then get "limit exceeded" and try again, as from any public node.
 */
export const MAX_QUEUED_TRANSACTIONS = 1_024;
/** A new snapshot after so many transactions bounds what a start has to replay (a few ms each). */
const SNAPSHOT_EVERY = 500;
/** A transaction is mined at once; a start that replays may keep it waiting. */
const MINE_TIMEOUT_MS = 60_000;

export interface Engine {
  /** Mines a signed transaction and returns its receipt. @throws RpcError */
  mine(raw: Hex): Promise<MinedReceipt>;
  /** Writes a snapshot, so that the next start is quick. */
  snapshot(): Promise<void>;
}

export interface MinedReceipt {
  readonly transactionHash: Hex;
  readonly status: Hex;
}

export interface EngineOptions {
  readonly journal: Journal;
  nowMs(): number;
  /** Waits until anvil is there, replayed and reachable. */
  ready(signal: AbortSignal): Promise<Anvil>;
  readonly snapshotEvery?: number;
}

/** One transaction at a time: on disk first, then in a block of its own with the time that the disk has. */
export function createEngine(options: EngineOptions): Engine {
  const { journal } = options;
  let queued = 0;
  // Blocks never go back in time, even if the machine's clock does.
  let lastTimestampSec: number | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  const serial = <T>(work: () => Promise<T>): Promise<T> => {
    const next = tail.then(work, work);
    tail = next.catch(() => undefined);
    return next;
  };
  const writeSnapshot = async () => {
    if (journal.entries().length === 0) return;
    const anvil = await options.ready(AbortSignal.timeout(MINE_TIMEOUT_MS));
    await journal.rotate(await dumpState(anvil));
  };
  const mineOne = async (raw: Hex): Promise<MinedReceipt> => {
    checkForm(raw);
    const signal = AbortSignal.timeout(MINE_TIMEOUT_MS);
    lastTimestampSec = Math.max(
      Math.floor(options.nowMs() / 1_000),
      lastTimestampSec ?? (await withAnvil(options.ready, signal, latestTimestampSec)),
    );
    const entry = { timestampSec: lastTimestampSec, raw };
    const anvil = await options.ready(signal);
    await journal.append(entry);
    const receipt = await mineOn(anvil, entry, options, signal);
    if (journal.entries().length >= (options.snapshotEvery ?? SNAPSHOT_EVERY)) await writeSnapshot();
    return receipt;
  };
  return {
    async mine(raw) {
      if (queued >= MAX_QUEUED_TRANSACTIONS) throw rpcError('limitExceeded', 'too many transactions are waiting');
      queued++;
      try {
        return await serial(() => mineOne(raw));
      } finally {
        queued--;
      }
    },
    snapshot: () => serial(writeSnapshot),
  };
}

/** Brings a fresh anvil to the state after the journal's last entry, at today's time. */
export async function replay(anvil: Anvil, journal: Journal, nowMs: number): Promise<void> {
  for (const entry of journal.entries()) {
    await setTime(anvil, entry);
    try {
      await submit(anvil, entry);
    } catch (error) {
      // What the chain refused then, it refuses again: such an entry changed nothing.
      if (!(error instanceof RpcError)) throw error;
    }
  }
  // Replaying set the chain's clock to the past.
  await anvil.call('evm_setTime', [Math.floor(nowMs / 1_000)]);
}

/** Not being able to set the time is no refusal of the transaction: it must never pass for one. */
async function setTime(anvil: Anvil, { timestampSec }: JournalEntry): Promise<void> {
  try {
    await anvil.call('evm_setNextBlockTimestamp', [timestampSec]);
  } catch (cause) {
    throw new LodeError('CHAIN_START_FAILED', `The chain does not take the block time ${timestampSec}.`, { cause });
  }
}

/** A pending transaction is mined within milliseconds; one that is not by then never will be. */
const PENDING_LIMIT_MS = 2_000;

/**
 * Mines one entry. The devnet keeps no transaction that waits for an earlier nonce: it would be mined together with
 * others later, in a block whose time no journal knows.
 */
async function submit(anvil: Anvil, entry: JournalEntry): Promise<MinedReceipt> {
  const hash = (await anvil.call('eth_sendRawTransaction', [entry.raw])) as Hex;
  const giveUpAt = performance.now() + PENDING_LIMIT_MS;
  for (;;) {
    const receipt = await receiptOf(anvil, hash);
    if (receipt !== undefined) return receipt;
    const { queued } = (await anvil.call('txpool_status', [])) as { queued: Hex };
    if (Number(queued) === 0 && performance.now() < giveUpAt) continue;
    await anvil.call('anvil_dropTransaction', [hash]);
    throw rpcError('transactionRejected', 'nonce too high: the devnet keeps no transactions that wait for others');
  }
}

/**
 * What the journal says is the truth: an anvil that missed an entry, or may have, goes, and its successor replays it.
 * The first successor may have been under way before the entry was written; the second was not.
 */
const SUCCESSORS = 2;

async function mineOn(anvil: Anvil, entry: JournalEntry, options: EngineOptions, signal: AbortSignal) {
  try {
    await setTime(anvil, entry);
    return await submit(anvil, entry);
  } catch (error) {
    if (error instanceof RpcError) return knownOr(anvil, entry, error);
    await anvil.stop();
  }
  const hash = keccak256(entry.raw as Hex);
  for (let i = 0; i < SUCCESSORS; i++) {
    const [successor, receipt] = await withAnvil(
      options.ready,
      signal,
      async (one) => [one, await receiptOf(one, hash)] as const,
    );
    if (receipt !== undefined) return receipt;
    if (i + 1 < SUCCESSORS) await successor.stop();
  }
  throw rpcError('transactionRejected', 'the chain restarted and refused the transaction');
}

const RETRY_MS = 20;

/** Reads from whichever anvil is alive: asks again while one dies and the next is started. */
export async function withAnvil<T>(
  ready: EngineOptions['ready'],
  signal: AbortSignal,
  read: (anvil: Anvil) => Promise<T>,
): Promise<T> {
  for (;;) {
    const anvil = await ready(signal);
    try {
      return await read(anvil);
    } catch (error) {
      if (error instanceof RpcError || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function receiptOf(anvil: Anvil, hash: Hex): Promise<MinedReceipt | undefined> {
  return ((await anvil.call('eth_getTransactionReceipt', [hash])) as MinedReceipt | null) ?? undefined;
}

/** Sent again after a lost answer, a transaction is answered with its receipt; other refusals stand. */
async function knownOr(anvil: Anvil, entry: JournalEntry, refusal: RpcError): Promise<MinedReceipt> {
  const receipt = await receiptOf(anvil, keccak256(entry.raw as Hex));
  if (receipt === undefined) throw refusal;
  return receipt;
}

/** Keeps what is no transaction at all out of the journal. */
function checkForm(raw: Hex): void {
  try {
    parseTransaction(raw as TransactionSerialized);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw rpcError('invalidParams', `not a signed transaction: ${why}`);
  }
}

async function latestTimestampSec(anvil: Anvil): Promise<number> {
  const block = (await anvil.call('eth_getBlockByNumber', ['latest', false])) as { timestamp: Hex };
  return Number(block.timestamp);
}

/** Anvil answers with gzipped JSON and loads plain JSON. */
async function dumpState(anvil: Anvil): Promise<Uint8Array> {
  const hex = (await anvil.call('anvil_dumpState', [])) as Hex;
  return promisify(gunzip)(Buffer.from(hex.slice(2), 'hex'));
}
