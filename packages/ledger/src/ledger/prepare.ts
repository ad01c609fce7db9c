import { MAX_BLOCK_TRANSACTIONS } from '../blocks/constants.ts';
import { gasLimitAt } from '../blocks/encoded.ts';
import { pack, packedLength } from '../blocks/packed.ts';
import { refusalOf } from '../blocks/refusals.ts';
import type { Proposal } from '../consensus/consensus.ts';
import type { Recovered } from '../recovery/recoverBatch.ts';
import type { Packed, PoolTransaction } from '../seams.ts';
import { ledgerError } from './errors.ts';

/** The transactions of a block, ready to be executed. */
export interface Prepared {
  raw: Packed;
  encoded: Packed;
  hashes: Uint8Array;
  senders: Uint8Array;
}

/** Known transactions of proposals that this node made itself: they need not be decoded and recovered again. */
export type PreparedProposals = WeakMap<Proposal, Prepared>;

export function fromPool(transactions: readonly PoolTransaction[]): Prepared {
  return {
    raw: pack(transactions.map(({ raw }) => raw)),
    encoded: pack(transactions.map(({ encoded }) => encoded)),
    hashes: joinFixed(
      transactions.map(({ hash }) => hash),
      32,
    ),
    senders: joinFixed(
      transactions.map(({ sender }) => sender),
      20,
    ),
  };
}

function joinFixed(items: readonly Uint8Array[], bytes: number): Uint8Array {
  const out = new Uint8Array(items.length * bytes);
  items.forEach((item, i) => {
    out.set(item, i * bytes);
  });
  return out;
}

/** @throws LodeError PROPOSAL_INVALID where a transaction was refused: a block holds none such */
export function fromRecovery(raw: Packed, recovered: Recovered): Prepared {
  const { refusals, hashes, senders, encoded } = recovered;
  const bad = refusals.findIndex((reason) => reason !== 0);
  if (bad < 0) return { raw, encoded, hashes, senders };
  throw invalid(`transaction ${bad} is refused: ${refusalOf(refusals[bad] ?? 0)?.message}`);
}

interface BlockBounds {
  gasLimit: bigint;
  maxBytes: number;
}

/** @throws LodeError PROPOSAL_INVALID where the block would be larger than the chain allows */
export function checkBounds({ raw, encoded }: Prepared, { gasLimit, maxBytes }: BlockBounds): void {
  const count = packedLength(raw);
  if (count > MAX_BLOCK_TRANSACTIONS) throw invalid(`${count} transactions, at most ${MAX_BLOCK_TRANSACTIONS} fit`);
  if (raw.bytes.length > maxBytes) throw invalid(`${raw.bytes.length} bytes, at most ${maxBytes} fit`);
  const view = new DataView(encoded.bytes.buffer, encoded.bytes.byteOffset, encoded.bytes.byteLength);
  let gas = 0n;
  for (let i = 0; i < count; i++) gas += gasLimitAt(view, encoded.offsets[i] ?? 0);
  if (gas > gasLimit) throw invalid(`gas limits of ${gas} together, the block has ${gasLimit}`);
}

const invalid = (why: string) =>
  ledgerError('PROPOSAL_INVALID', `The proposed block is invalid: ${why}.`, {
    hint: 'Refuse it; its proposer breaks the rules or has another genesis file.',
  });

/** The hashes of those that were begun and found invalid. */
export function invalidOf(prepared: Prepared, executed: number, status: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let i = 0; i < executed; i++) {
    if (status[i] === 0) hashes.push(prepared.hashes.slice(i * 32, (i + 1) * 32));
  }
  return hashes;
}
