import fc from 'fast-check';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { anyChannelConfig, anyMicroUsd, runs, SAMPLE_KEY, sampleChannel } from '../testkit/index.ts';
import type { Hex } from './scalars.ts';
import { type ChannelConfig, channelId, type SignedVoucher, verifyVoucher, voucherTypedData } from './voucher.ts';
import { createVoucherVerifier } from './voucher-verifier.ts';

const session = privateKeyToAccount(SAMPLE_KEY);
const authorised = (config: ChannelConfig): ChannelConfig => ({
  ...config,
  payerAuthorizer: session.address.toLowerCase() as Hex,
});

async function voucher(chainId: number, config: ChannelConfig, amount: bigint): Promise<SignedVoucher> {
  const value = { channelId: channelId(chainId, config), maxClaimableAmount: amount };
  return { value, signature: await session.signTypedData(voucherTypedData(chainId, value)) };
}

/** (r, n - s) with the other v: who made one can make the other. */
function malleable(signature: Hex): Hex {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = (order - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0');
  return `0x${signature.slice(2, 66)}${s}${signature.endsWith('1b') ? '1c' : '1b'}`;
}

describe('createVoucherVerifier', () => {
  it('says what verifyVoucher says, of good vouchers and of changed ones', async () => {
    const anyChainId = fc.integer({ min: 1, max: 2 ** 31 });
    const change = fc.constantFrom('none', 'amount', 'channel', 'payer', 'bit', 'v', 'high s', 'short', 'chain');
    await fc.assert(
      fc.asyncProperty(
        anyChannelConfig,
        anyChainId,
        anyMicroUsd,
        change,
        fc.nat(63),
        async (any, chain, amount, what, at) => {
          let config = authorised(any);
          let { value, signature } = await voucher(chain, config, amount);
          let chainId = chain;
          if (what === 'amount') value = { ...value, maxClaimableAmount: amount + 1n };
          if (what === 'channel') config = { ...config, withdrawDelay: config.withdrawDelay === 900 ? 901 : 900 };
          if (what === 'payer') config = { ...config, payerAuthorizer: config.receiver };
          if (what === 'chain') chainId = chain + 1;
          const bytes = Uint8Array.fromHex(signature.slice(2));
          if (what === 'bit') bytes[at] = (bytes[at] ?? 0) ^ 1;
          if (what === 'v') bytes[64] = 55 - (bytes[64] ?? 0);
          signature = `0x${(what === 'short' ? bytes.subarray(0, 64) : bytes).toHex()}`;
          if (what === 'high s') signature = malleable(signature);
          const signed = { value, signature };
          const wanted = await verifyVoucher(chainId, config, signed);
          expect(wanted).toBe(what === 'none');
          expect(createVoucherVerifier(chainId).verify(config, signed)).toBe(wanted);
        },
      ),
      runs(40),
    );
  });

  it('never throws', () => {
    const verifier = createVoucherVerifier(1280);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.bigInt(), (id, text, maxClaimableAmount) => {
        const value = { channelId: `0x${id}` as Hex, maxClaimableAmount };
        expect(verifier.verify(sampleChannel, { value, signature: `0x${text}` })).toBe(false);
      }),
    );
  });

  it('asks the crypto that it is given', async () => {
    const config = authorised(sampleChannel);
    const signed = await voucher(1280, config, 5n);
    const recover = () => false;
    const { verify } = createVoucherVerifier(1280, { keccak256: () => new Uint8Array(32), recover });
    expect(verify(config, signed)).toBe(false);
    expect(createVoucherVerifier(1280).verify(config, signed)).toBe(true);
  });
});
