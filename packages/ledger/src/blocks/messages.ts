import { type Log, readLogs } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Packed, SealedBlock } from '../seams.ts';
import { copyIn, kernel } from './kernel.ts';
import { MESSAGE_TOPIC, OUTBOX_ADDRESS } from './outbox.ts';
import { packedItem, packedLength, packedSpan } from './packed.ts';

/** A call of the outbox. */
export interface OutgoingMessage {
  /** Among the messages of its block. */
  index: number;
  transactionIndex: number;
  sender: Uint8Array;
  data: Uint8Array;
}

/** The way from a leaf to the root: a sibling for each level. */
export interface MessageProof {
  leaf: Uint8Array;
  proof: Uint8Array[];
}

const WORD = 32;
/** The least that a message's log takes: head, two topics, offset and length of its data. */
const MESSAGE_RECORD_BYTES = 160;

/** The log's message; undefined where it is none. The outbox writes offset, length and content. */
function messageData({ address, topics, data }: Log): Uint8Array | undefined {
  if (address.toHex() !== OUTBOX_ADDRESS.toHex() || topics[0]?.toHex() !== MESSAGE_TOPIC.toHex()) return undefined;
  if (topics.length !== 2 || data.length < 2 * WORD) return undefined;
  const length = new DataView(data.buffer, data.byteOffset, data.byteLength).getBigUint64(WORD + 24);
  return length <= BigInt(data.length - 2 * WORD) ? data.slice(2 * WORD, 2 * WORD + Number(length)) : undefined;
}

/** All messages in the logs of a block's transactions, in order. */
export function messagesIn(logs: Packed): OutgoingMessage[] {
  const messages: OutgoingMessage[] = [];
  for (let t = 0; t < packedLength(logs); t++) {
    for (const log of readLogs(packedItem(logs, t))) {
      const data = messageData(log);
      if (data === undefined) continue;
      const sender = log.topics[1]?.slice(12) ?? new Uint8Array(20);
      messages.push({ index: messages.length, transactionIndex: t, sender, data });
    }
  }
  return messages;
}

function word(value: bigint): Uint8Array {
  return Uint8Array.fromHex(value.toString(16).padStart(2 * WORD, '0'));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** keccak256(keccak256(abi.encode(chainId, blockNumber, index, sender, keccak256(data)))). */
export function messageLeaf(
  chainId: bigint,
  blockNumber: bigint,
  message: Pick<OutgoingMessage, 'index' | 'sender' | 'data'>,
): Uint8Array {
  const sender = new Uint8Array(WORD);
  sender.set(message.sender, 12);
  const fields = [word(chainId), word(blockNumber), word(BigInt(message.index)), sender, keccak_256(message.data)];
  return keccak_256(keccak_256(joined(fields)));
}

/** Leaves of all messages in a block's logs, 32 bytes each, in order. */
export function messageLeaves(logs: Packed, chainId: bigint, blockNumber: bigint): Uint8Array {
  const k = kernel();
  const count = packedLength(logs);
  const bytes = packedSpan(logs, 0, count);
  const most = Math.floor(bytes / MESSAGE_RECORD_BYTES) * WORD;
  const [records = 0, offsets = 0, leaves = 0] = k.layout(bytes, (count + 1) * 4, most);
  const base = copyIn(k, logs, 0, count, records, offsets);
  const found = k.wasm.messageLeaves(count, base, offsets, leaves, chainId, blockNumber);
  return k.bytes().slice(leaves, leaves + found * WORD);
}

/** Root over packed leaves, and the sibling of `index` on each level. */
function climb(leaves: Uint8Array, index: number): { root: Uint8Array; proof: Uint8Array[] } {
  const k = kernel();
  const [nodes = 0] = k.layout(leaves.length);
  const bytes = k.bytes();
  bytes.set(leaves, nodes);
  const node = (i: number) => bytes.slice(nodes + i * WORD, nodes + (i + 1) * WORD);
  const proof: Uint8Array[] = [];
  let i = index;
  for (let count = leaves.length / WORD; count > 1; i >>= 1) {
    if ((i ^ 1) < count) proof.push(node(i ^ 1));
    count = k.wasm.messageLevel(nodes, nodes, count);
  }
  return { root: node(0), proof };
}

/** Root over packed leaves in order; zero where there are none. */
export function messageRoot(leaves: Uint8Array): Uint8Array {
  return leaves.length === 0 ? new Uint8Array(WORD) : climb(leaves, 0).root;
}

/** The proof for leaf `index`; undefined where there is no such leaf. */
export function messageProof(leaves: Uint8Array, index: number): MessageProof | undefined {
  if (index < 0 || index >= leaves.length / WORD) return undefined;
  return { leaf: leaves.slice(index * WORD, (index + 1) * WORD), proof: climb(leaves, index).proof };
}

/** OpenZeppelin's commutative pair. */
function parent(a: Uint8Array, b: Uint8Array): Uint8Array {
  return keccak_256(a.toHex() < b.toHex() ? joined([a, b]) : joined([b, a]));
}

/** As OpenZeppelin's MerkleProof.verify. */
export function verifyMessage(root: Uint8Array, { leaf, proof }: MessageProof): boolean {
  return proof.reduce(parent, leaf).toHex() === root.toHex();
}

/** The proof of a block's message against the root in its header's extraData. */
export function proveMessage(block: SealedBlock, chainId: bigint, index: number): MessageProof | undefined {
  return messageProof(messageLeaves(block.logs, chainId, block.header.number), index);
}
