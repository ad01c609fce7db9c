import { RpcError } from '../errors.ts';
import { formatReceipt } from '../format/receipt.ts';
import type { Services } from '../services.ts';
import { placeOf } from './place.ts';

export interface ReceiptWaiter {
  /** The receipt of a transaction that was just accepted, once it is in a block (EIP-7966). */
  wait(hash: string, timeoutMs: number): Promise<unknown>;
}

/** Each waiter listens to the chain by itself: there are few. */
export function createReceiptWaiter(services: Pick<Services, 'chain' | 'limits'>): ReceiptWaiter {
  const { chain, limits } = services;
  let waiting = 0;

  function receipt(hash: Uint8Array): unknown {
    const place = placeOf(services, hash);
    return place && formatReceipt(chain.chainId, place.block, place.index);
  }

  return {
    async wait(text, timeoutMs) {
      const hash = Uint8Array.fromHex(text.slice(2));
      if (waiting >= limits.syncWaiters) {
        throw new RpcError('limitExceeded', 'too many requests wait for receipts: the transaction was accepted', text);
      }
      waiting++;
      let stop: (() => void) | undefined;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise((resolve, reject) => {
          const look = () => {
            const found = receipt(hash);
            if (found !== undefined) resolve(found);
          };
          stop = chain.subscribe((event) => event.kind === 'block' && look());
          const message = `The transaction was added to the transaction pool but wasn't processed in ${timeoutMs}ms.`;
          timer = setTimeout(() => reject(new RpcError('syncTimeout', message, text)), timeoutMs);
          look();
        });
      } finally {
        waiting--;
        clearTimeout(timer);
        stop?.();
      }
    },
  };
}
