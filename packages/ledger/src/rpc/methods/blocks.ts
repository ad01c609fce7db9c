import { z } from 'zod';
import type { SealedBlock } from '../../seams.ts';
import { findBlock, isPending } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { formatBlock, formatHeader, formatPending } from '../format/block.ts';
import { blockSize } from '../format/encode.ts';
import { formatReceipts } from '../format/receipt.ts';
import { transactionCount } from '../format/transaction.ts';
import { toQuantity } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { type BlockId, blockId, blockNumber } from '../params/blockId.ts';
import { hash, quantity } from '../params/hex.ts';
import type { Services } from '../services.ts';

/** JSON of a transaction beside its input: hashes, quantities and names. */
const TRANSACTION_JSON_BYTES = 900;

/** Full transactions of a large block are refused before they are written out. */
function checkSize(block: SealedBlock, full: boolean, limit: number): void {
  if (!full) return;
  const bytes = block.transactions.bytes.length * 2 + transactionCount(block) * TRANSACTION_JSON_BYTES;
  if (bytes > limit)
    throw new RpcError('responseTooLarge', 'response too large: ask for the hashes of its transactions');
}

/** Blocks, and what is counted in them. */
export function blockMethods({ chain, limits }: Services): Methods {
  const count = (block: SealedBlock | undefined) => block && toQuantity(transactionCount(block));
  const byHash = (id: Uint8Array) => findBlock(chain, { kind: 'hash', hash: id });
  const header = (block: SealedBlock | undefined) => (block === undefined ? null : formatHeader(block));
  const uncles = (block: SealedBlock | undefined) => (block === undefined ? null : '0x0');

  function block(id: BlockId, full: boolean): unknown {
    const found = findBlock(chain, id);
    if (found === undefined) return null;
    if (isPending(id)) return formatPending(chain.nextEnv(), found);
    checkSize(found, full, limits.responseBytes);
    return formatBlock(chain.chainId, found, full, blockSize(found));
  }

  return {
    eth_blockNumber: method([], () => toQuantity(chain.head().header.number)),
    eth_getBlockByNumber: method([blockNumber, z.boolean().default(false)], ([id, full]) => block(id, full)),
    eth_getBlockByHash: method([hash, z.boolean().default(false)], ([id, full]) =>
      block({ kind: 'hash', hash: id }, full),
    ),
    eth_getHeaderByNumber: method([blockNumber], ([id]) => (isPending(id) ? null : header(findBlock(chain, id)))),
    eth_getHeaderByHash: method([hash], ([id]) => header(byHash(id))),
    eth_getBlockTransactionCountByHash: method([hash], ([id]) => count(byHash(id))),
    eth_getBlockTransactionCountByNumber: method([blockNumber], ([id]) =>
      isPending(id) ? '0x0' : count(findBlock(chain, id)),
    ),
    eth_getUncleCountByBlockHash: method([hash], ([id]) => uncles(byHash(id))),
    eth_getUncleCountByBlockNumber: method([blockNumber], ([id]) => uncles(findBlock(chain, id))),
    eth_getUncleByBlockHashAndIndex: method([hash, quantity(64)], () => null),
    eth_getUncleByBlockNumberAndIndex: method([blockNumber, quantity(64)], () => null),
    eth_getBlockReceipts: method(
      [blockId],
      ([id]) => {
        if (isPending(id)) return [];
        const found = findBlock(chain, id);
        if (found === undefined) return null;
        const bytes = found.logs.bytes.length * 2 + transactionCount(found) * TRANSACTION_JSON_BYTES;
        if (bytes > limits.responseBytes) throw new RpcError('responseTooLarge', 'response too large');
        return formatReceipts(chain.chainId, found);
      },
      5,
    ),
  };
}
