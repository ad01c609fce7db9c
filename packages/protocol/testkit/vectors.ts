import { privateKeyToAccount } from 'viem/accounts';
import type { z } from 'zod';
import {
  acceptanceKind,
  canonicalJson,
  channelId,
  digestOf,
  encode,
  type Hex,
  hashObject,
  jobHash,
  jobSchema,
  leaseKeyKind,
  leaseKind,
  nodeRecordKind,
  objectionKind,
  offerKind,
  programHash,
  receiptKind,
  type SignedKind,
  sign,
  voucherTypedData,
} from '../src/index.ts';
import {
  SAMPLE_KEY,
  SAMPLE_NETWORK,
  sampleAcceptance,
  sampleChannel,
  sampleJob,
  sampleLease,
  sampleLeaseKey,
  sampleNodeRecord,
  sampleObjection,
  sampleOffer,
  sampleReceipt,
} from './samples.ts';

/** What a golden file holds: the object on the wire, and everything that is derived from it. */
export type Vector = Readonly<Record<string, unknown>>;

const signer = privateKeyToAccount(SAMPLE_KEY);

async function signedVector<Schema extends z.ZodType>(
  kind: SignedKind<Schema>,
  value: z.output<Schema>,
): Promise<Vector> {
  const wire = encode(kind.schema, value);
  return {
    network: SAMPLE_NETWORK,
    wire,
    canonical: canonicalJson(wire),
    hash: hashObject(kind.schema, value),
    digest: digestOf(kind, SAMPLE_NETWORK, value),
    signer: signer.address.toLowerCase(),
    signature: await sign(kind, SAMPLE_NETWORK, value, signer),
  };
}

function jobVector(): Vector {
  const wire = encode(jobSchema, sampleJob);
  return { wire, canonical: canonicalJson(wire), hash: jobHash(sampleJob), programHash: programHash(sampleJob) };
}

async function voucherVector(): Promise<Vector> {
  const id: Hex = channelId(SAMPLE_NETWORK.chainId, sampleChannel);
  const voucher = { channelId: id, maxClaimableAmount: 12_345n };
  return {
    chainId: SAMPLE_NETWORK.chainId,
    config: sampleChannel,
    channelId: id,
    wire: { channelId: id, maxClaimableAmount: '12345' },
    signer: signer.address.toLowerCase(),
    signature: await signer.signTypedData(voucherTypedData(SAMPLE_NETWORK.chainId, voucher)),
  };
}

/** Every golden file by name, as the code makes it today. */
export async function currentVectors(): Promise<ReadonlyMap<string, Vector>> {
  return new Map([
    ['node-record', await signedVector(nodeRecordKind, sampleNodeRecord)],
    ['offer', await signedVector(offerKind, sampleOffer)],
    ['job', jobVector()],
    ['lease', await signedVector(leaseKind, sampleLease)],
    ['receipt', await signedVector(receiptKind, sampleReceipt)],
    ['acceptance', await signedVector(acceptanceKind, sampleAcceptance)],
    ['objection', await signedVector(objectionKind, sampleObjection)],
    ['lease-key', await signedVector(leaseKeyKind, sampleLeaseKey)],
    ['voucher', await voucherVector()],
  ]);
}
