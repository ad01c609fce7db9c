import { createPrecompiles } from '@lode/evm';
import type { Hex, TransactionSerializable } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { decodeTransactions } from '../src/blocks/decode.ts';
import { writeSenders } from '../src/blocks/encoded.ts';
import { nextEnv } from '../src/blocks/env.ts';
import { createGenesis, type Genesis, genesisBlock } from '../src/blocks/genesis.ts';
import { pack } from '../src/blocks/packed.ts';
import { sealBlock } from '../src/blocks/seal.ts';
import { systemCalls } from '../src/blocks/systemContracts.ts';
import type { SealedBlock } from '../src/seams.ts';
import { createMemoryState } from '../src/state/memory.ts';

/** A chain on the memory state, block by block, without a pool and without roots of the state. */

export const CHAIN_ID = 4_242;
const keyOf = (n: number) => privateKeyToAccount(`0x${n.toString(16).padStart(64, '0')}`);
/** Funded at genesis. */
export const KEYS: readonly [PrivateKeyAccount, PrivateKeyAccount, PrivateKeyAccount] = [keyOf(1), keyOf(2), keyOf(3)];
export const ROOT: Uint8Array = new Uint8Array(32).fill(0x77);
const START_MS = 1_800_000_000_250;

export interface Signed {
  raw: Uint8Array;
  sender: Uint8Array;
}

const bytes = (hex: Hex) => Uint8Array.fromHex(hex.slice(2));

export async function sign(account: PrivateKeyAccount, tx: TransactionSerializable): Promise<Signed> {
  return { raw: bytes(await account.signTransaction(tx)), sender: bytes(account.address) };
}

export interface SealedChain {
  genesis: Genesis;
  head(): SealedBlock;
  /** Executes, seals and publishes; `stepMs` after the block before. */
  make(transactions: readonly Signed[], stepMs?: number): Promise<SealedBlock>;
  /** A slot of the committed state. */
  slot(address: Uint8Array, key: bigint): bigint;
}

export function createSealedChain(file: Record<string, unknown> = {}): SealedChain {
  const alloc = Object.fromEntries(KEYS.map(({ address }) => [address, { balance: '1000000000000000000000' }]));
  const genesis = createGenesis({ config: { chainId: CHAIN_ID }, gasLimit: 30_000_000, alloc, ...file });
  const state = createMemoryState({ precompiles: createPrecompiles() });
  state.load(genesis.changes.rows, genesis.changes.codes);
  const blocks = [genesisBlock(genesis, ROOT)];
  const head = () => {
    const block = blocks.at(-1);
    if (block === undefined) throw new Error('the chain has a genesis');
    return block;
  };
  let timeMs = START_MS;
  return {
    genesis,
    head,
    slot: (address, key) => state.reader.slot(address, key),
    async make(transactions, stepMs = 250) {
      timeMs += stepMs;
      const parent = head();
      const env = nextEnv(parent, { chainId: genesis.chainId, coinbase: new Uint8Array(20).fill(0xcb), timeMs });
      const raw = pack(transactions.map((tx) => tx.raw));
      const senders = pack(transactions.map((tx) => tx.sender)).bytes;
      const { encoded, hashes } = decodeTransactions(raw, { chainId: genesis.chainId, allowUnprotected: true });
      writeSenders(encoded, senders);
      const blockHashes = blocks.map((block) => block.hash).toReversed();
      const calls = systemCalls(parent.hash);
      const output = await state.execute({ env, blockHashes, systemCalls: calls, transactions: encoded });
      const candidates = { raw, hashes, senders };
      const changes = state.changes();
      const block = sealBlock({ parent, env, candidates, output, stateRoot: ROOT, changes, timeMs });
      state.publish();
      blocks.push(block);
      return block;
    },
  };
}
