import {
  contentHash,
  type Hex,
  inputsRoot,
  type Lease,
  leaseId,
  outputsRoot,
  programHash,
  type Receipt,
  receiptId,
  receiptKind,
  sign,
  ZERO_HASH,
} from '@lode/protocol';
import { keccak256, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { fakeDevice, fakeOffer } from '../../testkit/buyer/provider.ts';
import { fakeJob } from '../../testkit/buyer/world.ts';
import { isChainSignature } from './signature.ts';
import { receiptProblem } from './verify-receipt.ts';

const NOW_MS = 1_800_000_000_000;
const PEER = '12D3KooWQ6vNgYmXyDMUTKCyz5rHkUqyMpSLqoKYjjy6dBDyUMxL';
const network = { chainId: 1, market: `0x${'a'.repeat(40)}` as Hex };
const provider = privateKeyToAccount(keccak256(toHex('provider')));
const stranger = privateKeyToAccount(keccak256(toHex('stranger')));
const account = provider.address.toLowerCase() as Hex;
const job = fakeJob({ tasks: 10 });
const device = fakeDevice();
const offer = fakeOffer(account, PEER, NOW_MS);

const lease: Lease = {
  version: 1,
  jobKey: ZERO_HASH,
  job: ZERO_HASH,
  programHash: programHash(job),
  buyer: `0x${'b'.repeat(40)}`,
  provider: account,
  buyerPeer: PEER,
  providerPeer: PEER,
  offer: ZERO_HASH,
  device: device.id,
  exclusive: true,
  firstTask: 2,
  taskCount: 4,
  attempt: 1,
  quote: { maxGpuMsPerTask: 1_000, microUsdPerGpuSecond: offer.microUsdPerGpuSecond, maxMicroUsdPerTask: 1_000n },
  streamedBps: 0,
  holdbackBps: 10_000,
  holdbackMicroUsdPerTask: 1_000n,
  meteringIntervalMs: 1_000,
  bondReservedMicroUsd: 0n,
  objectionBondMicroUsd: 0n,
  verify: job.verify,
  determinism: job.determinism,
  issuedAtMs: NOW_MS,
  startByMs: NOW_MS + 1_000,
  expiresAtMs: NOW_MS + 100_000,
  acceptanceWindowMs: 60_000,
  objectionWindowMs: 60_000,
  salt: ZERO_HASH,
};
const outputs = [{ name: 'out', hash: contentHash(new Uint8Array([1])), sizeBytes: 1 }];
const good: Receipt = {
  version: 1,
  lease: leaseId(network, lease),
  task: 3,
  attempt: 1,
  programHash: lease.programHash,
  inputsRoot: inputsRoot(job.inputs, { index: 3, count: 10, seed: job.tasks.seed }),
  outputsRoot: outputsRoot(outputs),
  traceRoot: ZERO_HASH,
  outputs,
  gpuMs: 100,
  energy: null,
  peakVramBytes: 0,
  device: device.id,
  adapterClass: device.adapterClass,
  startedAtMs: NOW_MS,
  endedAtMs: NOW_MS + 100,
  priceMicroUsd: 100n,
  holdbackMicroUsd: 100n,
};

async function problemOf(change: Partial<Receipt>, signer = provider, alikeJob = job): Promise<string | undefined> {
  const value = { ...good, ...change };
  const signature = await sign(receiptKind, network, value, signer);
  const context = {
    job: alikeJob,
    lease,
    leaseId: leaseId(network, lease),
    programHash: lease.programHash,
    adapterClass: device.adapterClass,
    nowMs: NOW_MS + 1_000,
  };
  const problem = await receiptProblem(context, { value, signature }, receiptId(network, value));
  return problem?.message;
}

describe('receiptProblem', () => {
  it('finds nothing wrong with a good receipt', async () => {
    expect(await problemOf({})).toBeUndefined();
    // A provider may ask for less than it metered.
    expect(await problemOf({ priceMicroUsd: 0n, holdbackMicroUsd: 0n })).toBeUndefined();
  });

  const other = `0x${'9'.repeat(64)}` as Hex;
  const wrong: readonly [string, Partial<Receipt>][] = [
    ['another lease', { lease: other }],
    ['not in the lease', { task: 1 }],
    ['not in the lease', { task: 6 }],
    ['attempt', { attempt: 0 }],
    ['another device', { device: 'gpu-9' }],
    ['another program', { programHash: other }],
    ['other inputs', { inputsRoot: other }],
    ['other inputs', { task: 4 }],
    ['outputs are not', { outputs: [], outputsRoot: outputsRoot([]) }],
    ['outputs are not', { outputs: [{ ...outputs[0], name: 'else' } as Receipt['outputs'][number]] }],
    ['do not add up', { outputsRoot: other }],
    ['metered and quoted', { priceMicroUsd: 101n }],
    ['metered and quoted', { gpuMs: 5_000, endedAtMs: NOW_MS + 5_000, priceMicroUsd: 1_001n }],
    ['holdback', { holdbackMicroUsd: 101n }],
    ['before it started', { startedAtMs: NOW_MS + 101 }],
    ['before the lease', { startedAtMs: NOW_MS - 400_000 }],
    ['future', { startedAtMs: NOW_MS + 400_000, endedAtMs: NOW_MS + 400_100 }],
    ['ms of GPU', { gpuMs: 151 }],
  ];
  it.each(wrong)('names %s', async (text, change) => {
    expect(await problemOf(change)).toContain(text);
  });

  it('wants the class that was offered where classes matter', async () => {
    const alike = fakeJob({ tasks: 10, more: { determinism: 'deviceClass', nonce: job.nonce } });
    expect(await problemOf({ adapterClass: 'other' }, provider, alike)).toContain('device class');
    expect(await problemOf({ adapterClass: 'other' })).toBeUndefined();
  });

  it("wants the provider's signature, in the form the chain takes", async () => {
    expect(await problemOf({}, stranger)).toContain('not signed by the provider');
    const signature = await sign(receiptKind, network, good, provider);
    expect(isChainSignature(signature)).toBe(true);
    expect(isChainSignature(`${signature.slice(0, 130)}00` as Hex)).toBe(false);
    expect(isChainSignature(`0x${'f'.repeat(128)}1b`)).toBe(false);
    expect(isChainSignature('0x1234')).toBe(false);
  });
});
