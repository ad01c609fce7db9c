import { type Genesis, genesisBlock } from '../blocks/genesis.ts';
import { hashHeader } from '../blocks/header.ts';
import { HISTORY_STORAGE } from '../blocks/systemContracts.ts';
import type { LedgerDurability, LedgerRecovery } from '../durability/durability.ts';
import type { BinaryRoots } from '../roots/binaryRoots.ts';
import type { History, RootProvider, SealedBlock, StateStore } from '../seams.ts';
import { highest, lowest } from './bigints.ts';
import { ledgerError } from './errors.ts';
import { withoutChanges } from './naming.ts';
import type { UndoWindow } from './undoWindow.ts';

export interface RecoveryContext {
  genesis: Genesis;
  state: StateStore;
  roots: BinaryRoots;
  history: History;
  store: { durability: LedgerDurability; recovery: LedgerRecovery } | undefined;
  createUndo(newest: bigint): UndoWindow;
  /** Rows of the checkpoint beyond it stay on disk. */
  memoryBudgetBytes: number;
  signal?: AbortSignal;
}

export interface BroughtUp {
  tip: SealedBlock;
  undo: UndoWindow;
  /** Blocks that were read from the log. */
  replayed: number;
}

/** Past states that are readable again after a restart: up to 16 s of reading where blocks are as large as can be. */
export const UNDO_REPLAY_BLOCKS = 32n;
/** Of the memory budget, filled at the start: the rest is for what the log changed and blocks will touch. */
const LOADED_SHARE = 0.75;
/** Rows handed to the state tree at a time. */
const REBUILD_BYTES = 4 * 1024 * 1024;

/**
 * Brings every part to the last durable block: the checkpoint, then the log's blocks for each part that is behind. No
 * transaction is executed. Hashes and roots must fit together.
 * @throws LodeError STATE_MISMATCH
 */
export async function bringUp(context: RecoveryContext): Promise<BroughtUp> {
  const { store, history } = context;
  const last = store?.recovery.last;
  if (store === undefined || last === undefined) return begin(context);
  const { recovery } = store;
  const first = recovery.first ?? 0n;
  loadCheckpoint(context, recovery);
  const checkpoint = recovery.checkpoint ?? -1n;
  await rebuildRoots(context, { first, last, checkpoint });
  const undoFrom = last - UNDO_REPLAY_BLOCKS + 1n;
  const from = highest(first, lowest(checkpoint + 1n, context.roots.block + 1n, history.last + 1n, undoFrom, last));
  if (history.last + 1n < from && history.last >= 0n) {
    throw mismatch(`The history ends with block ${history.last}, but the log begins with block ${from}.`);
  }
  const undo = context.createUndo(highest(from - 1n, 0n));
  const tip = await replay(context, { from, checkpoint, undo });
  if (tip === undefined || tip.header.number !== last) throw mismatch(`The log has no block ${last}.`);
  return { tip, undo, replayed: Number(last - from) + 1 };
}

/** A first start: block 0. */
async function begin({ genesis, state, roots, history, store, createUndo }: RecoveryContext): Promise<BroughtUp> {
  const { changes } = genesis;
  // A tree that is there already was left without its log.
  const root = roots.block < 0n ? await roots.apply(0n, changes) : await roots.rebuild([changes.rows], 0n);
  const tip = genesisBlock(genesis, root);
  state.load(changes.rows, changes.codes);
  await store?.durability.append(tip);
  await history.append(withoutChanges(tip));
  return { tip, undo: createUndo(0n), replayed: 0 };
}

function loadCheckpoint({ state, memoryBudgetBytes }: RecoveryContext, recovery: LedgerRecovery): void {
  state.load(new Uint8Array(0), new Map(recovery.codes()));
  if (recovery.checkpoint !== undefined) state.checkpointed(recovery.checkpoint);
  for (const rows of recovery.rows()) {
    if (state.stats().bytes > memoryBudgetBytes * LOADED_SHARE) return;
    state.load(rows, new Map());
  }
}

/** The tree's own checkpoint, unless it is damaged, ahead of the log, or behind its beginning. */
async function rebuildRoots(
  { roots, store }: RecoveryContext,
  at: { first: bigint; last: bigint; checkpoint: bigint },
): Promise<void> {
  if (store === undefined || (roots.block >= at.first - 1n && roots.block <= at.last)) return;
  await roots.rebuild(inBatches(store.recovery.rows()), at.checkpoint);
}

function* inBatches(rows: Iterable<Uint8Array>): Iterable<Uint8Array> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for (const each of rows) {
    batch.push(each);
    bytes += each.length;
    if (bytes < REBUILD_BYTES) continue;
    yield join(batch, bytes);
    batch = [];
    bytes = 0;
  }
  if (bytes > 0) yield join(batch, bytes);
}

function join(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

async function replay(
  { store, state, roots, history, signal }: RecoveryContext,
  options: { from: bigint; checkpoint: bigint; undo: UndoWindow },
): Promise<SealedBlock | undefined> {
  let tip: SealedBlock | undefined;
  for await (const block of store?.recovery.blocksFrom(options.from) ?? []) {
    signal?.throwIfAborted();
    const { number } = block.header;
    checkBlock(block, tip, roots);
    if (number > options.checkpoint) state.load(block.changes.rows, block.changes.codes, number);
    if (number > roots.block) await roots.apply(number, block.changes);
    if (number > history.last) await history.append(withoutChanges(block));
    if (number > 0n) options.undo.push(number, block.changes.undo);
    tip = block;
  }
  return tip;
}

/** A record's checksum says that it is what was written; this says that it was the right thing. */
function checkBlock(block: SealedBlock, parent: SealedBlock | undefined, roots: RootProvider): void {
  const { number, parentHash, stateRoot } = block.header;
  if (hashHeader(block.header).toHex() !== block.hash.toHex()) throw mismatch(`Block ${number} has another hash.`);
  if (parent !== undefined && parent.hash.toHex() !== parentHash.toHex()) {
    throw mismatch(`Block ${number} does not follow block ${parent.header.number}.`);
  }
  if (number > 0n && roots.block === number - 1n && roots.root.toHex() !== stateRoot.toHex()) {
    throw mismatch(`Block ${number} says that the state before it had another root.`);
  }
}

function mismatch(message: string): Error {
  return ledgerError('STATE_MISMATCH', message, {
    hint: 'The folder is damaged: restore it from a backup, or copy it from another node of the chain.',
  });
}

/** Hashes of the blocks before the next one, newest first: the chain keeps them in its state (EIP-2935). */
export function blockHashes(tip: SealedBlock, state: StateStore): Uint8Array[] {
  const hashes = [tip.hash];
  for (let number = tip.header.number - 1n; number >= 0n && hashes.length < 256; number--) {
    const word = state.reader.slot(HISTORY_STORAGE.address, number % 8191n);
    hashes.push(Uint8Array.fromHex(word.toString(16).padStart(64, '0')));
  }
  return hashes;
}
