import { BATCH_SETTLEMENT_ADDRESS, ERC3009_DEPOSIT_COLLECTOR_ADDRESS, voucherTypes } from '@x402/evm';
import { computeChannelId } from '@x402/evm/batch-settlement/client';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import { createPublicClient, custom, type Hex, hashTypedData, keccak256, toHex } from 'viem';
import { hardhat } from 'viem/chains';
import { beforeAll, describe, expect, it } from 'vitest';
import config from '../hardhat.config.ts';
import { packageRoot } from '../scripts/generated.ts';
import {
  BATCH_SETTLEMENT,
  batchSettlementAbi,
  ERC3009_DEPOSIT_COLLECTOR,
  isAnchored,
  MULTICALL3,
  type PaidReceipt,
  predeploys,
  RECEIPT_ANCHOR,
  receiptAnchorAbi,
  receiptTree,
  sumWork,
} from '../src/index.ts';

const hash = (n: number): Hex => keccak256(toHex(n));
const address = (n: number): Hex => `0x${hash(n).slice(-40)}`;
const receiptsOf = (count: number): PaidReceipt[] =>
  Array.from({ length: count }, (_, i) => ({ receipt: hash(i), gpuMs: BigInt(i) * 1_000n, paid: BigInt(i) ** 3n }));

/** A chain with the predeploys' runtime code, and nothing else of them. */
const genesis = async () => {
  const hre = await createHardhatRuntimeEnvironment(config, {}, packageRoot);
  const { provider } = await hre.network.create();
  for (const { address, code } of predeploys)
    await provider.request({ method: 'hardhat_setCode', params: [address, code] });
  return createPublicClient({ chain: hardhat, transport: custom(provider) });
};

describe('predeploys', () => {
  let chain: Awaited<ReturnType<typeof genesis>>;
  beforeAll(async () => {
    chain = await genesis();
  }, 60_000);

  it('stand where x402 clients look', () => {
    expect(BATCH_SETTLEMENT).toBe(BATCH_SETTLEMENT_ADDRESS);
    expect(ERC3009_DEPOSIT_COLLECTOR).toBe(ERC3009_DEPOSIT_COLLECTOR_ADDRESS);
    expect(new Set(predeploys.map(({ address }) => address)).size).toBe(predeploys.length);
  });

  it('have the ids and digests of npm @x402/evm, without a constructor', async () => {
    const at = { address: BATCH_SETTLEMENT, abi: batchSettlementAbi } as const;
    for (let i = 0; i < 20; i++) {
      const channel = {
        payer: address(i),
        payerAuthorizer: address(i + 1),
        receiver: address(i + 2),
        receiverAuthorizer: address(i + 3),
        token: address(i + 4),
        withdrawDelay: 900 + i * 1_000,
        salt: hash(i),
      };
      const id = await chain.readContract({ ...at, functionName: 'getChannelId', args: [channel] });
      expect(id).toBe(computeChannelId(channel, hardhat.id));
      const message = { channelId: id, maxClaimableAmount: BigInt(hash(i)) >> 128n };
      const domain = {
        name: 'x402 Batch Settlement',
        version: '1',
        chainId: hardhat.id,
        verifyingContract: BATCH_SETTLEMENT,
      };
      expect(
        await chain.readContract({ ...at, functionName: 'getVoucherDigest', args: [id, message.maxClaimableAmount] }),
      ).toBe(hashTypedData({ domain, types: voucherTypes, primaryType: 'Voucher', message }));
    }
  });

  it('include a Multicall3 that answers', async () => {
    const results = await chain.multicall({
      multicallAddress: MULTICALL3,
      contracts: [
        { address: BATCH_SETTLEMENT, abi: batchSettlementAbi, functionName: 'MIN_WITHDRAW_DELAY' },
        { address: BATCH_SETTLEMENT, abi: batchSettlementAbi, functionName: 'MAX_WITHDRAW_DELAY' },
      ],
    });
    expect(results.map(({ result }) => result)).toEqual([900, 2_592_000]);
  });

  it('compute the roots that receiptTree has', async () => {
    for (let count = 1; count <= 17; count++) {
      const receipts = receiptsOf(count);
      const root = await chain.readContract({
        address: RECEIPT_ANCHOR,
        abi: receiptAnchorAbi,
        functionName: 'rootOf',
        args: [hash(count), receipts],
      });
      expect(receiptTree(hash(count), receipts).root).toBe(root);
    }
  });
});

describe('receiptTree', () => {
  it.each([1, 2, 3, 7, 8, 33])('proves each of %d receipts, and no other', (count) => {
    const receipts = receiptsOf(count);
    const { root, proof } = receiptTree(hash(0), receipts);
    for (const [index, receipt] of receipts.entries()) {
      expect(isAnchored(root, hash(0), receipt, proof(index))).toBe(true);
      expect(isAnchored(root, hash(1), receipt, proof(index)), 'another channel').toBe(false);
      expect(isAnchored(root, hash(0), { ...receipt, paid: receipt.paid + 1n }, proof(index)), 'more pay').toBe(false);
    }
    expect(() => proof(count)).toThrow(RangeError);
  });

  it('refuses to be empty', () => {
    expect(() => receiptTree(hash(0), [])).toThrow(RangeError);
  });
});

describe('sumWork', () => {
  const [a, b, c] = [address(1), address(2), address(3)];
  const one = (n: number, paid: bigint): PaidReceipt => ({ receipt: hash(n), gpuMs: 10n, paid });

  it('adds receipts and claims per provider and buyer, each once', () => {
    const events = [
      { channelId: hash(1), receiver: a, payer: b, totalClaimed: 50n, receipts: [one(1, 30n), one(2, 20n)] },
      { channelId: hash(1), receiver: a, payer: b, totalClaimed: 80n, receipts: [one(2, 20n), one(3, 30n)] },
      { channelId: hash(2), receiver: a, payer: b, totalClaimed: 5n, receipts: [one(1, 5n)] },
      { channelId: hash(3), receiver: a, payer: c, totalClaimed: 7n, receipts: [one(4, 9n)] },
    ];
    expect(sumWork(events)).toEqual([
      { receiver: a, payer: b, receipts: 4, gpuMs: 40n, paid: 85n, claimed: 85n },
      // More than was claimed: anybody sees that it does not add up.
      { receiver: a, payer: c, receipts: 1, gpuMs: 10n, paid: 9n, claimed: 7n },
    ]);
  });
});
