import { packedItem } from '../../blocks/packed.ts';
import type { SealedBlock, SubmitResult } from '../../seams.ts';
import { findBlock, isPending } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { formatReceipt } from '../format/receipt.ts';
import { formatPooled, formatTransaction, transactionCount } from '../format/transaction.ts';
import { toData } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { type BlockId, blockNumber } from '../params/blockId.ts';
import { address, data, dataList, hash, maybe, quantity } from '../params/hex.ts';
import type { Services } from '../services.ts';
import { type Place, placeOf } from './place.ts';
import { createReceiptWaiter } from './receiptWaiter.ts';
import { placeOfNonce } from './senderNonce.ts';

/** geth answers -32000 whatever the pool had against it. */
function accepted(result: SubmitResult): string {
  if (result.ok) return toData(result.hash);
  throw new RpcError('execution', result.message);
}

/** Transactions a cost unit: accepting one takes a fraction of what other calls do. */
const BULK_PER_UNIT = 100;

/** Looks at a handful of states, and through a block's senders. */
const SEARCH_COST = 20;

function bulkCost(params: readonly unknown[]): number {
  const [list] = params;
  return 1 + (Array.isArray(list) ? Math.ceil(list.length / BULK_PER_UNIT) : 0);
}

export function transactionMethods(services: Services): Methods {
  const { chain, limits } = services;
  const waiter = createReceiptWaiter(services);

  const at = (block: SealedBlock | undefined, index: bigint): Place | undefined =>
    block !== undefined && index < BigInt(transactionCount(block)) ? { block, index: Number(index) } : undefined;
  const full = (place: Place | undefined) =>
    place === undefined ? null : formatTransaction(chain.chainId, place.block, place.index);
  const raw = (place: Place | undefined) =>
    place === undefined ? null : toData(packedItem(place.block.transactions, place.index));
  const byHash = (id: Uint8Array) => findBlock(chain, { kind: 'hash', hash: id });

  const byNumber = (id: BlockId) => (isPending(id) ? undefined : findBlock(chain, id));

  async function submit(transaction: Uint8Array): Promise<string> {
    const [result] = await chain.submit([transaction]);
    if (result === undefined) throw new Error('the chain did not answer for a transaction');
    return accepted(result);
  }

  /** Each by itself: a hash, or what was wrong. */
  async function submitAll(items: readonly Uint8Array[]): Promise<unknown[]> {
    if (items.length > limits.bulkTransactions) {
      throw new RpcError('limitExceeded', `at most ${limits.bulkTransactions} transactions at once`);
    }
    const results = await chain.submit(items);
    return results.map((result) =>
      result.ok ? toData(result.hash) : { code: -32000, message: result.message, reason: result.code },
    );
  }

  return {
    eth_getTransactionByHash: method([hash], ([id]) => {
      const place = placeOf(services, id);
      if (place !== undefined) return full(place);
      const pooled = chain.pooled(id);
      return pooled === undefined ? null : formatPooled(chain.chainId, pooled);
    }),
    eth_getTransactionByBlockHashAndIndex: method([hash, quantity(64)], ([id, index]) => full(at(byHash(id), index))),
    eth_getTransactionByBlockNumberAndIndex: method([blockNumber, quantity(64)], ([id, index]) =>
      full(at(byNumber(id), index)),
    ),
    eth_getTransactionBySenderAndNonce: method(
      [address, quantity(64)],
      ([sender, nonce]) => {
        const { pending, queued } = chain.poolOf(sender);
        const pooled = [...pending, ...queued].find(({ tx }) => tx.nonce === nonce);
        if (pooled !== undefined) return formatPooled(chain.chainId, pooled);
        return full(placeOfNonce(services, sender, nonce));
      },
      SEARCH_COST,
    ),
    eth_getRawTransactionByHash: method([hash], ([id]) => {
      const pooled = chain.pooled(id);
      return raw(placeOf(services, id)) ?? (pooled === undefined ? null : toData(pooled.raw));
    }),
    eth_getRawTransactionByBlockHashAndIndex: method([hash, quantity(64)], ([id, index]) => raw(at(byHash(id), index))),
    eth_getRawTransactionByBlockNumberAndIndex: method([blockNumber, quantity(64)], ([id, index]) =>
      raw(at(byNumber(id), index)),
    ),
    eth_getTransactionReceipt: method([hash], ([id]) => {
      const place = placeOf(services, id);
      return place === undefined ? null : formatReceipt(chain.chainId, place.block, place.index);
    }),
    eth_sendRawTransaction: method([data], ([transaction]) => submit(transaction)),
    eth_sendRawTransactionSync: method([data, maybe(quantity(64))], async ([transaction, timeoutMs]) => {
      const id = await submit(transaction);
      return waiter.wait(id, timeoutMs === undefined ? limits.syncMs : Math.min(Number(timeoutMs), limits.syncMs));
    }),
    lode_sendRawTransactions: method([dataList], ([items]) => submitAll(items), bulkCost),
  };
}
