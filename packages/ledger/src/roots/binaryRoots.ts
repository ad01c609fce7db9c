import type { AccountRow, RootProvider } from '../seams.ts';
import { isShared } from '../sharedBytes.ts';
import { RootFault } from './errors.ts';
import type { Opened, Reply, Request } from './keeper.ts';
import { type Link, startWorker } from './link.ts';
import { assembleProof, type StateProof, wordBytes } from './proof.ts';
import { MOST_BYTES, type TreeStats } from './tree.ts';

export interface BinaryRootsOptions {
  /** Where checkpoints are kept; without it there are none. */
  dir?: string;
  /** Memory that the tree may take: about 168 bytes a leaf and 40 MiB. At most (and by default) nearly 4 GiB. */
  maxBytes?: number;
  /** Ends the opening, which reads a checkpoint. */
  signal?: AbortSignal;
}

export interface BinaryRoots extends RootProvider {
  readonly kind: 'binary';
  /** `damaged`: a checkpoint was there, but did not hash to its root. Block is then -1n, as for `fresh`: rebuild. */
  readonly opened: Opened;
  /** Starts over from all rows of the state after `block`, each once. */
  rebuild(rows: Iterable<Uint8Array>, block: bigint): Promise<Uint8Array>;
  /**
   * A proof of an account and of its slots, present or absent, against the root of the last block applied. The tree
   * has an account's hash alone: `accountAt` is asked for the account after that block.
   */
  prove(
    address: Uint8Array,
    keys: readonly bigint[],
    accountAt: (block: bigint) => AccountRow | undefined,
  ): Promise<StateProof>;
  stats(): Promise<TreeStats>;
}

/** Slots of one proof, at up to 256 x 32 bytes each. */
const MOST_KEYS = 1_024;

function copyOf(rows: Uint8Array): Uint8Array {
  const copy = new Uint8Array(rows.length);
  copy.set(rows);
  return copy;
}

/** What the worker may have: a block's rows in shared memory, which nobody changes, or a copy of what is others'. */
const given = (rows: Uint8Array): Uint8Array => (isShared(rows) ? rows : copyOf(rows));

async function openLink({ dir, maxBytes = MOST_BYTES, signal }: BinaryRootsOptions): Promise<[Link, Reply]> {
  signal?.throwIfAborted();
  const link = startWorker({ dir, maxBytes });
  const abort = () => void link.end();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return [link, await link.call({ kind: 'stats' })];
  } catch (error) {
    await link.end();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** The binary state root (docs/adr/0204-ledger-roots.md), kept in memory by a thread of its own. */
export async function createBinaryRoots(options: BinaryRootsOptions = {}): Promise<BinaryRoots> {
  const [link, found] = await openLink(options);
  let state = found;
  /** The last block handed to the worker. */
  let sent = state.block;

  function call(request: Request): Promise<Reply> {
    return link.call(request).then((reply) => {
      state = reply;
      return reply;
    });
  }

  return {
    kind: 'binary',
    get block() {
      return state.block;
    },
    get root() {
      return state.root;
    },
    opened: state.opened,
    async apply(block, { rows }) {
      if (block < 0n || (sent >= 0n && block !== sent + 1n)) {
        const message = `the state tree is at block ${sent}: apply block ${sent + 1n} next, or rebuild it`;
        throw new RootFault('block-order', message, { block, last: sent });
      }
      const reply = call({ kind: 'apply', block, rows: given(rows) });
      sent = block;
      return (await reply).root;
    },
    async rebuild(rows, block) {
      await call({ kind: 'clear' });
      for (const piece of rows) await call({ kind: 'load', rows: given(piece) });
      sent = block;
      return (await call({ kind: 'loaded', block })).root;
    },
    async checkpoint() {
      return (await call({ kind: 'checkpoint' })).block;
    },
    async prove(address, keys, accountAt) {
      if (keys.length > MOST_KEYS) throw new RangeError(`a proof has at most ${MOST_KEYS} slots`);
      const reply = await call({ kind: 'prove', address: copyOf(address), keys: keys.map(wordBytes) });
      return assembleProof(reply, address, keys, accountAt(reply.block));
    },
    async stats() {
      const { stats } = await call({ kind: 'stats' });
      if (stats === undefined) throw new TypeError('the state tree gave no statistics');
      return stats;
    },
    close: () => link.close(),
  };
}
