import { encodeTransactions, type Transaction } from '@lode/evm';
import { createPool, type Pool, type PoolOptions } from '../src/pool/createPool.ts';
import type { Candidate } from '../src/pool/entry.ts';
import { encodeAccountRow } from '../src/rows.ts';
import type { AccountRow, StateReader } from '../src/seams.ts';

/** Transactions and accounts for the pool's tests: nothing is signed, since the pool is given senders. */

export const EMPTY_CODE = Uint8Array.fromHex('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
export const RICH = 10n ** 21n;

export const addressOf = (n: number): Uint8Array => {
  const address = new Uint8Array(20).fill(0xa0);
  new DataView(address.buffer).setUint32(16, n);
  return address;
};

let made = 0;

export interface CandidateFields {
  from?: number;
  nonce?: number | bigint;
  gas?: bigint;
  /** Fee cap and tip alike, unless said otherwise. */
  price?: bigint;
  tip?: bigint;
  value?: bigint;
  type?: Transaction['type'];
  data?: Uint8Array;
  create?: boolean;
  rawBytes?: number;
  authorities?: number[];
  accessKeys?: number;
}

export function candidate(fields: CandidateFields = {}): Candidate {
  const { from = 1, nonce = 0, gas = 21_000n, price = 10n, tip = price, value = 0n, type = 2 } = fields;
  const sender = addressOf(from);
  const fees = type < 2 ? { gasPrice: price } : { maxFeePerGas: price, maxPriorityFeePerGas: tip };
  const keys = Array.from({ length: fields.accessKeys ?? 0 }, () => new Uint8Array(32));
  const encoded = encodeTransactions([
    {
      type,
      sender,
      nonce: BigInt(nonce),
      gasLimit: gas,
      value,
      data: fields.data ?? new Uint8Array(0),
      ...fees,
      ...(fields.create === true ? {} : { to: addressOf(0) }),
      ...(keys.length > 0 ? { accessList: [{ address: addressOf(0), storageKeys: keys }] } : {}),
      ...(type === 4
        ? {
            authorizationList: (fields.authorities ?? []).map((n) => ({
              chainId: 1n,
              address: addressOf(0),
              nonce: 0n,
              authority: addressOf(n),
            })),
          }
        : {}),
    },
  ]);
  const hash = new Uint8Array(32);
  new DataView(hash.buffer).setUint32(28, ++made);
  return { raw: new Uint8Array(fields.rawBytes ?? 110), hash, sender, encoded };
}

/** Accounts that a test moves; every account is rich unless it says otherwise. */
export function createAccounts() {
  const changed = new Map<number, Partial<AccountRow>>();
  const rowOf = (n: number): AccountRow => ({ nonce: 0n, balance: RICH, codeHash: EMPTY_CODE, ...changed.get(n) });
  const reader: StateReader = {
    account: (address) => rowOf(new DataView(address.buffer, address.byteOffset).getUint32(16)),
    slot: () => 0n,
    code: () => undefined,
  };
  return {
    reader,
    /** Returns the changed row. */
    set(n: number, row: Partial<AccountRow>): Uint8Array {
      changed.set(n, { ...changed.get(n), ...row });
      return encodeAccountRow(addressOf(n), rowOf(n));
    },
  };
}

export type TestAccounts = ReturnType<typeof createAccounts>;

export function testPool(more: Partial<PoolOptions> = {}): { pool: Pool; accounts: TestAccounts } {
  const accounts = createAccounts();
  const pool = createPool({ reader: accounts.reader, gasLimit: 30_000_000n, baseFee: 1n, ...more });
  return { pool, accounts };
}
