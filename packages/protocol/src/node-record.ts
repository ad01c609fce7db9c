import { ed25519 } from '@noble/curves/ed25519.js';
import { hexToBytes } from 'viem';
import { z } from 'zod';
import { hashObject } from './canonical.ts';
import type { NetworkId } from './eip712.ts';
import { address, type Hex, peerId, peerPublicKey, signature, timeMs } from './scalars.ts';
import { digestOf, type Signer, sign, signedKind, verify } from './signed.ts';

/** Binds a peer id to a ledger account. Both keys sign it, so neither can claim the other. */
export const nodeRecordSchema = z.strictObject({
  version: z.literal(1),
  account: address,
  peerId,
  peerPublicKey,
  /** Grows with every new record of this account: the highest one counts. */
  sequence: z.int().min(0),
  issuedAtMs: timeMs,
  expiresAtMs: timeMs,
});
export type NodeRecord = z.output<typeof nodeRecordSchema>;

export const nodeRecordKind = signedKind({
  type: 'NodeRecord',
  schema: nodeRecordSchema,
  fields: (record) => ({
    account: record.account,
    sequence: BigInt(record.sequence),
    expiresAtMs: BigInt(record.expiresAtMs),
  }),
});

export const signedNodeRecordSchema = z.strictObject({
  record: nodeRecordSchema,
  accountSignature: signature,
  peerSignature: signature,
});
export type SignedNodeRecord = z.output<typeof signedNodeRecordSchema>;

export const nodeRecordHash = (record: NodeRecord): Hex => hashObject(nodeRecordSchema, record);

/** @param signWithPeerKey Ed25519 signature of the 32-byte digest by the peer's key. */
export async function signNodeRecord(
  network: NetworkId,
  record: NodeRecord,
  account: Signer,
  signWithPeerKey: (digest: Hex) => Promise<Hex>,
): Promise<SignedNodeRecord> {
  return {
    record,
    accountSignature: await sign(nodeRecordKind, network, record, account),
    peerSignature: await signWithPeerKey(digestOf(nodeRecordKind, network, record)),
  };
}

/** True when both signatures hold and the record is in its time. That `peerId` is made from the key is checked by the peer layer. */
export async function verifyNodeRecord(network: NetworkId, signed: SignedNodeRecord, nowMs: number): Promise<boolean> {
  const { record, accountSignature, peerSignature } = signed;
  if (nowMs >= record.expiresAtMs) return false;
  if (!(await verify(nodeRecordKind, network, record, accountSignature, record.account))) return false;
  try {
    return ed25519.verify(
      hexToBytes(peerSignature),
      hexToBytes(digestOf(nodeRecordKind, network, record)),
      hexToBytes(record.peerPublicKey),
      // RFC 8032 to the letter, as other implementations check it; noble's default takes more.
      { zip215: false },
    );
  } catch {
    return false;
  }
}
