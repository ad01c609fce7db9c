import { readdir, readFile } from 'node:fs/promises';
import { keccak256, stringToBytes } from 'viem';
import { expect, it } from 'vitest';
import { currentVectors, type Vector } from '../testkit/vectors.ts';
import { acceptanceKind, objectionKind } from './answer.ts';
import { decode } from './decode.ts';
import { jobHash, jobSchema, programHash } from './job/job.ts';
import { leaseKind } from './lease.ts';
import { nodeRecordKind } from './node-record.ts';
import { offerKind } from './offer.ts';
import { receiptKind } from './receipt.ts';
import { leaseKeyKind } from './seal/key.ts';
import { digestOf, type SignedKind, verify } from './signed.ts';
import { channelConfigSchema, signedVoucherSchema, verifyVoucher } from './voucher.ts';

const folder = new URL('../testkit/golden/', import.meta.url);
const current = await currentVectors();

const read = async (name: string) => JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8'));

it.each([...current])(
  '%s: today’s code makes the committed bytes, hashes and signatures',
  async (name, vector: Vector) => {
    expect(JSON.parse(JSON.stringify(vector))).toEqual(await read(name));
  },
);

it('has no golden file that nothing checks', async () => {
  const files = (await readdir(folder)).sort();
  expect(files).toEqual([...current.keys()].map((name) => `${name}.json`).sort());
});

const KINDS = {
  'node-record': nodeRecordKind,
  offer: offerKind,
  lease: leaseKind,
  receipt: receiptKind,
  acceptance: acceptanceKind,
  objection: objectionKind,
  'lease-key': leaseKeyKind,
} as const;

it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
  '%s: the committed file is read, and its signature holds',
  async (name) => {
    const kind = KINDS[name] as SignedKind<(typeof KINDS)[typeof name]['schema']>;
    const golden = await read(name);
    const value = decode(kind.schema, golden.wire, name);
    expect(keccak256(stringToBytes(golden.canonical))).toBe(golden.hash);
    expect(digestOf(kind, golden.network, value)).toBe(golden.digest);
    expect(await verify(kind, golden.network, value, golden.signature, golden.signer)).toBe(true);
  },
);

it('job: the committed file is read, and its hashes hold', async () => {
  const golden = await read('job');
  const job = decode(jobSchema, golden.wire, 'job');
  expect([jobHash(job), programHash(job)]).toEqual([golden.hash, golden.programHash]);
});

it('voucher: the committed signature holds', async () => {
  const golden = await read('voucher');
  const config = decode(channelConfigSchema, golden.config, 'channel');
  const signed = decode(signedVoucherSchema, { value: golden.wire, signature: golden.signature }, 'voucher');
  expect(await verifyVoucher(golden.chainId, config, signed)).toBe(true);
});
