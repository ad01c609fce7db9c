import { z } from 'zod';
import { isPending, viewOf } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { toData, toQuantity, toWord } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { blockId, LATEST } from '../params/blockId.ts';
import { address, maybe, storageKey } from '../params/hex.ts';
import type { Services } from '../services.ts';

const at = maybe(blockId);

/** Reads of the state. */
export function stateMethods({ chain }: Services): Methods {
  return {
    eth_getBalance: method([address, at], ([who, id = LATEST]) =>
      toQuantity(viewOf(chain, id).reader.account(who)?.balance ?? 0n),
    ),
    eth_getTransactionCount: method([address, at], ([who, id = LATEST]) => {
      if (isPending(id)) return toQuantity(chain.pendingNonce(who));
      return toQuantity(viewOf(chain, id).reader.account(who)?.nonce ?? 0n);
    }),
    eth_getCode: method([address, at], ([who, id = LATEST]) => {
      const { reader } = viewOf(chain, id);
      const account = reader.account(who);
      return toData((account && reader.code(account.codeHash.toHex())) ?? new Uint8Array());
    }),
    eth_getStorageAt: method([address, storageKey, at], ([who, key, id = LATEST]) =>
      toWord(viewOf(chain, id).reader.slot(who, key)),
    ),
    eth_getProof: method([z.unknown(), z.unknown(), z.unknown()], () => {
      throw new RpcError(
        'notSupported',
        "eth_getProof is not supported: this chain's state root is no Merkle Patricia root, so there is no such proof. " +
          'Use lode_getProof, which proves an account or a slot against the binary root of the headers',
      );
    }),
  };
}
