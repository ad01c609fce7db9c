import { createMPT, type MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { bigIntToUnpaddedBytes, KECCAK256_RLP } from '@ethereumjs/util';
import { decodeRows } from '../src/rows.ts';
import type { AccountRow, RootProvider } from '../src/seams.ts';

interface MptAccount {
  body: AccountRow | undefined;
  storage: MerklePatriciaTrie;
}

/** Ethereum's state root, for conformance tests: in memory, on the calling thread, slow. */
export async function createMptRoots(): Promise<RootProvider> {
  const state = await createMPT({ useKeyHashing: true });
  const accounts = new Map<string, MptAccount>();
  let block = -1n;

  async function accountOf(address: Uint8Array): Promise<MptAccount> {
    const name = address.toHex();
    const known = accounts.get(name);
    if (known !== undefined) return known;
    const fresh = { body: undefined, storage: await createMPT({ useKeyHashing: true }) };
    accounts.set(name, fresh);
    return fresh;
  }

  async function write(name: string, { body, storage }: MptAccount): Promise<void> {
    const address = Uint8Array.fromHex(name);
    if (body === undefined) return state.del(address);
    const { nonce, balance, codeHash } = body;
    const numbers = [bigIntToUnpaddedBytes(nonce), bigIntToUnpaddedBytes(balance)];
    await state.put(address, RLP.encode([...numbers, storage.root(), codeHash]));
  }

  async function apply(rows: Uint8Array): Promise<void> {
    const touched = new Set<string>();
    for (const row of decodeRows(rows)) {
      const account = await accountOf(row.address);
      touched.add(row.address.toHex());
      if (row.kind === 'account') account.body = row.account;
      else {
        const key = Uint8Array.fromHex(row.key.toString(16).padStart(64, '0'));
        if (row.value === 0n) await account.storage.del(key);
        else await account.storage.put(key, RLP.encode(bigIntToUnpaddedBytes(row.value)));
      }
    }
    for (const name of touched) {
      const account = accounts.get(name);
      if (account !== undefined) await write(name, account);
    }
  }

  // Calls are queued, as those of the binary tree are.
  let tail: Promise<unknown> = Promise.resolve();
  return {
    kind: 'mpt',
    get block() {
      return block;
    },
    get root() {
      return block < 0n ? KECCAK256_RLP : state.root();
    },
    apply(number, { rows }) {
      if (block >= 0n && number <= block) throw new RangeError(`block ${number} is applied already`);
      const done = tail.then(async () => {
        await apply(rows);
        block = number;
        return state.root();
      });
      tail = done;
      return done;
    },
    async checkpoint() {
      await tail;
      return block;
    },
    close: async () => undefined,
  };
}
