import { type Log, readLogs } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Packed, SealedBlock } from '../seams.ts';
import { OUTBOX_ADDRESS } from './kernel.ts';
import { packedItem, packedLength } from './packed.ts';
import { MESSAGE_TOPIC } from './systemContracts.ts';

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

export const MESSAGE_ROOT_BYTES = 32;
const WORD = 32;

function isMessage(log: Log): boolean {
  return log.address.every((byte, i) => byte === OUTBOX_ADDRESS[i]) && log.topics[0]?.toHex() === MESSAGE_TOPIC.toHex();
}

/** The `bytes` argument of a log that the outbox's code wrote: offset, length, content. */
function messageData(data: Uint8Array): Uint8Array {
  const length = Number(new DataView(data.buffer, data.byteOffset, data.byteLength).getBigUint64(WORD + 24));
  return data.slice(2 * WORD, 2 * WORD + length);
}

/** All messages in the logs of a block's transactions, in order. */
export function messagesIn(logs: Packed): OutgoingMessage[] {
  const messages: OutgoingMessage[] = [];
  for (let t = 0; t < packedLength(logs); t++) {
    for (const log of readLogs(packedItem(logs, t))) {
      if (!isMessage(log)) continue;
      const sender = log.topics[1]?.slice(12) ?? new Uint8Array(20);
      messages.push({ index: messages.length, transactionIndex: t, sender, data: messageData(log.data) });
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

/** OpenZeppelin's commutative pair. */
function parent(a: Uint8Array, b: Uint8Array): Uint8Array {
  return keccak_256(a.toHex() < b.toHex() ? joined([a, b]) : joined([b, a]));
}

/** The level above: an odd node at the end moves up as it is. */
function nextLevel(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] ?? new Uint8Array();
    const right = level[i + 1];
    above.push(right === undefined ? left : parent(left, right));
  }
  return above;
}

/** Root over leaves in order; zero where there are none. */
export function messageRoot(leaves: readonly Uint8Array[]): Uint8Array {
  let level = leaves;
  while (level.length > 1) level = nextLevel(level);
  return level[0] ?? new Uint8Array(MESSAGE_ROOT_BYTES);
}

/** The proof for leaf `index`; undefined where there is no such leaf. */
export function messageProof(leaves: readonly Uint8Array[], index: number): MessageProof | undefined {
  const leaf = leaves[index];
  if (leaf === undefined) return undefined;
  const proof: Uint8Array[] = [];
  let level = leaves;
  for (let i = index; level.length > 1; i >>= 1) {
    const sibling = level[i ^ 1];
    if (sibling !== undefined) proof.push(sibling);
    level = nextLevel(level);
  }
  return { leaf, proof };
}

/** As OpenZeppelin's MerkleProof.verify. */
export function verifyMessage(root: Uint8Array, { leaf, proof }: MessageProof): boolean {
  return proof.reduce(parent, leaf).toHex() === root.toHex();
}

/** The proof of a block's message against the root in its header's extraData. */
export function proveMessage(block: SealedBlock, chainId: bigint, index: number): MessageProof | undefined {
  const messages = messagesIn(block.logs);
  return messageProof(
    messages.map((message) => messageLeaf(chainId, block.header.number, message)),
    index,
  );
}
