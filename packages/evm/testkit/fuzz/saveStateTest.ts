import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { AccountState, Fork } from '../../src/types.ts';
import type { SignedTransaction } from '../peers/ethereumjs.ts';
import { FORKS } from '../spec/environment.ts';
import type { StateTest, TestAccount, TestTransaction } from '../spec/format.ts';
import { hex } from '../spec/hex.ts';
import type { Mismatch } from './differential.ts';
import type { Scenario } from './scenario.ts';

const quantityHex = (value: bigint) => `0x${value.toString(16)}`;

export interface ExpectedPost {
  /** State root and logs hash that the reference reached. */
  hash: string;
  logs: string;
  expectException?: string;
}

/** Writes what a fuzzer found as a state test that `npm run spec -- --vectors` runs; returns the file's path. */
export function saveStateTest(folder: string, scenario: Scenario, mismatch: Mismatch, expected: ExpectedPost): string {
  const tx = scenario.transactions[mismatch.transaction];
  if (tx === undefined) throw new Error('the mismatch names no transaction');
  const test: StateTest = {
    env: {
      currentCoinbase: hex(scenario.env.coinbase),
      currentGasLimit: quantityHex(scenario.env.gasLimit),
      currentNumber: quantityHex(scenario.env.number),
      currentTimestamp: quantityHex(scenario.env.timestamp),
      currentBaseFee: quantityHex(scenario.env.baseFee),
      currentRandom: hex(scenario.env.prevRandao),
      currentExcessBlobGas: quantityHex(scenario.env.excessBlobGas),
    },
    pre: Object.fromEntries(mismatch.before.map(([address, account]) => [hex(address), writeAccount(account)])),
    transaction: writeTransaction(tx),
    post: { [forkName(scenario.fork)]: [{ ...expected, indexes: { data: 0, gas: 0, value: 0 } }] },
  };
  const text = `${JSON.stringify({ [`fuzz: ${mismatch.lines.join('; ')}`]: test }, undefined, 1)}\n`;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${keccak_256(new TextEncoder().encode(text)).toHex().slice(0, 16)}.json`);
  writeFileSync(path, text);
  return path;
}

function forkName(fork: Fork): string {
  return [...FORKS].find(([, value]) => value === fork)?.[0] ?? fork;
}

function writeAccount(account: AccountState): TestAccount {
  return {
    nonce: quantityHex(account.nonce),
    balance: quantityHex(account.balance),
    code: hex(account.code),
    storage: Object.fromEntries([...account.storage].map(([slot, value]) => [slot, quantityHex(value)])),
  };
}

function writeTransaction(tx: SignedTransaction): TestTransaction {
  return {
    data: [hex(tx.data)],
    gasLimit: [quantityHex(tx.gasLimit)],
    value: [quantityHex(tx.value)],
    nonce: quantityHex(tx.nonce),
    sender: hex(tx.sender),
    to: tx.to === undefined ? '' : hex(tx.to),
    ...(tx.gasPrice === undefined ? {} : { gasPrice: quantityHex(tx.gasPrice) }),
    ...(tx.maxFeePerGas === undefined ? {} : { maxFeePerGas: quantityHex(tx.maxFeePerGas) }),
    ...(tx.maxPriorityFeePerGas === undefined ? {} : { maxPriorityFeePerGas: quantityHex(tx.maxPriorityFeePerGas) }),
    ...(tx.accessList === undefined
      ? {}
      : {
          accessLists: [tx.accessList.map((e) => ({ address: hex(e.address), storageKeys: e.storageKeys.map(hex) }))],
        }),
    ...(tx.authorizationList === undefined ? {} : { authorizationList: writeAuthorizations(tx) }),
  };
}

function writeAuthorizations(tx: SignedTransaction) {
  return (tx.authorizationList ?? []).map((entry, i) => {
    const signature = tx.authorizationSignatures?.[i] ?? { yParity: 0n, r: 0n, s: 0n };
    return {
      chainId: quantityHex(entry.chainId),
      address: hex(entry.address),
      nonce: quantityHex(entry.nonce),
      v: quantityHex(signature.yParity),
      r: quantityHex(signature.r),
      s: quantityHex(signature.s),
    };
  });
}
