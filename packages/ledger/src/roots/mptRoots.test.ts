import { createMPT } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { bigIntToUnpaddedBytes, KECCAK256_RLP } from '@ethereumjs/util';
import { createMptRoots } from '../../testkit/mptRoots.ts';
import { describeRootCompliance } from '../../testkit/rootCompliance.ts';
import type { StateModel } from '../../testkit/stateModel.ts';

/** All tries anew, from the state. */
async function oracle({ accounts, slots }: StateModel): Promise<Uint8Array> {
  const state = await createMPT({ useKeyHashing: true });
  for (const [owner, { nonce, balance, codeHash }] of accounts) {
    const storage = await createMPT({ useKeyHashing: true });
    for (const [key, value] of slots.get(owner) ?? []) {
      await storage.put(
        Uint8Array.fromHex(key.toString(16).padStart(64, '0')),
        RLP.encode(bigIntToUnpaddedBytes(value)),
      );
    }
    const body = [bigIntToUnpaddedBytes(nonce), bigIntToUnpaddedBytes(balance), storage.root(), codeHash];
    await state.put(Uint8Array.fromHex(owner), RLP.encode(body));
  }
  return state.root();
}

describeRootCompliance({ name: 'mpt', create: createMptRoots, emptyRoot: KECCAK256_RLP, oracle, runs: 15 });
