import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE_NETWORK } from '../../testkit/index.ts';
import type { Hex } from '../scalars.ts';
import { type LeaseKey, newLeaseKeyPair, sealContentKey } from './key.ts';
import { newContentKey } from './secret.ts';

const bytes32 = (byte: string): Hex => `0x${byte.repeat(32)}`;
const keyOf = (publicKey: Hex, changes: Partial<LeaseKey> = {}): LeaseKey => ({
  version: 1,
  lease: bytes32('aa'),
  job: bytes32('bb'),
  publicKey,
  ...changes,
});

describe('a content key', () => {
  it('opens for the lease it was sealed to', async () => {
    const pair = await newLeaseKeyPair();
    const contentKey = newContentKey();
    const sealed = await sealContentKey(SAMPLE_NETWORK, keyOf(pair.publicKey), contentKey);
    expect(await pair.open(SAMPLE_NETWORK, keyOf(pair.publicKey), sealed)).toEqual(contentKey);
    expect(JSON.stringify(sealed)).not.toContain(contentKey.toHex());
  });

  it('opens for no other key, lease, job, chain or contract, and not when it was changed', async () => {
    const [pair, other] = await Promise.all([newLeaseKeyPair(), newLeaseKeyPair()]);
    const key = keyOf(pair.publicKey);
    const sealed = await sealContentKey(SAMPLE_NETWORK, key, newContentKey());
    const refused = { code: 'SEAL_BROKEN' };
    await expect(other.open(SAMPLE_NETWORK, key, sealed)).rejects.toMatchObject(refused);
    for (const elsewhere of [{ lease: bytes32('cc') }, { job: bytes32('cc') }])
      await expect(pair.open(SAMPLE_NETWORK, { ...key, ...elsewhere }, sealed)).rejects.toMatchObject(refused);
    for (const network of [{ chainId: 1 }, { market: `0x${'11'.repeat(20)}` as Hex }])
      await expect(pair.open({ ...SAMPLE_NETWORK, ...network }, key, sealed)).rejects.toMatchObject(refused);
    const changed = sealed.ciphertext.endsWith('0') ? '1' : '0';
    const ciphertext = `${sealed.ciphertext.slice(0, -1)}${changed}` as typeof sealed.ciphertext;
    await expect(pair.open(SAMPLE_NETWORK, key, { ...sealed, ciphertext })).rejects.toMatchObject(refused);
    await expect(pair.open(SAMPLE_NETWORK, key, { ...sealed, enc: bytes32('01') })).rejects.toMatchObject(refused);
  });
});

it('the library gives the bytes of RFC 9180, A.1.1 (its only vectors of this KEM and KDF are with AES-128-GCM)', async () => {
  const hex = (text: string) => Uint8Array.fromHex(text);
  const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const recipient = await suite.kem.deriveKeyPair(
    hex('6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037'),
  );
  const info = hex('4f6465206f6e2061204772656369616e2055726e');
  const sender = await suite.createSenderContext({
    recipientPublicKey: recipient.publicKey,
    info,
    ekm: hex('7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234'),
  });
  expect(new Uint8Array(sender.enc).toHex()).toBe('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431');
  const sealed = await sender.seal(
    hex('4265617574792069732074727574682c20747275746820626561757479'),
    hex('436f756e742d30'),
  );
  expect(new Uint8Array(sealed).toHex()).toBe(
    'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
  );
});
