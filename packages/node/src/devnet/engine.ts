import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Hex } from '@lode/protocol';
import { keccak256, parseTransaction, recoverTransactionAddress, type TransactionSerialized } from 'viem';
import type { Anvil } from './anvil.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { RpcError, rpcError } from './json-rpc.ts';

/**
 * Transactions that may wait while others are mined. Each takes a few milliseconds, so a full queue is seconds
 * behind; callers then get "limit exceeded" and try again, as from any public node.
 */
export const MAX_QUEUED_TRANSACTIONS = 1_024;
/** A new snapshot after so many transactions bounds what a start has to replay (a few ms each). */
export const SNAPSHOT_EVERY = 500;
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
    const signal = AbortSignal.timeout(MINE_TIMEOUT_MS);
    const known = await withAnvil(options.ready, signal, (anvil) => precheck(anvil, raw));
    if (known !== undefined) return known;
    lastTimestampSec = Math.max(
      Math.floor(options.nowMs() / 1_000),
      lastTimestampSec ?? (await withAnvil(options.ready, signal, latestTimestampSec)),
    );
    const entry = { timestampSec: lastTimestampSec, raw };
    await journal.append(entry);
    const receipt = await applyOrFind(entry, options, signal);
    if (journal.entries().length >= SNAPSHOT_EVERY) await writeSnapshot();
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
    try {
      await apply(anvil, entry);
    } catch (error) {
      // What the chain refused then, it refuses again: such an entry changed nothing.
      if (!(error instanceof RpcError)) throw error;
    }
  }
  // Replaying set the chain's clock to the past.
  await anvil.call('evm_setTime', [Math.floor(nowMs / 1_000)]);
}

async function apply(anvil: Anvil, entry: JournalEntry): Promise<MinedReceipt> {
  await anvil.call('evm_setNextBlockTimestamp', [entry.timestampSec]);
  return (await anvil.call('eth_sendRawTransactionSync', [entry.raw])) as MinedReceipt;
}

/** If anvil dies or hangs under the call, its successor replays the journal: then only the receipt has to be found. */
async function applyOrFind(entry: JournalEntry, options: EngineOptions, signal: AbortSignal): Promise<MinedReceipt> {
  const anvil = await options.ready(signal);
  try {
    return await apply(anvil, entry);
  } catch (error) {
    if (error instanceof RpcError) throw error;
    // What the journal says is the truth, so an anvil that may have missed an entry must go.
    await anvil.stop();
  }
  const receipt = await withAnvil(options.ready, signal, (successor) =>
    receiptOf(successor, keccak256(entry.raw as Hex)),
  );
  if (receipt === undefined) throw rpcError('internal', 'the chain restarted and refused the transaction');
  return receipt;
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

/**
 * Refuses what could not be mined at once: a transaction that waits for an earlier nonce would hold up all others,
 * so the devnet keeps none. A transaction that is mined already is answered with its receipt.
 */
async function precheck(anvil: Anvil, raw: Hex): Promise<MinedReceipt | undefined> {
  const { nonce, from } = await senderOf(raw);
  const expected = Number(await anvil.call('eth_getTransactionCount', [from, 'latest']));
  if (nonce > expected) {
    throw rpcError('transactionRejected', `nonce too high: ${nonce}, expected ${expected}; the devnet does not queue`);
  }
  if (nonce === expected) return undefined;
  const known = await receiptOf(anvil, keccak256(raw));
  if (known === undefined) throw rpcError('transactionRejected', 'nonce too low');
  return known;
}

async function senderOf(raw: Hex): Promise<{ nonce: number; from: Hex }> {
  try {
    const { nonce } = parseTransaction(raw as TransactionSerialized);
    // RLP writes nonce 0 as nothing.
    return {
      nonce: nonce ?? 0,
      from: await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerialized }),
    };
  } catch (cause) {
    throw rpcError(
      'invalidParams',
      `not a signed transaction: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
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
