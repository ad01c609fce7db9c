import type { BlockEnv } from '@lode/evm';
import type { Chain, SealedBlock, StateReader } from '../seams.ts';
import { RpcError } from './errors.ts';
import { toData } from './hex.ts';
import type { BlockId } from './params/blockId.ts';

/** A state, and the block that a call on it runs in: as geth, the one that left that state, or the one to come. */
export interface ChainView {
  reader: StateReader;
  env: BlockEnv;
}

/** What a block ran with. */
export function envOf(chain: Chain, { header }: SealedBlock): BlockEnv {
  return {
    number: header.number,
    timestamp: header.timestamp,
    coinbase: header.beneficiary,
    gasLimit: header.gasLimit,
    baseFee: header.baseFeePerGas,
    prevRandao: header.mixHash,
    excessBlobGas: header.excessBlobGas,
    chainId: chain.chainId,
    blockHash: blockHashes(chain),
  };
}

export function pendingEnv(chain: Chain): BlockEnv {
  return { ...chain.nextEnv(), blockHash: blockHashes(chain) };
}

const NO_HASH = new Uint8Array(32);

/** BLOCKHASH from the history. */
function blockHashes(chain: Chain): BlockEnv['blockHash'] {
  return (number) => chain.history.block(number)?.hash ?? NO_HASH;
}

/** The block that is meant; 'pending' is the head. Undefined where there is none. */
export function findBlock(chain: Chain, id: BlockId): SealedBlock | undefined {
  if (id.kind === 'hash') return chain.history.block(id.hash);
  if (id.kind === 'number') return blockAt(chain, id.number);
  return id.tag === 'earliest' ? blockAt(chain, chain.history.first) : chain.head();
}

/** The block to come: it has no transactions that could be told. */
export function isPending(id: BlockId): boolean {
  return id.kind === 'tag' && id.tag === 'pending';
}

/** By number, up to the head alone: what the history has beyond it is not durable yet. */
export function blockAt(chain: Chain, number: bigint): SealedBlock | undefined {
  const head = chain.head();
  if (number === head.header.number) return head;
  if (number > head.header.number) return undefined;
  const block = chain.history.block(number);
  if (block === undefined && number < chain.history.first) throw pruned(chain, number);
  return block;
}

/** @throws RpcError in geth's words where there is no such block */
export function requireBlock(chain: Chain, id: BlockId): SealedBlock {
  const block = findBlock(chain, id);
  if (block !== undefined && block.header.number <= chain.head().header.number) return block;
  throw new RpcError('execution', id.kind === 'hash' ? 'header for hash not found' : 'header not found');
}

function pruned(chain: Chain, number: bigint): RpcError {
  return new RpcError(
    'prunedHistory',
    `pruned history unavailable: block ${number} is gone, blocks from ${chain.history.first} on are kept`,
  );
}

/** @throws RpcError where the state is outside the window */
export function stateAfter(chain: Chain, number: bigint): StateReader {
  const reader = chain.stateAt(number);
  if (reader !== undefined) return reader;
  const head = chain.head().header.number;
  const block = chain.history.block(number);
  const root = block === undefined ? '' : ` of ${toData(block.hash)}`;
  throw new RpcError(
    'execution',
    `missing trie node: the state after block ${number}${root} is not available; ` +
      `the states of the last ${chain.stateWindow} blocks before ${head} are kept`,
  );
}

export function viewOf(chain: Chain, id: BlockId): ChainView {
  const block = requireBlock(chain, id);
  return {
    reader: stateAfter(chain, block.header.number),
    env: isPending(id) ? pendingEnv(chain) : envOf(chain, block),
  };
}
