import { decodeEventLog, getContractAddress, type Hex, parseAbi, parseTransaction as parseByViem } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  CHAIN_ID,
  createSealedChain,
  KEYS,
  ROOT,
  type SealedChain,
  type Signed,
  sign,
} from '../../testkit/sealedChain.ts';
import type { BlockHeader, SealedBlock } from '../seams.ts';
import { nextEnv } from './env.ts';
import { decodeHeader, encodeHeader, hashHeader } from './header.ts';
import { messageLeaf, messageRoot, messagesIn, proveMessage, verifyMessage } from './messages.ts';
import { pack, packedItem, packedLength } from './packed.ts';
import { transactionOf } from './parse.ts';
import { receiptOf, receiptsOf } from './receipts.ts';
import { sealBlock, sealContents } from './seal.ts';
import { HISTORY_STORAGE, OUTBOX } from './systemContracts.ts';
import { validateBlock } from './validate.ts';

const CHAIN = BigInt(CHAIN_ID);
const OPTIONS = { chainId: CHAIN };
const GWEI = 10n ** 9n;
const [ALICE, BOB, CAROL] = KEYS;
const OUTBOX_HEX: Hex = `0x${OUTBOX.address.toHex()}`;
const fees = { type: 'eip1559', chainId: CHAIN_ID, maxFeePerGas: 3n * GWEI, maxPriorityFeePerGas: GWEI } as const;
const hex = (bytes: Uint8Array): Hex => `0x${bytes.toHex()}`;

/** A transfer, one with a nonce gap, a message, a creation that reverts, a refused message, a legacy message. */
async function transactions(): Promise<Signed[]> {
  return Promise.all([
    sign(ALICE, { ...fees, nonce: 0, gas: 21_000n, to: BOB.address, value: 5n }),
    sign(CAROL, { ...fees, nonce: 7, gas: 21_000n, to: BOB.address, value: 5n }),
    sign(ALICE, { ...fees, nonce: 1, gas: 60_000n, to: OUTBOX_HEX, data: '0xdeadbeef' }),
    sign(BOB, { ...fees, nonce: 0, gas: 100_000n, data: '0x5f5ffd' }),
    sign(BOB, { ...fees, nonce: 1, gas: 60_000n, to: OUTBOX_HEX, value: 1n, data: '0x01' }),
    sign(BOB, { type: 'legacy', chainId: CHAIN_ID, gasPrice: 2n * GWEI, nonce: 2, gas: 60_000n, to: OUTBOX_HEX }),
  ]);
}

let chain: SealedChain;
let parent: SealedBlock;
let block: SealedBlock;

beforeAll(async () => {
  chain = createSealedChain();
  parent = chain.head();
  block = await chain.make(await transactions());
});

describe('a sealed block', () => {
  it('leaves out what turned out invalid', () => {
    expect([...block.status]).toEqual([1, 1, 2, 2, 1]);
    const nonces = [...block.status].map((_, i) => parseByViem(hex(packedItem(block.transactions, i))).nonce);
    expect(nonces).toEqual([0, 1, 0, 1, 2]);
    expect(block.hashes.length).toBe(5 * 32);
    expect(hex(block.senders.slice(80))).toBe(BOB.address.toLowerCase());
    expect([...block.gasUsed].every((gas) => gas >= 21_000n)).toBe(true);
  });

  it('is the same with contents worked out ahead', () => {
    const { header, hash, transactions: raw, hashes, senders, status, gasUsed, logs, changes, timeMs } = block;
    const env = nextEnv(parent, { chainId: CHAIN, coinbase: header.beneficiary, timeMs });
    const input = { env, candidates: { raw, hashes, senders }, output: { executed: 5, status, gasUsed, logs } };
    const contents = sealContents(input);
    const again = sealBlock({ ...input, contents, parent, stateRoot: header.stateRoot, changes, timeMs });
    expect(again).toEqual(block);
    const started = { ...input, output: { ...input.output, executed: 2 } };
    const part = sealBlock({ ...started, parent, stateRoot: header.stateRoot, changes, timeMs });
    expect([part.status.length, packedLength(part.transactions), packedLength(part.logs)]).toEqual([2, 2, 2]);
    expect(part.hash).not.toEqual(hash);
    expect(validateBlock(parent, part, OPTIONS)).toBeUndefined();
  });

  it('has a header that follows from its parent and its contents', async () => {
    const { header } = block;
    expect(header.parentHash).toEqual(parent.hash);
    expect([header.number, header.gasLimit, header.baseFeePerGas]).toEqual([1n, 30_000_000n, 875_000_000n]);
    expect(header.timestamp).toBe(1_800_000_000n);
    expect(block.timeMs).toBe(1_800_000_000_500);
    expect(header.gasUsed).toBe(block.gasUsed.reduce((sum, gas) => sum + gas, 0n));
    expect(hashHeader(decodeHeader(encodeHeader(header)))).toEqual(block.hash);
    expect(validateBlock(parent, block, { ...OPTIONS, stateRoot: ROOT, nowMs: block.timeMs })).toBeUndefined();
    const next = await chain.make([]);
    expect(next.header.timestamp).toBe(1_800_000_000n);
    expect(next.header.extraData).toEqual(new Uint8Array(32));
    expect(next.header.mixHash).not.toEqual(header.mixHash);
    expect(validateBlock(block, next, OPTIONS)).toBeUndefined();
    // EIP-2935: block 2 stored the hash of block 1 in slot 1.
    expect(chain.slot(HISTORY_STORAGE.address, 1n)).toBe(BigInt(hex(block.hash)));
  });

  it('tells receipts', () => {
    const receipts = receiptsOf(block, CHAIN);
    expect(receipts.map((receipt) => receipt.success)).toEqual([true, true, false, false, true]);
    expect(receipts.map((receipt) => receipt.firstLogIndex)).toEqual([0, 0, 1, 1, 1]);
    const base = block.header.baseFeePerGas;
    expect(receipts.map((receipt) => receipt.effectiveGasPrice)).toEqual([
      ...[base + GWEI, base + GWEI, base + GWEI, base + GWEI, 2n * GWEI],
    ]);
    expect(receipts.at(-1)?.cumulativeGasUsed).toBe(block.header.gasUsed);
    expect(hex(receipts[2]?.contractAddress ?? new Uint8Array())).toBe(
      getContractAddress({ from: BOB.address, nonce: 0n }).toLowerCase(),
    );
    receipts.forEach((receipt, i) => {
      expect(receiptOf(block, i, CHAIN)).toEqual(receipt);
      expect(receipt.transactionHash).toEqual(block.hashes.slice(i * 32, i * 32 + 32));
    });
    const union = block.header.logsBloom.map((_, i) =>
      receipts.reduce((all, { logsBloom }) => all | (logsBloom[i] ?? 0), 0),
    );
    expect(union).toEqual(block.header.logsBloom);
    expect(receiptOf(block, 5, CHAIN)).toBeUndefined();
  });

  it('tells its transactions', () => {
    const first = transactionOf(block, 0, CHAIN);
    expect(first?.tx).toMatchObject({ type: 2, nonce: 0n, value: 5n, gasLimit: 21_000n });
    expect(hex(first?.tx.sender ?? new Uint8Array())).toBe(ALICE.address.toLowerCase());
    expect(transactionOf(block, 4, CHAIN)?.tx.type).toBe(0);
    expect(transactionOf(block, -1, CHAIN)).toBeUndefined();
  });

  it('carries the root of its messages, and proves each', () => {
    const messages = messagesIn(block.logs);
    expect(messages.map(({ data, transactionIndex }) => [hex(data), transactionIndex])).toEqual([
      ['0xdeadbeef', 1],
      ['0x', 4],
    ]);
    expect(hex(messages[0]?.sender ?? new Uint8Array())).toBe(ALICE.address.toLowerCase());
    const leaves = messages.map((message) => messageLeaf(CHAIN, 1n, message));
    expect(block.header.extraData).toEqual(messageRoot(pack(leaves).bytes));
    const proof = proveMessage(block, CHAIN, 1);
    if (proof === undefined) throw new Error('message 1 has a proof');
    expect(verifyMessage(block.header.extraData, proof)).toBe(true);
    const elsewhere = messages.map((message) => messageLeaf(CHAIN, 2n, message))[1] ?? proof.leaf;
    expect(verifyMessage(block.header.extraData, { ...proof, leaf: elsewhere })).toBe(false);
    expect(proveMessage(block, CHAIN, 2)).toBeUndefined();
  });

  it('logs messages as an event that clients decode', () => {
    const [log] = receiptOf(block, 1, CHAIN)?.logs ?? [];
    const [signature, ...topics] = log?.topics.map(hex) ?? [];
    const event = decodeEventLog({
      abi: parseAbi(['event Message(address indexed sender, bytes data)']),
      data: hex(log?.data ?? new Uint8Array()),
      topics: [signature ?? '0x', ...topics],
    });
    expect(event.args).toEqual({ sender: ALICE.address, data: '0xdeadbeef' });
  });
});

/** Another value of the same type and size. */
function other(value: bigint | Uint8Array): bigint | Uint8Array {
  return typeof value === 'bigint' ? value + 1n : value.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
}

describe('validateBlock', () => {
  // The beneficiary is the proposer's choice, and the state root is checked where it is known.
  const names = () => Object.keys(block.header) as (keyof BlockHeader)[];

  it('refuses every other header field', () => {
    for (const name of names().filter((field) => field !== 'beneficiary')) {
      const header: BlockHeader = { ...block.header, [name]: other(block.header[name]) };
      const problem = validateBlock(
        parent,
        { ...block, header, hash: hashHeader(header) },
        { ...OPTIONS, stateRoot: ROOT },
      );
      expect(problem?.field ?? 'none', name).toBe(name === 'timestamp' ? 'none' : name);
    }
  });

  it('refuses a time before the parent’s and one in the future', async () => {
    const before = chain.head();
    const next = await chain.make([], 5_000);
    expect(validateBlock(before, next, OPTIONS)).toBeUndefined();
    const early = { ...next.header, timestamp: before.header.timestamp - 1n };
    expect(validateBlock(before, { ...next, header: early }, OPTIONS)?.field).toBe('timestamp');
    const nowMs = Number(next.header.timestamp) * 1000 - 15_001;
    expect(validateBlock(before, next, { ...OPTIONS, nowMs })?.code).toBe('time');
  });

  it('refuses other contents', () => {
    const cut = { bytes: block.transactions.bytes.slice(), offsets: block.transactions.offsets };
    cut.bytes[10] = (cut.bytes[10] ?? 0) ^ 1;
    const changes: readonly Partial<SealedBlock>[] = [
      { transactions: cut },
      { hashes: block.hashes.map((byte, i) => (i === 3 ? byte ^ 1 : byte)) },
      { hashes: block.hashes.slice(32) },
      { status: block.status.map(() => 1) },
      { status: block.status.map(() => 0) },
      { gasUsed: block.gasUsed.map((gas) => gas + 1n) },
      { logs: { bytes: block.logs.bytes.map(() => 0xff), offsets: block.logs.offsets } },
      { logs: { bytes: block.logs.bytes.slice(8), offsets: block.logs.offsets } },
      { logs: { bytes: block.logs.bytes, offsets: block.logs.offsets.map((at, i) => (i === 2 ? 0 : at)) } },
      { hash: other(block.hash) as Uint8Array },
    ];
    for (const change of changes) expect(validateBlock(parent, { ...block, ...change }, OPTIONS)).toBeDefined();
    expect(validateBlock(parent, block, { ...OPTIONS, maxBlockBytes: 100 })?.code).toBe('size');
    expect(validateBlock(parent, block, { chainId: 1n })?.code).toBe('transaction');
  });
});
