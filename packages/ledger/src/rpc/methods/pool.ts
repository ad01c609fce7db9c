import type { PoolTransaction } from '../../seams.ts';
import { RpcError } from '../errors.ts';
import { formatPooled } from '../format/transaction.ts';
import { toData, toQuantity } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { address } from '../params/hex.ts';
import type { Services } from '../services.ts';

type Write = (transaction: PoolTransaction) => unknown;

function byNonce(transactions: readonly PoolTransaction[], write: Write): Record<string, unknown> {
  return Object.fromEntries(transactions.map((transaction) => [transaction.tx.nonce.toString(), write(transaction)]));
}

function bySender(transactions: readonly PoolTransaction[], write: Write): Record<string, unknown> {
  const senders = Map.groupBy(transactions, ({ sender }) => toData(sender));
  return Object.fromEntries([...senders].map(([sender, own]) => [sender, byNonce(own, write)]));
}

/** geth's words, times sign included. */
function inspect({ tx }: PoolTransaction): string {
  const to = tx.to === undefined ? 'contract creation' : toData(tx.to);
  return `${to}: ${tx.value} wei + ${tx.gasLimit} gas × ${tx.maxFeePerGas ?? tx.gasPrice ?? 0n} wei`;
}

const LIST_COST = 50;

/** geth's view of the transaction pool. */
export function poolMethods({ chain, limits }: Services): Methods {
  const full: Write = (transaction) => formatPooled(chain.chainId, transaction);

  function list(write: Write): Record<string, unknown> {
    const { pending, queued } = chain.poolSize();
    if (pending + queued > limits.poolTransactions) {
      throw new RpcError(
        'responseTooLarge',
        `the pool has ${pending + queued} transactions, at most ${limits.poolTransactions} are listed: ` +
          'ask for one sender with txpool_contentFrom',
      );
    }
    return {
      pending: bySender(chain.pendingTransactions(), write),
      queued: bySender(chain.queuedTransactions(), write),
    };
  }

  return {
    txpool_status: method([], () => {
      const { pending, queued } = chain.poolSize();
      return { pending: toQuantity(pending), queued: toQuantity(queued) };
    }),
    txpool_content: method([], () => list(full), LIST_COST),
    txpool_inspect: method([], () => list(inspect), LIST_COST),
    txpool_contentFrom: method([address], ([sender]) => {
      const { pending, queued } = chain.poolOf(sender);
      return { pending: byNonce(pending, full), queued: byNonce(queued, full) };
    }),
  };
}
