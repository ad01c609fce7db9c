import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createBinaryRoots,
  createGenesis,
  createLedger,
  type Genesis,
  nextEnv,
  openDurability,
  openHistory,
  type SealedBlock,
  sealBlock,
} from '@lode/ledger';
import { CHAIN_ID, GENESIS_SECONDS } from './deployer.ts';
import { LOAD_ACTORS } from './execute.ts';
import { absent, type Base } from './rows.ts';
import type { Workload } from './workload.ts';

/** Actors of the genesis block; more come with blocks that have rows and no transactions. */
const GENESIS_ACTORS = 50_000;
const HISTORY_WINDOW = 100_000;

/** A genesis with these rows beside those that every chain has. */
export function genesisWith(base: Base, more: Uint8Array = new Uint8Array(0)): Genesis {
  const genesis = createGenesis({
    config: { chainId: CHAIN_ID },
    gasLimit: '1000000000000',
    baseFeePerGas: 7,
    timestamp: GENESIS_SECONDS,
    coinbase: `0x${'cb'.repeat(20)}`,
    lode: { blockTimeMs: 1, maxBlockBytes: 64 * 1024 * 1024 },
  });
  const rows = new Uint8Array(Buffer.concat([genesis.changes.rows, base.rows, more]));
  const codes = new Map([...genesis.changes.codes, ...base.codes]);
  return { ...genesis, changes: { rows, undo: absent(rows), codes } };
}

export interface ChainFolder {
  dir: string;
  genesis: Genesis;
  remove(): Promise<void>;
}

/** A chain with all of a workload's accounts in a new folder of `parent`. */
export async function makeChain(parent: string, workload: Workload): Promise<ChainFolder> {
  const dir = await mkdtemp(join(parent, 'lode-bench-'));
  const remove = () => rm(dir, { recursive: true, force: true });
  try {
    const { count } = workload.actors;
    const genesis = genesisWith(workload.base, workload.rowsOf(0, Math.min(count, GENESIS_ACTORS)));
    if (count > GENESIS_ACTORS) await fill(dir, genesis, workload);
    return { dir, genesis, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Appends blocks that say nothing but that accounts are there, past the executor: it is not what is measured. */
async function fill(dir: string, genesis: Genesis, workload: Workload): Promise<void> {
  const ledger = await createLedger({ genesis, dir, consensus: 'manual', workers: 1 });
  let tip = ledger.head();
  await ledger.stop();
  const { durability, recovery } = await openDurability({ dir });
  for await (const _ of recovery.blocks);
  const roots = await createBinaryRoots({ dir: join(dir, 'roots') });
  const history = await openHistory({ dir: join(dir, 'history'), window: HISTORY_WINDOW });
  const { count } = workload.actors;
  for (let from = GENESIS_ACTORS; from < count; from += LOAD_ACTORS) {
    const rows = workload.rowsOf(from, Math.min(count, from + LOAD_ACTORS));
    tip = rowsBlock(tip, roots.root, rows, genesis);
    const { number } = tip.header;
    await Promise.all([durability.append(tip), roots.apply(number, tip.changes)]);
    await history.append({
      ...tip,
      changes: { rows: rows.subarray(0, 0), undo: rows.subarray(0, 0), codes: new Map() },
    });
    if (number % 20n === 0n) console.error(`  ${from + LOAD_ACTORS} of ${count} accounts made`);
  }
  while (durability.checkpoint < tip.header.number) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await roots.checkpoint();
  await durability.prune(tip.header.number - 32n);
  await history.close();
  await roots.close();
  await durability.close();
}

const NOTHING = { bytes: new Uint8Array(0), offsets: new Uint32Array(1) };

function rowsBlock(parent: SealedBlock, stateRoot: Uint8Array, rows: Uint8Array, genesis: Genesis): SealedBlock {
  const timeMs = parent.timeMs;
  return sealBlock({
    parent,
    env: nextEnv(parent, { chainId: genesis.chainId, coinbase: genesis.coinbase, timeMs }),
    candidates: { raw: NOTHING, hashes: new Uint8Array(0), senders: new Uint8Array(0) },
    output: { executed: 0, status: new Uint8Array(0), gasUsed: new BigUint64Array(0), logs: NOTHING },
    stateRoot,
    changes: { rows, undo: absent(rows), codes: new Map() },
    timeMs,
  });
}
