import type { Packed } from '../seams.ts';
import { sharedBytes } from '../sharedBytes.ts';
import { copyIn, kernel } from './kernel.ts';
import { messageLeaves, messageRoot } from './messages.ts';
import { packedLength, packedSpan } from './packed.ts';

export interface RootsInput {
  /** EIP-2718 envelopes. */
  transactions: Packed;
  /** 1 where the transaction succeeded. */
  status: Uint8Array;
  gasUsed: BigUint64Array;
  /** evm's log records. */
  logs: Packed;
  chainId: bigint;
  number: bigint;
}

export interface Roots {
  transactionsRoot: Uint8Array;
  receiptsRoot: Uint8Array;
  logsBloom: Uint8Array;
  gasUsed: bigint;
  /** Of outgoing messages (docs/adr/0203-ledger-blocks.md). */
  messageRoot: Uint8Array;
}

export const BLOOM_BYTES = 256;
/** Of the empty trie: keccak256(rlp('')). */
export const EMPTY_ROOT: Uint8Array = Uint8Array.fromHex(
  '56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
);

// As in decode.ts: what a batch stages, about 700 bytes a token transfer, stays in the second-level cache.
const BATCH = 256;
const BATCH_BYTES = 128 * 1024;
/** What assembly/seal/trie.ts keeps of a transaction's leaves. */
const PLACE_BYTES = 80;
/** The bloom of a receipt and all headers of both leaves; logs are never twice as long in RLP as they are as records. */
const STAGE_BYTES = 512;

/** A batch has one transaction at least, whatever its size. */
function batchEnd(input: RootsInput, first: number, count: number): number {
  const last = Math.min(count, first + BATCH);
  let end = first + 1;
  while (
    end < last &&
    packedSpan(input.transactions, first, end + 1) + packedSpan(input.logs, first, end + 1) <= BATCH_BYTES
  ) {
    end++;
  }
  return end;
}

/** The most bytes of envelopes and of logs that a batch has. */
function largestBatch(input: RootsInput, { first, end }: Range): { raw: number; logs: number } {
  let raw = 0;
  let logs = 0;
  for (let at = first; at < end; ) {
    const next = batchEnd(input, at, end);
    raw = Math.max(raw, packedSpan(input.transactions, at, next));
    logs = Math.max(logs, packedSpan(input.logs, at, next));
    at = next;
  }
  return { raw, logs };
}

/** Of a block's transactions. The place of number 0 is behind that of 127: a range ends at the block's end or after it. */
export interface Range {
  first: number;
  end: number;
}

/** A range's transactions in both tries. */
export interface Leaves {
  /** Hashes, in the order of the tries' keys. In shared memory. */
  places: Uint8Array;
  bloom: Uint8Array;
  /** Of the block's transactions up to the range's last. */
  gasUsed: bigint;
}

/** Nearly all of the work of `computeRoots`. Ranges do not need each other. */
export function computeLeaves(input: RootsInput, range: Range): Leaves {
  const { first, end } = range;
  const k = kernel();
  const most = largestBatch(input, range);
  const offsetsBytes = (BATCH + 1) * 4;
  const placesBytes = (end - first) * PLACE_BYTES;
  const [leaves = 0, bloom = 0, raw = 0, logs = 0, rawOffsets = 0, logOffsets = 0, status = 0, gas = 0, stage = 0] =
    k.layout(
      ...[placesBytes, BLOOM_BYTES, most.raw, most.logs, offsetsBytes, offsetsBytes, BATCH, BATCH * 8],
      most.raw + most.logs * 2 + BATCH * STAGE_BYTES,
    );
  const { wasm } = k;
  const gasBefore = input.gasUsed.subarray(0, first).reduce((sum, each) => sum + each, 0n);
  wasm.beginLeaves(packedLength(input.transactions), leaves - first * PLACE_BYTES, bloom, gasBefore);
  for (let at = first; at < end; ) {
    const next = batchEnd(input, at, end);
    const rawBase = copyIn(k, input.transactions, at, next, raw, rawOffsets);
    const logBase = copyIn(k, input.logs, at, next, logs, logOffsets);
    k.bytes().set(input.status.subarray(at, next), status);
    new BigUint64Array(wasm.memory.buffer).set(input.gasUsed.subarray(at, next), gas >> 3);
    wasm.addLeaves(at, next - at, rawBase, rawOffsets, status, gas, logBase, logOffsets, stage);
    at = next;
  }
  const bytes = k.bytes();
  const places = sharedBytes(placesBytes);
  places.set(bytes.subarray(leaves, leaves + placesBytes));
  const gasUsed = BigInt.asUintN(64, wasm.gasTotal());
  return { places, bloom: bytes.slice(bloom, bloom + BLOOM_BYTES), gasUsed };
}

/** The roots over the leaves of all transactions, ranges in order. */
export function joinLeaves(input: RootsInput, parts: readonly Leaves[]): Roots {
  const count = packedLength(input.transactions);
  const k = kernel();
  const [leaves = 0, result = 0] = k.layout(count * PLACE_BYTES, PLACE_BYTES);
  const bytes = k.bytes();
  const logsBloom = new Uint8Array(BLOOM_BYTES);
  let at = leaves;
  for (const { places, bloom } of parts) {
    bytes.set(places, at);
    at += places.length;
    for (let i = 0; i < BLOOM_BYTES; i++) logsBloom[i] = (logsBloom[i] ?? 0) | (bloom[i] ?? 0);
  }
  k.wasm.joinLeaves(result, leaves, count);
  return {
    transactionsRoot: bytes.slice(result, result + 32),
    receiptsRoot: bytes.slice(result + 32, result + 64),
    logsBloom,
    gasUsed: parts.at(-1)?.gasUsed ?? 0n,
    messageRoot: messageRoot(messageLeaves(input.logs, input.chainId, input.number)),
  };
}

const emptyRoots = (): Roots => ({
  transactionsRoot: EMPTY_ROOT,
  receiptsRoot: EMPTY_ROOT,
  logsBloom: new Uint8Array(BLOOM_BYTES),
  gasUsed: 0n,
  messageRoot: new Uint8Array(32),
});

/** Ethereum's roots of a block's transactions and receipts, and its bloom. */
export function computeRoots(input: RootsInput): Roots {
  const end = packedLength(input.transactions);
  return end === 0 ? emptyRoots() : joinLeaves(input, [computeLeaves(input, { first: 0, end })]);
}

/** The bloom of each transaction's logs, 256 bytes each. */
export function bloomsOf(logs: Packed): Uint8Array {
  const count = packedLength(logs);
  const out = new Uint8Array(count * BLOOM_BYTES);
  const k = kernel();
  for (let first = 0; first < count; first += BATCH) {
    const end = Math.min(count, first + BATCH);
    const [records = 0, offsets = 0, blooms = 0] = k.layout(
      packedSpan(logs, first, end),
      (BATCH + 1) * 4,
      BATCH * BLOOM_BYTES,
    );
    const base = copyIn(k, logs, first, end, records, offsets);
    k.wasm.blooms(end - first, base, offsets, blooms);
    out.set(k.bytes().subarray(blooms, blooms + (end - first) * BLOOM_BYTES), first * BLOOM_BYTES);
  }
  return out;
}
