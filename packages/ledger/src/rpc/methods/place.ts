import type { SealedBlock } from '../../seams.ts';
import { blockAt } from '../chainView.ts';
import type { Services } from '../services.ts';

/** Where a transaction is. */
export interface Place {
  block: SealedBlock;
  index: number;
}

/** A transaction of a durable block, by its hash. */
export function placeOf({ chain }: Pick<Services, 'chain'>, id: Uint8Array): Place | undefined {
  const place = chain.history.transaction(id);
  const block = place === undefined ? undefined : blockAt(chain, place.block);
  return place === undefined || block === undefined ? undefined : { block, index: place.index };
}
