import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createEvm, createPrecompiles, type Evm, type Log } from '@lode/evm';
import fc from 'fast-check';
import { encodeFunctionData, type Hex, parseAbi } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { log, writeLogs } from '../../testkit/logRecords.ts';
import {
  type MessageProof,
  messageLeaf,
  messageLeaves,
  messageProof,
  messageRoot,
  messagesIn,
  verifyMessage,
} from './messages.ts';
import { MESSAGE_TOPIC, OUTBOX_ADDRESS } from './outbox.ts';
import { pack } from './packed.ts';
import { computeRoots } from './roots.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);
const CHAIN = 7n;
const require = createRequire(import.meta.url);
const CHECKER = new Uint8Array(20).fill(0xcc);

/** How another chain checks a message, as ADR 0203 gives it. */
const SOURCE = `pragma solidity ^0.8.24;
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
contract Checker {
  function check(bytes32[] calldata proof, bytes32 root, uint256 chainId, uint256 blockNumber, uint256 index,
      address sender, bytes calldata data) external pure returns (bool) {
    bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(chainId, blockNumber, index, sender, keccak256(data)))));
    return MerkleProof.verifyCalldata(proof, root, leaf);
  }
}`;
const abi = parseAbi([
  'function check(bytes32[] proof, bytes32 root, uint256 chainId, uint256 blockNumber, uint256 index, address sender, bytes data) pure returns (bool)',
]);

interface SolcOutput {
  contracts?: Record<string, Record<string, { evm: { deployedBytecode: { object: string } } }>>;
}

function compile(): Uint8Array {
  const solc = require('solc') as { compile(input: string, callbacks: unknown): string };
  const input = {
    language: 'Solidity',
    sources: { 'Checker.sol': { content: SOURCE } },
    settings: { evmVersion: 'cancun', outputSelection: { '*': { '*': ['evm.deployedBytecode.object'] } } },
  };
  const load = (path: string) => ({ contents: readFileSync(require.resolve(path), 'utf8') });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load })) as SolcOutput;
  const object = output.contracts?.['Checker.sol']?.Checker?.evm.deployedBytecode.object;
  if (object === undefined) throw new Error('the checker does not compile');
  return Uint8Array.fromHex(object);
}

const hex = (bytes: Uint8Array): Hex => `0x${bytes.toHex()}`;

interface Message {
  index: number;
  sender: Uint8Array;
  data: Uint8Array;
}

const messages = fc
  .array(
    fc.record({ sender: fc.uint8Array({ minLength: 20, maxLength: 20 }), data: fc.uint8Array({ maxLength: 70 }) }),
    { minLength: 1, maxLength: 20 },
  )
  .map((list) => list.map((message, index): Message => ({ ...message, index })));

/** A message's log as the outbox writes it; with a flaw: another topic, too long a length, too short data. */
function logOf(sender: Uint8Array, data: Uint8Array, flaw: number): Log {
  const padded = new Uint8Array(64 + Math.ceil(data.length / 32) * 32);
  padded[31] = 32;
  new DataView(padded.buffer).setUint32(60, flaw === 2 ? padded.length : data.length);
  padded.set(data, 64);
  const from = new Uint8Array(32);
  from.set(sender, 12);
  const topic = flaw === 1 ? from : MESSAGE_TOPIC;
  return { address: OUTBOX_ADDRESS, topics: [topic, from], data: flaw === 3 ? padded.slice(0, 63) : padded };
}

describe(`messages (seed ${SEED})`, () => {
  let evm: Evm;

  beforeAll(() => {
    evm = createEvm({ precompiles: createPrecompiles() });
    evm.state.setAccount(CHECKER, { nonce: 1n, balance: 0n, code: compile(), storage: new Map() });
    evm.setBlock({
      number: 1n,
      timestamp: 1n,
      coinbase: new Uint8Array(20),
      gasLimit: 30_000_000n,
      baseFee: 0n,
      prevRandao: new Uint8Array(32),
      excessBlobGas: 0n,
      chainId: 1n,
      blockHash: () => new Uint8Array(32),
    });
  });

  function checkInSolidity(root: Uint8Array, { proof }: MessageProof, block: bigint, message: Message): boolean {
    const { index, sender, data } = message;
    const args = [proof.map(hex), hex(root), CHAIN, block, BigInt(index), hex(sender), hex(data)] as const;
    const input = Uint8Array.fromHex(encodeFunctionData({ abi, functionName: 'check', args }).slice(2));
    const call = { type: 0, sender: new Uint8Array(20), to: CHECKER, nonce: 0n, gasLimit: 5_000_000n } as const;
    const result = evm.call({ ...call, value: 0n, data: input, gasPrice: 0n });
    expect(result.status).toBe('success');
    return result.output[31] === 1;
  }

  it('every one is proven, here and with OpenZeppelin’s MerkleProof; no other is', () => {
    const holds = (list: Message[], block: bigint, chosen: number) => {
      const leaves = pack(list.map((message) => messageLeaf(CHAIN, block, message))).bytes;
      const root = messageRoot(leaves);
      const message = list[chosen % list.length];
      const proof = messageProof(leaves, chosen % list.length);
      if (message === undefined || proof === undefined) throw new Error('there is such a message');
      expect(verifyMessage(root, proof)).toBe(true);
      expect(checkInSolidity(root, proof, block, message)).toBe(true);
      expect(checkInSolidity(root, proof, block + 1n, message)).toBe(false);
      expect(checkInSolidity(root, proof, block, { ...message, index: message.index + 1 })).toBe(false);
      expect(checkInSolidity(root, proof, block, { ...message, data: Uint8Array.of(...message.data, 0) })).toBe(false);
      const wrong = { ...proof, proof: proof.proof.map((node) => node.map((byte) => byte ^ 1)) };
      expect(verifyMessage(root, wrong)).toBe(proof.proof.length === 0);
    };
    const block = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    fc.assert(fc.property(messages, block, fc.nat(), holds), { seed: SEED, numRuns: 40 });
  });

  it('leaves are made of the outbox’s logs alone, and only of whole ones', () => {
    const own = fc
      .tuple(
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(0, 0, 0, 1, 2, 3),
      )
      .map(([sender, data, flaw]) => logOf(sender, data, flaw));
    const holds = (logs: Log[][], number: bigint) => {
      const packed = pack(logs.map(writeLogs));
      const wanted = messagesIn(packed).map((message) => messageLeaf(CHAIN, number, message));
      expect(messageLeaves(packed, CHAIN, number).toHex()).toBe(pack(wanted).bytes.toHex());
      const count = logs.length;
      const roots = computeRoots({
        transactions: pack(logs.map(() => new Uint8Array(100).fill(2))),
        status: new Uint8Array(count).fill(1),
        gasUsed: new BigUint64Array(count).fill(21_000n),
        logs: packed,
        chainId: CHAIN,
        number,
      });
      expect(roots.messageRoot).toEqual(messageRoot(pack(wanted).bytes));
    };
    const lists = fc.array(fc.array(fc.oneof(log, own), { maxLength: 4 }), { maxLength: 12 });
    fc.assert(fc.property(lists, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), holds), { seed: SEED, numRuns: 150 });
  });

  it('no messages have the root zero and no proof', () => {
    expect(messageRoot(new Uint8Array())).toEqual(new Uint8Array(32));
    expect(messageProof(new Uint8Array(), 0)).toBeUndefined();
    expect(messageProof(new Uint8Array(32), 1)).toBeUndefined();
  });
});
