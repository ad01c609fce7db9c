import type { SealedBlock, StateReader } from '../../seams.ts';
import { blockAt } from '../chainView.ts';
import { transactionAt, transactionCount } from '../format/transaction.ts';
import type { Services } from '../services.ts';
import type { Place } from './place.ts';

const ADDRESS_BYTES = 20;

function sentBy(block: SealedBlock, index: number, sender: Uint8Array): boolean {
  const at = index * ADDRESS_BYTES;
  return sender.every((byte, i) => block.senders[at + i] === byte);
}

/** The first block after which the sender's nonce is higher; undefined outside the window of states. */
function blockOf({ chain }: Pick<Services, 'chain'>, sender: Uint8Array, nonce: bigint): SealedBlock | undefined {
  const used = (state: StateReader | undefined) => (state?.account(sender)?.nonce ?? 0n) > nonce;
  let high = chain.head().header.number;
  if (!used(chain.stateAt(high))) return undefined;
  let low = high - BigInt(chain.stateWindow);
  if (low < 0n) low = 0n;
  // States may be lost before the window's end: then the search ends at the first there is, and its block has none.
  if (used(chain.stateAt(low))) return undefined;
  while (low + 1n < high) {
    const middle = (low + high) / 2n;
    if (used(chain.stateAt(middle))) high = middle;
    else low = middle;
  }
  return blockAt(chain, high);
}

/** Where a sender's transaction with a nonce is, as far back as there are states. */
export function placeOfNonce(services: Pick<Services, 'chain'>, sender: Uint8Array, nonce: bigint): Place | undefined {
  const block = blockOf(services, sender, nonce);
  if (block === undefined) return undefined;
  for (let index = 0; index < transactionCount(block); index++) {
    if (!sentBy(block, index, sender)) continue;
    if (transactionAt(services.chain.chainId, block, index).tx.nonce === nonce) return { block, index };
  }
  // An authorization (EIP-7702) has a nonce too, and no transaction.
  return undefined;
}
