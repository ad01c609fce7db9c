import { keccak_256 } from '@noble/hashes/sha3.js';
import type { AccountState, BlockEnv, Fork } from '../../src/types.ts';
import type { StateTest, TestAccount, TestConfig } from './format.ts';
import { bytes, fixedBytes, quantity, slotKey } from './hex.ts';

/** Names of `post` sections that are forks of ours. */
export const FORKS: ReadonlyMap<string, Fork> = new Map([
  ['Cancun', 'cancun'],
  ['Prague', 'prague'],
  ['Osaka', 'osaka'],
]);

/** EIP-4844, EIP-7691: blobs a block, and the fraction of the base fee's update. Osaka takes over Prague's. */
const BLOB_SCHEDULE: Readonly<Record<Fork, readonly [target: bigint, max: bigint, fraction: bigint]>> = {
  cancun: [3n, 6n, 3338477n],
  prague: [6n, 9n, 5007716n],
  osaka: [6n, 9n, 5007716n],
};

export function blockEnvironment(test: StateTest): BlockEnv {
  const { env } = test;
  return {
    number: quantity(env.currentNumber),
    timestamp: quantity(env.currentTimestamp),
    coinbase: fixedBytes(env.currentCoinbase, 20),
    gasLimit: quantity(env.currentGasLimit),
    baseFee: quantity(env.currentBaseFee),
    prevRandao: fixedBytes(env.currentRandom ?? env.currentDifficulty ?? '0x0', 32),
    excessBlobGas: quantity(env.currentExcessBlobGas),
    chainId: quantity(test.config?.chainid ?? test.config?.chainId ?? '0x1'),
    blockHash: testBlockHash,
  };
}

/** The suites define the hash of block n as keccak of its decimal digits. */
export function testBlockHash(n: bigint): Uint8Array {
  return keccak_256(new TextEncoder().encode(n.toString()));
}

export function readAccount(account: TestAccount): AccountState {
  const storage = new Map<string, bigint>();
  for (const [slot, text] of Object.entries(account.storage)) {
    const value = quantity(text);
    if (value !== 0n) storage.set(slotKey(quantity(slot)), value);
  }
  return {
    nonce: quantity(account.nonce),
    balance: quantity(account.balance),
    code: bytes(account.code === '' ? '0x' : account.code),
    storage,
  };
}

export function readAccounts(accounts: Record<string, TestAccount>): [Uint8Array, AccountState][] {
  return Object.entries(accounts).map(([address, account]) => [fixedBytes(address, 20), readAccount(account)]);
}

/** Why a fixture's own blob schedule cannot be run: ours are the main network's. */
export function unsupportedConfig(config: TestConfig | undefined, forkName: string, fork: Fork): string | undefined {
  const own = config?.blobSchedule?.[forkName];
  if (own === undefined) return undefined;
  const [target, max, fraction] = BLOB_SCHEDULE[fork];
  const same =
    quantity(own.target) === target && quantity(own.max) === max && quantity(own.baseFeeUpdateFraction) === fraction;
  return same ? undefined : `a blob schedule of its own for ${forkName}`;
}
