import { encodeHeader } from '../../blocks/header.ts';
import { packedItem } from '../../blocks/packed.ts';
import { receiptsOf } from '../../blocks/receipts.ts';
import { requireBlock } from '../chainView.ts';
import { encodeBlock, encodeReceipt } from '../format/encode.ts';
import { toData } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { blockId } from '../params/blockId.ts';
import { hash } from '../params/hex.ts';
import type { Services } from '../services.ts';
import { placeOf } from './place.ts';

/** What is hashed, as it is hashed. */
export function rawMethods(services: Services): Methods {
  const { chain } = services;
  return {
    debug_getRawTransaction: method([hash], ([id]) => {
      const place = placeOf(services, id);
      const bytes = place === undefined ? chain.pooled(id)?.raw : packedItem(place.block.transactions, place.index);
      return toData(bytes ?? new Uint8Array());
    }),
    debug_getRawHeader: method([blockId], ([id]) => toData(encodeHeader(requireBlock(chain, id).header))),
    debug_getRawBlock: method([blockId], ([id]) => toData(encodeBlock(requireBlock(chain, id)))),
    debug_getRawReceipts: method([blockId], ([id]) => {
      return receiptsOf(requireBlock(chain, id), chain.chainId).map((receipt) => toData(encodeReceipt(receipt)));
    }),
    debug_getBadBlocks: method([], () => []),
  };
}
