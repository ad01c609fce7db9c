import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { bytesToHex, hexToBytes } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  anyAcceptance,
  anyLease,
  anyLeaseKey,
  anyNetwork,
  anyNodeRecord,
  anyObjection,
  anyOffer,
  anyReceipt,
  runs,
  SAMPLE_KEY,
  SAMPLE_NETWORK,
  sampleNodeRecord,
  sampleReceipt,
} from '../testkit/index.ts';
import { acceptanceKind, objectionKind } from './answer.ts';
import { leaseKind } from './lease.ts';
import { nodeRecordKind, signNodeRecord, verifyNodeRecord } from './node-record.ts';
import { offerKind } from './offer.ts';
import { receiptKind } from './receipt.ts';
import type { Hex } from './scalars.ts';
import { leaseKeyKind } from './seal/key.ts';
import { digestOf, type SignedKind, sign, verify } from './signed.ts';

const account = privateKeyToAccount(SAMPLE_KEY);
/** Signatures cost milliseconds each. */
const RUNS = runs(8);

interface Case<Schema extends z.ZodType> {
  readonly kind: SignedKind<Schema>;
  readonly any: fc.Arbitrary<z.output<Schema>>;
  /** Another value; the change must show in the digest. */
  flip(value: z.output<Schema>): z.output<Schema>;
}

const nextHash = (hash: Hex): Hex => (hash.endsWith('0') ? `0x${hash.slice(2, -1)}1` : `0x${hash.slice(2, -1)}0`);

function laws<Schema extends z.ZodType>({ kind, any, flip }: Case<Schema>): void {
  describe(kind.type, () => {
    it('is verified with its own signature, network and account', async () => {
      await fc.assert(
        fc.asyncProperty(any, anyNetwork, async (value, network) => {
          const signature = await sign(kind, network, value, account);
          expect(await verify(kind, network, value, signature, account.address)).toBe(true);
        }),
        RUNS,
      );
    });

    it('is refused on another chain, another market, for another account, and with a field changed', async () => {
      await fc.assert(
        fc.asyncProperty(any, anyNetwork, async (value, network) => {
          const signature = await sign(kind, network, value, account);
          const { chainId, market } = network;
          const wrong = [
            verify(kind, { chainId: chainId + 1, market }, value, signature, account.address),
            verify(kind, { chainId, market: `0x${nextHash(market).slice(2)}` }, value, signature, account.address),
            verify(kind, network, value, signature, `0x${'11'.repeat(20)}`),
            verify(kind, network, flip(value), signature, account.address),
          ];
          expect(await Promise.all(wrong)).toEqual([false, false, false, false]);
        }),
        RUNS,
      );
    });
  });
}

laws({ kind: offerKind, any: anyOffer, flip: (offer) => ({ ...offer, nodeRecord: nextHash(offer.nodeRecord) }) });
laws({ kind: leaseKind, any: anyLease, flip: (lease) => ({ ...lease, salt: nextHash(lease.salt) }) });
laws({
  kind: receiptKind,
  any: anyReceipt,
  flip: (receipt) => ({ ...receipt, outputsRoot: nextHash(receipt.outputsRoot) }),
});
laws({ kind: acceptanceKind, any: anyAcceptance, flip: (answer) => ({ ...answer, lease: nextHash(answer.lease) }) });
laws({
  kind: objectionKind,
  any: anyObjection,
  flip: (answer) => ({ ...answer, evidence: nextHash(answer.evidence) }),
});
laws({ kind: leaseKeyKind, any: anyLeaseKey, flip: (key) => ({ ...key, publicKey: nextHash(key.publicKey) }) });
laws({ kind: nodeRecordKind, any: anyNodeRecord, flip: (record) => ({ ...record, sequence: record.sequence ^ 1 }) });

describe('verify', () => {
  const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const check = (signature: Hex) => verify(receiptKind, SAMPLE_NETWORK, sampleReceipt, signature, account.address);
  const good = () => sign(receiptKind, SAMPLE_NETWORK, sampleReceipt, account);

  it('never throws, and takes no malformed signature', async () => {
    const signature = await good();
    const malformed: Hex[] = [
      '0x',
      '0x00',
      `0x${'00'.repeat(65)}`,
      `0x${'ff'.repeat(65)}`,
      `0x${signature.slice(2, -2)}`,
      `${signature}00`,
      `0x${signature.slice(2, -1)}`,
      `0x${'zz'.repeat(65)}`,
    ];
    for (const one of malformed) expect(await check(one), one).toBe(false);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (bytes) => {
        expect(await check(bytesToHex(bytes))).toBe(false);
      }),
      runs(50),
    );
  });

  it('refuses the second form of a signature (high s), as the contracts do', async () => {
    const signature = await good();
    const s = ORDER - BigInt(`0x${signature.slice(66, 130)}`);
    const v = signature.endsWith('1b') ? '1c' : '1b';
    expect(await check(signature)).toBe(true);
    expect(await check(`0x${signature.slice(2, 66)}${s.toString(16).padStart(64, '0')}${v}`)).toBe(false);
  });

  it('refuses v of 0 and 1, and the compact form, as the contracts do', async () => {
    const signature = await good();
    const v = signature.endsWith('1b') ? '00' : '01';
    expect(await check(`0x${signature.slice(2, -2)}${v}`)).toBe(false);
    expect(await check(`0x${signature.slice(2, 130)}`)).toBe(false);
  });

  it('is false, not an error, for an object that breaks its schema', async () => {
    const broken = { ...sampleReceipt, priceMicroUsd: -1n };
    expect(await verify(receiptKind, SAMPLE_NETWORK, broken, await good(), account.address)).toBe(false);
  });
});

describe('a node record', () => {
  const peerKey = hexToBytes(`0x${'24'.repeat(32)}`);
  const record = {
    ...sampleNodeRecord,
    account: account.address.toLowerCase() as Hex,
    peerPublicKey: bytesToHex(ed25519.getPublicKey(peerKey)),
  };
  const signWithPeer = async (digest: Hex): Promise<Hex> => bytesToHex(ed25519.sign(hexToBytes(digest), peerKey));
  const inTimeMs = record.issuedAtMs + 1;

  it('needs both signatures, over the same record and network, and its time', async () => {
    const signed = await signNodeRecord(SAMPLE_NETWORK, record, account, signWithPeer);
    expect(await verifyNodeRecord(SAMPLE_NETWORK, signed, inTimeMs)).toBe(true);
    expect(await verifyNodeRecord(SAMPLE_NETWORK, signed, record.expiresAtMs)).toBe(false);
    expect(await verifyNodeRecord({ ...SAMPLE_NETWORK, chainId: 1 }, signed, inTimeMs)).toBe(false);
    const later = { ...signed, record: { ...record, sequence: record.sequence + 1 } };
    expect(await verifyNodeRecord(SAMPLE_NETWORK, later, inTimeMs)).toBe(false);
  });

  it('is refused when either key signed something else', async () => {
    const signed = await signNodeRecord(SAMPLE_NETWORK, record, account, signWithPeer);
    const otherPeer = await signWithPeer(digestOf(nodeRecordKind, SAMPLE_NETWORK, { ...record, sequence: 1 }));
    const otherAccount = await sign(nodeRecordKind, SAMPLE_NETWORK, { ...record, sequence: 1 }, account);
    const wrong = [
      { ...signed, peerSignature: otherPeer },
      { ...signed, accountSignature: otherAccount },
      { ...signed, peerSignature: '0x00' as const },
      { ...signed, peerSignature: signed.accountSignature },
    ];
    for (const one of wrong) expect(await verifyNodeRecord(SAMPLE_NETWORK, one, inTimeMs)).toBe(false);
  });
});
