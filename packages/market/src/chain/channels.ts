import {
  BATCH_SETTLEMENT,
  batchSettlementAbi,
  ERC3009_DEPOSIT_COLLECTOR,
  type PaidReceipt,
  RECEIPT_ANCHOR,
  receiptAnchorAbi,
  testUsdAbi,
} from '@lode/contracts';
import {
  type ChannelClaim,
  type ChannelConfig,
  channelId,
  claimBatchTypedData,
  type Hex,
  LodeError,
} from '@lode/protocol';
import { encodeAbiParameters, encodeFunctionData, keccak256, type LocalAccount } from 'viem';
import type { Reader } from './reader.ts';
import type { Rpc } from './rpc.ts';
import type { TxQueue } from './tx-queue.ts';

/** A channel on chain. Amounts are cumulative: what can still be claimed is `balanceMicroUsd - claimedMicroUsd`. */
export interface ChannelState {
  readonly balanceMicroUsd: bigint;
  readonly claimedMicroUsd: bigint;
  /** The payer takes money out; what is not claimed before `initiatedAtSec` plus the channel's delay is gone. */
  readonly withdrawal?: { readonly microUsd: bigint; readonly initiatedAtSec: number };
}

/** Payment channels on chain (x402 `batch-settlement`), for one account as payer or receiver. */
export interface ChannelChain {
  readonly token: Hex;
  /** Whether the contract is on this chain; asked once, and again while it was not. */
  available(): Promise<boolean>;
  state(id: Hex): Promise<ChannelState>;
  /** Opens the channel or adds to it, with one signature of the wallet. @throws LodeError as {@link TxQueue.send} */
  deposit(config: ChannelConfig, microUsd: bigint): Promise<void>;
  /** Claims many channels in one transaction, publishing the receipts each claim is for, and pays out. */
  claim(claims: readonly (ChannelClaim & { readonly receipts: readonly PaidReceipt[] })[]): Promise<void>;
  /** The same with the receiver's signature instead of its account; what was claimed stays the receiver's to settle. */
  claimFor(claims: readonly ChannelClaim[], authorizerSignature: Hex): Promise<void>;
  /** Gives the payer back what is not claimed; the receiver alone may. */
  refund(config: ChannelConfig, microUsd: bigint): Promise<void>;
  initiateWithdraw(config: ChannelConfig, microUsd: bigint): Promise<void>;
  finalizeWithdraw(config: ChannelConfig): Promise<void>;
}

/** How long a deposit's authorization is good for: it names its amount and works once. */
const AUTHORIZATION_SEC = 3_600;

const RECEIVE_TYPES = {
  ReceiveWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const;

interface Options {
  readonly rpc: Rpc;
  readonly read: Reader;
  readonly queue: TxQueue;
  readonly account: LocalAccount;
  readonly chainId: number;
  readonly token: Hex;
}

const struct = ({ config, voucher, totalClaimed }: ChannelClaim) => ({
  voucher: { channel: config, maxClaimableAmount: voucher.value.maxClaimableAmount },
  signature: voucher.signature,
  totalClaimed,
});

/** What an EIP-3009 collector needs: one signature that moves exactly this amount into exactly this channel. */
async function authorization(
  { read, account, chainId, token }: Options,
  config: ChannelConfig,
  value: bigint,
  nowSec: number,
) {
  const [, name, version] = await read({ address: token, abi: testUsdAbi, functionName: 'eip712Domain' });
  const validBefore = BigInt(nowSec + AUTHORIZATION_SEC);
  const salt = BigInt(`0x${crypto.getRandomValues(new Uint8Array(32)).toHex()}`);
  const id = channelId(chainId, config);
  const nonce = keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [id, salt]));
  const signature = await account.signTypedData({
    domain: { name, version, chainId, verifyingContract: token },
    types: RECEIVE_TYPES,
    primaryType: 'ReceiveWithAuthorization',
    message: { from: account.address, to: ERC3009_DEPOSIT_COLLECTOR, value, validAfter: 0n, validBefore, nonce },
  });
  return encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'uint256' }, { type: 'uint256' }, { type: 'bytes' }],
    [0n, validBefore, salt, signature],
  );
}

/** What lets anybody bring these claims to the chain; it moves money to the channels' receiver alone. */
export const signClaims = (
  { account, chainId }: Pick<Options, 'account' | 'chainId'>,
  claims: readonly ChannelClaim[],
): Promise<Hex> => account.signTypedData(claimBatchTypedData(chainId, claims));

export function createChannelChain(options: Options): ChannelChain {
  const { rpc, read, queue, token } = options;
  const at = { address: BATCH_SETTLEMENT, abi: batchSettlementAbi } as const;
  let found = false;
  let anchored = false;
  const send = async (what: string, data: Hex, urgent = false) => {
    await queue.send({ what, urgent, call: async () => ({ to: BATCH_SETTLEMENT, data }) });
  };
  return {
    token,
    async available() {
      found ||= (await rpc.request<Hex>('eth_getCode', [BATCH_SETTLEMENT, 'latest'])) !== '0x';
      return found;
    },
    async state(id) {
      const [[balanceMicroUsd, claimedMicroUsd], [microUsd, initiatedAtSec]] = await Promise.all([
        read({ ...at, functionName: 'channels', args: [id] }),
        read({ ...at, functionName: 'pendingWithdrawals', args: [id] }),
      ]);
      const withdrawal = initiatedAtSec === 0 ? {} : { withdrawal: { microUsd, initiatedAtSec } };
      return { balanceMicroUsd, claimedMicroUsd, ...withdrawal };
    },
    async deposit(config, microUsd) {
      await queue.send({
        what: 'Depositing into a payment channel',
        urgent: true,
        call: async ({ chainTimeSec }) => {
          const collected = await authorization(options, config, microUsd, chainTimeSec);
          const args = [config, microUsd, ERC3009_DEPOSIT_COLLECTOR, collected] as const;
          const data = encodeFunctionData({ abi: batchSettlementAbi, functionName: 'deposit', args });
          return { to: BATCH_SETTLEMENT, data };
        },
      });
    },
    async claim(claims) {
      const [receiver] = new Set(claims.map((one) => one.config.receiver));
      if (receiver === undefined) return;
      const signature = await signClaims(options, claims);
      const structs = claims.map(struct);
      const published = claims.map((one) => [...one.receipts]);
      anchored ||= (await rpc.request<Hex>('eth_getCode', [RECEIPT_ANCHOR, 'latest'])) !== '0x';
      const call = anchored
        ? {
            to: RECEIPT_ANCHOR,
            data: encodeFunctionData({
              abi: receiptAnchorAbi,
              functionName: 'claimWithReceipts',
              args: [structs, published, signature],
            }),
          }
        : { to: at.address, data: encodeFunctionData({ abi: at.abi, functionName: 'claim', args: [structs] }) };
      const what = `Claiming ${claims.length} payment channel${claims.length === 1 ? '' : 's'}`;
      await queue.send({ what, call: async () => call });
      const data = encodeFunctionData({ abi: at.abi, functionName: 'settle', args: [receiver, token] });
      await send('Paying out what was claimed', data);
    },
    async claimFor(claims, authorizerSignature) {
      const args = [claims.map(struct), authorizerSignature] as const;
      const data = encodeFunctionData({ abi: batchSettlementAbi, functionName: 'claimWithSignature', args });
      await send('Claiming for a receiver that is offline', data, true);
    },
    refund: (config, microUsd) =>
      send(
        'Refunding a payment channel',
        encodeFunctionData({ abi: batchSettlementAbi, functionName: 'refund', args: [config, microUsd] }),
      ),
    initiateWithdraw: (config, microUsd) =>
      send(
        'Beginning to withdraw from a payment channel',
        encodeFunctionData({ abi: batchSettlementAbi, functionName: 'initiateWithdraw', args: [config, microUsd] }),
      ),
    finalizeWithdraw: (config) =>
      send(
        'Withdrawing from a payment channel',
        encodeFunctionData({ abi: batchSettlementAbi, functionName: 'finalizeWithdraw', args: [config] }),
      ),
  };
}

/** @throws LodeError `CHANNELS_UNAVAILABLE` */
export async function requireChannels(channels: ChannelChain | undefined): Promise<ChannelChain> {
  if (channels !== undefined && (await channels.available())) return channels;
  throw new LodeError('CHANNELS_UNAVAILABLE', `There is no payment channel contract on this chain.`, {
    hint: `Set price.streamedBps to 0, or use a chain with the x402 batch-settlement contract at ${BATCH_SETTLEMENT}.`,
  });
}
