import { BATCH_SETTLEMENT_DOMAIN, voucherTypes, BATCH_SETTLEMENT_ADDRESS as X402_ADDRESS } from '@x402/evm';
import { computeChannelId, signVoucher } from '@x402/evm/batch-settlement/client';
import fc from 'fast-check';
import { getAddress } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { anyChannelConfig, anyMicroUsd, anyVoucher, runs, SAMPLE_KEY, sampleChannel } from '../testkit/index.ts';
import type { Hex } from './scalars.ts';
import {
  BATCH_SETTLEMENT_ADDRESS,
  CHANNEL_TYPES,
  type ChannelConfig,
  channelDomain,
  channelId,
  verifyVoucher,
  voucherTypedData,
} from './voucher.ts';

const session = privateKeyToAccount(SAMPLE_KEY);
const authorised = (config: ChannelConfig): ChannelConfig => ({
  ...config,
  payerAuthorizer: session.address.toLowerCase() as Hex,
});
const anyChainId = fc.integer({ min: 1, max: 2 ** 31 });

describe('the x402 batch-settlement scheme, as @x402/evm has it', () => {
  it('has the same address, domain and voucher type', () => {
    expect(BATCH_SETTLEMENT_ADDRESS).toBe(X402_ADDRESS.toLowerCase());
    expect(channelDomain(1)).toMatchObject(BATCH_SETTLEMENT_DOMAIN);
    expect(CHANNEL_TYPES.Voucher).toEqual(voucherTypes.Voucher);
  });

  it('has the same channel ids', () => {
    fc.assert(
      fc.property(anyChannelConfig, anyChainId, (config, chainId) => {
        const theirs = {
          ...config,
          payer: getAddress(config.payer),
          receiver: getAddress(config.receiver),
          token: getAddress(config.token),
        };
        expect(channelId(chainId, config)).toBe(computeChannelId(theirs, chainId));
      }),
    );
  });

  it('takes the vouchers that their client signs', async () => {
    await fc.assert(
      fc.asyncProperty(anyChannelConfig, anyChainId, anyMicroUsd, async (any, chainId, amount) => {
        const config = authorised(any);
        const id = channelId(chainId, config);
        const theirs = await signVoucher(session, id, amount.toString(), `eip155:${chainId}`);
        expect(theirs).toMatchObject({ channelId: id, maxClaimableAmount: amount.toString() });
        const signed = { value: { channelId: id, maxClaimableAmount: amount }, signature: theirs.signature };
        expect(await verifyVoucher(chainId, config, signed)).toBe(true);
      }),
      runs(8),
    );
  });
});

describe('verifyVoucher', () => {
  const chainId = 31_337;
  const config = authorised(sampleChannel);
  const value = { channelId: channelId(chainId, config), maxClaimableAmount: 5n };
  const sign = (voucher: typeof value, chain = chainId, key = session) =>
    key.signTypedData(voucherTypedData(chain, voucher));

  it('refuses another amount, channel, chain, key, and malformed signatures', async () => {
    const signature = await sign(value);
    const other = privateKeyToAccount(generatePrivateKey());
    expect(await verifyVoucher(chainId, config, { value, signature })).toBe(true);
    const more = { ...value, maxClaimableAmount: 6n };
    expect(await verifyVoucher(chainId, config, { value: more, signature })).toBe(false);
    expect(await verifyVoucher(1, config, { value, signature })).toBe(false);
    expect(await verifyVoucher(chainId, { ...config, withdrawDelay: 901 }, { value, signature })).toBe(false);
    expect(await verifyVoucher(chainId, config, { value, signature: await sign(value, 1) })).toBe(false);
    expect(await verifyVoucher(chainId, config, { value, signature: await sign(value, chainId, other) })).toBe(false);
    expect(await verifyVoucher(chainId, config, { value, signature: '0x00' })).toBe(false);
  });

  it('never throws', async () => {
    await fc.assert(
      fc.asyncProperty(anyVoucher, fc.string(), async (voucher, text) => {
        expect(await verifyVoucher(chainId, config, { value: voucher, signature: `0x${text}` })).toBe(false);
      }),
    );
  });
});
