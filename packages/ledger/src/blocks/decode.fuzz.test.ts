import { encodeTransactions } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import type { Hex, TransactionSerializable } from 'viem';
import { hashAuthorization } from 'viem/utils';
import { describe, expect, it } from 'vitest';
import { bytesOf, CHAIN_ID, type Signed, signed, signingHash } from '../../testkit/signedTransactions.ts';
import { createBlockMemory } from '../blockMemory.ts';
import { decodeTransactions } from './decode.ts';
import { readEncoded, writeAuthority, writeSenders } from './encoded.ts';
import { pack, packedItem } from './packed.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);
const SENDER = new Uint8Array(20).fill(0xab);
const AUTHORITY = new Uint8Array(20).fill(0xcd);

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function bytesOrNone(hex: Hex | null | undefined): Uint8Array | undefined {
  return hex === null || hex === undefined ? undefined : bytesOf(hex);
}

/** evm's transaction, from viem's. */
function evmTransaction(tx: TransactionSerializable) {
  const type = tx.type === 'legacy' ? 0 : tx.type === 'eip2930' ? 1 : tx.type === 'eip1559' ? 2 : 4;
  const entries = (tx.accessList ?? []).map((entry) => ({
    address: bytesOf(entry.address),
    storageKeys: entry.storageKeys.map(bytesOf),
  }));
  const authorizations = tx.authorizationList?.map((entry) => ({
    chainId: BigInt(entry.chainId),
    address: bytesOf(entry.address),
    nonce: BigInt(entry.nonce),
    authority: AUTHORITY,
  }));
  return {
    type,
    sender: SENDER,
    ...optional('to', bytesOrNone(tx.to)),
    nonce: BigInt(tx.nonce ?? 0),
    gasLimit: tx.gas ?? 0n,
    value: tx.value ?? 0n,
    data: bytesOf(tx.data ?? '0x'),
    ...optional('gasPrice', tx.gasPrice),
    ...optional('maxFeePerGas', tx.maxFeePerGas),
    ...optional('maxPriorityFeePerGas', tx.maxPriorityFeePerGas),
    ...(type > 0 ? { accessList: entries } : {}),
    ...optional('authorizationList', authorizations),
  } as const;
}

function expectDecoded(items: readonly Signed[]): void {
  const decoded = decodeTransactions(pack(items.map((item) => item.raw)), { chainId: BigInt(CHAIN_ID) });
  const { encoded, authorizations } = decoded;
  expect([...decoded.refusals]).toEqual(items.map(() => 0));
  writeSenders(
    encoded,
    Uint8Array.from({ length: items.length * 20 }, () => 0xab),
  );
  for (let i = 0; i < authorizations.count; i++)
    writeAuthority(encoded.bytes, authorizations.position[i] ?? 0, AUTHORITY);
  const wanted = items.map((item) => evmTransaction(item.tx));
  expect(encoded.bytes.toHex()).toBe(encodeTransactions(wanted).toHex());
  let next = 0;
  items.forEach((item, i) => {
    expect(readEncoded(packedItem(encoded, i))).toEqual(wanted[i]);
    expect(decoded.hashes.subarray(i * 32, i * 32 + 32).toHex()).toBe(keccak_256(item.raw).toHex());
    expect(decoded.digests.subarray(i * 32, i * 32 + 32).toHex()).toBe(signingHash(item.tx));
    const { r, s, yParity } = item.signature;
    const signature = decoded.signatures.subarray(i * 65, i * 65 + 65);
    expect(signature.toHex()).toBe(`${r.slice(2)}${s.slice(2)}0${yParity}`);
    for (const entry of item.tx.authorizationList ?? []) {
      const n = next++;
      expect(authorizations.transaction[n]).toBe(i);
      expect(authorizations.recoverable[n]).toBe(1);
      const digest = hashAuthorization({ contractAddress: entry.address, chainId: entry.chainId, nonce: entry.nonce });
      expect(authorizations.digests.subarray(n * 32, n * 32 + 32).toHex()).toBe(digest.slice(2));
      const tuple = authorizations.signatures.subarray(n * 65, n * 65 + 65).toHex();
      expect(tuple).toBe(`${entry.r?.slice(2)}${entry.s?.slice(2)}0${entry.yParity}`);
    }
  });
  expect(next).toBe(authorizations.count);
}

/** Where senders are known, the same without digests and signatures, in memory that other threads may see. */
function expectUnsigned(items: readonly Signed[]): void {
  const raw = pack(items.map((item) => item.raw));
  const { digests, signatures, ...wanted } = decodeTransactions(raw, { chainId: BigInt(CHAIN_ID) });
  const found = decodeTransactions(raw, { chainId: BigInt(CHAIN_ID), sendersKnown: createBlockMemory(0) });
  expect(digests.length + signatures.length).toBe(items.length * 97);
  expect(found.digests.length + found.signatures.length).toBe(0);
  expect(found.encoded.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(found.encoded.bytes.toHex()).toBe(wanted.encoded.bytes.toHex());
  expect(found).toMatchObject({ ...wanted, encoded: { offsets: wanted.encoded.offsets } });
}

describe(`decoding (seed ${SEED})`, () => {
  it('gives what was signed with viem, as evm encodes it', () => {
    fc.assert(fc.property(fc.array(signed, { maxLength: 12 }), expectDecoded), { seed: SEED, numRuns: 150 });
  });

  it('does so over many batches', () => {
    const items = fc.sample(signed, { numRuns: 700, seed: SEED });
    expectDecoded(items);
    expectUnsigned(items);
  });
});
