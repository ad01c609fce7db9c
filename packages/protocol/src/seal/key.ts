import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { z } from 'zod';
import { canonicalJson } from '../canonical.ts';
import type { NetworkId } from '../eip712.ts';
import { LodeError } from '../errors.ts';
import { address, type Hex, hash, signature } from '../scalars.ts';
import { signedKind } from '../signed.ts';

/**
 * How a job's content key gets to a provider: by HPKE (RFC 9180) to a key that the provider made for one lease, keeps in
 * memory alone, and has signed together with the lease and the job.
 */
export const leaseKeySchema = z.strictObject({
  version: z.literal(1),
  lease: hash,
  job: hash,
  /** X25519. */
  publicKey: hash,
});
export type LeaseKey = z.output<typeof leaseKeySchema>;

export const leaseKeyKind = signedKind({
  type: 'LeaseKey',
  schema: leaseKeySchema,
  fields: ({ lease, job, publicKey }) => ({ lease, job, publicKey }),
});

export const signedLeaseKeySchema = z.strictObject({ value: leaseKeySchema, signature });
export type SignedLeaseKey = z.output<typeof signedLeaseKeySchema>;

/** A content key sealed to a lease's key: nobody but the provider of that lease opens it. */
export const sealedKeySchema = z.strictObject({
  lease: hash,
  /** HPKE's encapsulated key. */
  enc: hash,
  /** 32 bytes and the tag. */
  ciphertext: z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{96}$/)], {
    error: 'expected a sealed key: 0x and 96 lower-case hex digits',
  }),
});
export type SealedKey = z.output<typeof sealedKeySchema>;

/** A lease that waits for its key, as the gateway tells the client. */
export const leaseKeyView = z.object({ key: signedLeaseKeySchema, provider: address });
export type LeaseKeyView = z.output<typeof leaseKeyView>;

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** A sealed key opens for this lease of this job on this network, and for nothing else. */
const infoOf = (network: NetworkId, { lease, job }: LeaseKey): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(
    `lode/v1 content key ${canonicalJson({ chainId: network.chainId, market: network.market, lease, job })}`,
  );

/** A provider's key pair for one lease. The private key leaves this object never. */
export interface LeaseKeyPair {
  readonly publicKey: Hex;
  /** @throws LodeError `SEAL_BROKEN` */
  open(network: NetworkId, key: LeaseKey, sealed: SealedKey): Promise<Uint8Array>;
}

export async function newLeaseKeyPair(): Promise<LeaseKeyPair> {
  const pair = await suite.kem.generateKeyPair();
  return {
    publicKey: hexOf(await suite.kem.serializePublicKey(pair.publicKey)),
    async open(network, key, { enc, ciphertext }) {
      try {
        const info = infoOf(network, key);
        const given = { recipientKey: pair.privateKey, enc: bytesOf(enc), info };
        return new Uint8Array(await suite.open(given, bytesOf(ciphertext)));
      } catch (cause) {
        throw new LodeError('SEAL_BROKEN', 'The sealed key is not for this lease.', {
          hint: 'Seal the content key to the key that the lease names.',
          cause,
        });
      }
    },
  };
}

/** Seals a content key to a lease. Check the lease key's signature first: whoever made it can read the job. */
export async function sealContentKey(network: NetworkId, key: LeaseKey, contentKey: Uint8Array): Promise<SealedKey> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(bytesOf(key.publicKey));
  const plain = new Uint8Array(contentKey);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: infoOf(network, key) }, plain);
  plain.fill(0);
  return { lease: key.lease, enc: hexOf(enc), ciphertext: hexOf(ct) };
}

const hexOf = (bytes: ArrayBuffer): Hex => `0x${new Uint8Array(bytes).toHex()}`;
const bytesOf = (hex: Hex): Uint8Array<ArrayBuffer> => Uint8Array.fromHex(hex.slice(2));
