import { hashTypedData } from 'viem';
import { z } from 'zod';
import { isSignedBy } from './recover.ts';
import { address, type Hex, hash, microUsd, signature } from './scalars.ts';

/**
 * Payment channels speak the x402 `batch-settlement` scheme to the letter, so that unmodified x402 clients can pay.
 * Types, domain and address are those of npm `@x402/evm` 2.27 (`src/batch-settlement/constants.ts`).
 */
export const BATCH_SETTLEMENT_ADDRESS: Hex = '0x4020074e9df2ce1dee5a9c1b5c3f541d02a10003';

export const CHANNEL_TYPES = {
  ChannelConfig: [
    { name: 'payer', type: 'address' },
    { name: 'payerAuthorizer', type: 'address' },
    { name: 'receiver', type: 'address' },
    { name: 'receiverAuthorizer', type: 'address' },
    { name: 'token', type: 'address' },
    { name: 'withdrawDelay', type: 'uint40' },
    { name: 'salt', type: 'bytes32' },
  ],
  Voucher: [
    { name: 'channelId', type: 'bytes32' },
    { name: 'maxClaimableAmount', type: 'uint128' },
  ],
  ClaimBatch: [{ name: 'claims', type: 'ClaimEntry[]' }],
  ClaimEntry: [
    { name: 'channelId', type: 'bytes32' },
    { name: 'maxClaimableAmount', type: 'uint128' },
    { name: 'totalClaimed', type: 'uint128' },
  ],
} as const;

export const channelDomain = (chainId: number) =>
  ({ name: 'x402 Batch Settlement', version: '1', chainId, verifyingContract: BATCH_SETTLEMENT_ADDRESS }) as const;

export const channelConfigSchema = z.strictObject({
  payer: address,
  /** A session key: the wallet's main key signs once, to open the channel. */
  payerAuthorizer: address,
  receiver: address,
  receiverAuthorizer: address,
  token: address,
  /** Seconds; `@x402/evm` takes 900 to 2,592,000. */
  withdrawDelay: z.int().min(900).max(2_592_000),
  salt: hash,
});
export type ChannelConfig = z.output<typeof channelConfigSchema>;

/** A promise of a cumulative amount: the highest one counts, and it cannot be taken back. */
export const voucherSchema = z.strictObject({ channelId: hash, maxClaimableAmount: microUsd });
export type Voucher = z.output<typeof voucherSchema>;

export const signedVoucherSchema = z.strictObject({ value: voucherSchema, signature });
export type SignedVoucher = z.output<typeof signedVoucherSchema>;

export const channelId = (chainId: number, config: ChannelConfig): Hex =>
  hashTypedData({
    domain: channelDomain(chainId),
    types: CHANNEL_TYPES,
    primaryType: 'ChannelConfig',
    message: config,
  });

/** What a wallet or session key signs for a voucher. */
export const voucherTypedData = (chainId: number, voucher: Voucher) =>
  ({ domain: channelDomain(chainId), types: CHANNEL_TYPES, primaryType: 'Voucher', message: voucher }) as const;

/** A claim as the contract takes it: `totalClaimed` is what it claims in all, at most the voucher's amount. */
export const channelClaimSchema = z.strictObject({
  config: channelConfigSchema,
  voucher: signedVoucherSchema,
  totalClaimed: microUsd,
});
export type ChannelClaim = z.output<typeof channelClaimSchema>;

/** What a channel's `receiverAuthorizer` signs, so that somebody else may bring its claims to the chain. */
export const claimBatchTypedData = (chainId: number, claims: readonly ChannelClaim[]) =>
  ({
    domain: channelDomain(chainId),
    types: CHANNEL_TYPES,
    primaryType: 'ClaimBatch',
    message: {
      claims: claims.map(({ voucher, totalClaimed }) => ({ ...voucher.value, totalClaimed })),
    },
  }) as const;

/** True when the voucher was signed by the channel's `payerAuthorizer`; never throws. */
export async function verifyVoucher(chainId: number, config: ChannelConfig, signed: SignedVoucher): Promise<boolean> {
  try {
    if (signed.value.channelId !== channelId(chainId, config)) return false;
    const digest = hashTypedData(voucherTypedData(chainId, signed.value));
    return await isSignedBy(digest, signed.signature, config.payerAuthorizer);
  } catch {
    return false;
  }
}
