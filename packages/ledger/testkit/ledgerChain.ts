import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Hex, hexToBytes } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { createGenesis, type Genesis } from '../src/blocks/genesis.ts';
import { createLedger, type Ledger } from '../src/ledger/createLedger.ts';
import type { LedgerOptions } from '../src/ledger/options.ts';

/** A chain with accounts that have money and can sign. */

export const CHAIN_ID = 1280;
export const GWEI = 10n ** 9n;
export const TO: Hex = `0x${'77'.repeat(20)}`;
const FUNDS = 10n ** 24n;

/** Keys that anyone can make again: for tests only. */
export const testAccount = (n: number): PrivateKeyAccount =>
  privateKeyToAccount(`0x${keccak_256(Uint8Array.of(0x10, 0xde, n >> 8, n & 255)).toHex()}`);

export function testGenesis(accounts: readonly PrivateKeyAccount[], more: Record<string, unknown> = {}): Genesis {
  return createGenesis({
    config: { chainId: CHAIN_ID },
    gasLimit: 30_000_000,
    baseFeePerGas: `0x${GWEI.toString(16)}`,
    timestamp: 1_700_000_000,
    alloc: Object.fromEntries(accounts.map(({ address }) => [address, { balance: `0x${FUNDS.toString(16)}` }])),
    ...more,
  });
}

export interface Transfer {
  nonce: number;
  /** null: a creation. */
  to?: Hex | null;
  value?: bigint;
  gas?: bigint;
  data?: Hex;
  price?: bigint;
}

export async function signTransfer(account: PrivateKeyAccount, transfer: Transfer): Promise<Uint8Array> {
  const { nonce, to = TO, value = 1n, gas = 21_000n, data = '0x', price = 10n * GWEI } = transfer;
  const fees = { maxFeePerGas: price, maxPriorityFeePerGas: GWEI };
  const signed = await account.signTransaction({
    type: 'eip1559',
    chainId: CHAIN_ID,
    nonce,
    to,
    value,
    gas,
    data,
    ...fees,
  });
  return hexToBytes(signed);
}

export const addressBytes = (account: PrivateKeyAccount): Uint8Array => hexToBytes(account.address);

/** In memory, sequential, one recovery thread: quick to make. */
export const memoryLedger = (genesis: Genesis, more: Partial<LedgerOptions> = {}): Promise<Ledger> =>
  createLedger({ genesis, inMemory: true, workers: 0, recoveryWorkers: 1, ...more });

/** Resolves with the block that has all of these transactions behind it. */
export function untilIncluded(ledger: Ledger, hashes: readonly Uint8Array[]): Promise<void> {
  const left = new Set(hashes.map((hash) => hash.toHex()));
  return new Promise((resolve) => {
    const look = () => {
      for (const hash of left)
        if (ledger.history.transaction(Uint8Array.fromHex(hash)) !== undefined) left.delete(hash);
      if (left.size > 0) return;
      end();
      resolve();
    };
    const end = ledger.subscribe(({ kind }) => {
      if (kind === 'block') look();
    });
    look();
  });
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'lode-ledger-'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
