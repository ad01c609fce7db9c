import type { Packed } from '../seams.ts';
import { type Kernel, kernel } from './kernel.ts';
import { packedLength } from './packed.ts';

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
/** The least that a message's log takes: head, two topics, offset and length of its data. */
const MESSAGE_RECORD_BYTES = 160;
/** What assembly/seal/trie.ts keeps of a transaction's leaves. */
const PLACE_BYTES = 80;
/** The bloom of a receipt and all headers of both leaves; logs are never twice as long in RLP as they are as records. */
const STAGE_BYTES = 512;

/** Room for the leaves of as many messages as fit into these logs. */
export function messageLeavesBytes(logs: Packed): number {
  return Math.floor(span(logs, 0, packedLength(logs)) / MESSAGE_RECORD_BYTES) * 32;
}

function span(packed: Packed, first: number, end: number): number {
  return (packed.offsets[end] ?? 0) - (packed.offsets[first] ?? 0);
}

/** A batch has one transaction at least, whatever its size. */
function batchEnd(input: RootsInput, first: number, count: number): number {
  const last = Math.min(count, first + BATCH);
  let end = first + 1;
  while (end < last && span(input.transactions, first, end + 1) + span(input.logs, first, end + 1) <= BATCH_BYTES) {
    end++;
  }
  return end;
}

/** The most bytes of envelopes and of logs that a batch has. */
function largestBatch(input: RootsInput, count: number): { raw: number; logs: number } {
  let raw = 0;
  let logs = 0;
  for (let first = 0; first < count; ) {
    const end = batchEnd(input, first, count);
    raw = Math.max(raw, span(input.transactions, first, end));
    logs = Math.max(logs, span(input.logs, first, end));
    first = end;
  }
  return { raw, logs };
}

/** Copies a range of items and their offsets; returns the address that offsets are relative to. */
export function copyIn(k: Kernel, packed: Packed, first: number, end: number, to: number, offsetsTo: number): number {
  const start = packed.offsets[first] ?? 0;
  const bytes = k.bytes();
  bytes.set(packed.bytes.subarray(start, packed.offsets[end]), to);
  new Uint32Array(bytes.buffer).set(packed.offsets.subarray(first, end + 1), offsetsTo >> 2);
  return to - start;
}

/** Ethereum's roots of a block's transactions and receipts, and its bloom. */
export function computeRoots(input: RootsInput): Roots {
  const count = packedLength(input.transactions);
  if (count === 0) {
    const logsBloom = new Uint8Array(BLOOM_BYTES);
    return {
      transactionsRoot: EMPTY_ROOT,
      receiptsRoot: EMPTY_ROOT,
      logsBloom,
      gasUsed: 0n,
      messageRoot: new Uint8Array(32),
    };
  }
  const k = kernel();
  const most = largestBatch(input, count);
  const offsetsBytes = (BATCH + 1) * 4;
  const [leaves = 0, bloom = 0, result = 0, raw = 0, logs = 0, rawOffsets = 0, logOffsets = 0, status = 0, ...rest] =
    k.layout(
      ...[count * PLACE_BYTES, BLOOM_BYTES, PLACE_BYTES, most.raw, most.logs, offsetsBytes, offsetsBytes, BATCH],
      ...[BATCH * 8, most.raw + most.logs * 2 + BATCH * STAGE_BYTES, messageLeavesBytes(input.logs), 32],
    );
  const [gas = 0, stage = 0, messages = 0, messageRoot = 0] = rest;
  const { wasm } = k;
  wasm.sealBegin(count, leaves, bloom, messages, input.chainId, input.number);
  for (let first = 0; first < count; ) {
    const end = batchEnd(input, first, count);
    const rawBase = copyIn(k, input.transactions, first, end, raw, rawOffsets);
    const logBase = copyIn(k, input.logs, first, end, logs, logOffsets);
    k.bytes().set(input.status.subarray(first, end), status);
    new BigUint64Array(wasm.memory.buffer).set(input.gasUsed.subarray(first, end), gas >> 3);
    wasm.sealLeaves(first, end - first, rawBase, rawOffsets, status, gas, logBase, logOffsets, stage);
    first = end;
  }
  wasm.sealEnd(result, messageRoot);
  const bytes = k.bytes();
  return {
    transactionsRoot: bytes.slice(result, result + 32),
    receiptsRoot: bytes.slice(result + 32, result + 64),
    logsBloom: bytes.slice(bloom, bloom + BLOOM_BYTES),
    gasUsed: BigInt.asUintN(64, wasm.gasTotal()),
    messageRoot: bytes.slice(messageRoot, messageRoot + 32),
  };
}

/** The bloom of each transaction's logs, 256 bytes each. */
export function bloomsOf(logs: Packed): Uint8Array {
  const count = packedLength(logs);
  const out = new Uint8Array(count * BLOOM_BYTES);
  const k = kernel();
  for (let first = 0; first < count; first += BATCH) {
    const end = Math.min(count, first + BATCH);
    const [records = 0, offsets = 0, blooms = 0] = k.layout(
      span(logs, first, end),
      (BATCH + 1) * 4,
      BATCH * BLOOM_BYTES,
    );
    const base = copyIn(k, logs, first, end, records, offsets);
    k.wasm.blooms(end - first, base, offsets, blooms);
    out.set(k.bytes().subarray(blooms, blooms + (end - first) * BLOOM_BYTES), first * BLOOM_BYTES);
  }
  return out;
}
