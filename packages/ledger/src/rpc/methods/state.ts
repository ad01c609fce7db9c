import { z } from 'zod';
import { isPending, viewOf } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { toData, toQuantity, toWord } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { blockId, LATEST } from '../params/blockId.ts';
import { address, maybe, refuse, storageKey } from '../params/hex.ts';
import type { Services } from '../services.ts';

const at = maybe(blockId);

/** geth's (internal/ethapi, maxGetStorageSlots). */
const MAX_STORAGE_SLOTS = 1_024;
const STORAGE_COST = 20;

/** Keys by account. */
const storageRequests = z.record(z.string(), z.array(storageKey)).transform((requests, context) => {
  const out: { who: Uint8Array; keys: bigint[] }[] = [];
  for (const [account, keys] of Object.entries(requests)) {
    const who = address.safeParse(account);
    if (!who.success) return refuse(context, who.error.issues[0]?.message ?? 'invalid address');
    out.push({ who: who.data, keys });
  }
  if (out.reduce((sum, { keys }) => sum + keys.length, 0) > MAX_STORAGE_SLOTS) {
    return refuse(context, `too many slots (max ${MAX_STORAGE_SLOTS})`);
  }
  return out;
});

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
    eth_getStorageValues: method(
      [storageRequests, at],
      ([requests, id = LATEST]) => {
        const { reader } = viewOf(chain, id);
        return Object.fromEntries(
          requests.map(({ who, keys }) => [toData(who), keys.map((key) => toWord(reader.slot(who, key)))]),
        );
      },
      STORAGE_COST,
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
