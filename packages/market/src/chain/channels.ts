import { testUsdAbi } from '@lode/contracts';
import {
  BATCH_SETTLEMENT_ADDRESS,
  type ChannelClaim,
  type ChannelConfig,
  channelId,
  type Hex,
  LodeError,
} from '@lode/protocol';
import { encodeAbiParameters, encodeFunctionData, keccak256, type LocalAccount, parseAbi } from 'viem';
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
  /** Claims and pays out what was claimed, many channels in one transaction. */
  claim(claims: readonly ChannelClaim[]): Promise<void>;
  /** The same with the receiver's signature instead of its account; what was claimed stays the receiver's to settle. */
  claimFor(claims: readonly ChannelClaim[], authorizerSignature: Hex): Promise<void>;
  /** Gives the payer back what is not claimed; the receiver alone may. */
  refund(config: ChannelConfig, microUsd: bigint): Promise<void>;
  initiateWithdraw(config: ChannelConfig, microUsd: bigint): Promise<void>;
  finalizeWithdraw(config: ChannelConfig): Promise<void>;
}

/** The part of npm `@x402/evm` 2.27's ABI that we call. */
const CONFIG =
  'struct Config { address payer; address payerAuthorizer; address receiver; address receiverAuthorizer; address token; uint40 withdrawDelay; bytes32 salt; }';
const CHANNELS_ABI = parseAbi([
  CONFIG,
  'struct Voucher { Config channel; uint128 maxClaimableAmount; }',
  'struct VoucherClaim { Voucher voucher; bytes signature; uint128 totalClaimed; }',
  'function multicall(bytes[] data) returns (bytes[] results)',
  'function deposit(Config config, uint128 amount, address collector, bytes collectorData)',
  'function claim(VoucherClaim[] voucherClaims)',
  'function claimWithSignature(VoucherClaim[] voucherClaims, bytes authorizerSignature)',
  'function settle(address receiver, address token)',
  'function initiateWithdraw(Config config, uint128 amount)',
  'function finalizeWithdraw(Config config)',
  'function refund(Config config, uint128 amount)',
  'function channels(bytes32 channelId) view returns (uint128 balance, uint128 totalClaimed)',
  'function pendingWithdrawals(bytes32 channelId) view returns (uint128 amount, uint40 initiatedAt)',
]);

/** Takes EIP-3009 authorizations; the address is that of npm `@x402/evm`. */
export const ERC3009_COLLECTOR_ADDRESS: Hex = '0x4020806089470a89826cb9fb1f4059150b550004';

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
    message: { from: account.address, to: ERC3009_COLLECTOR_ADDRESS, value, validAfter: 0n, validBefore, nonce },
  });
  return encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'uint256' }, { type: 'uint256' }, { type: 'bytes' }],
    [0n, validBefore, salt, signature],
  );
}

export function createChannelChain(options: Options): ChannelChain {
  const { rpc, read, queue, token } = options;
  const at = { address: BATCH_SETTLEMENT_ADDRESS, abi: CHANNELS_ABI } as const;
  let found = false;
  const send = async (what: string, data: Hex, urgent = false) => {
    await queue.send({ what, urgent, call: async () => ({ to: BATCH_SETTLEMENT_ADDRESS, data }) });
  };
  return {
    token,
    async available() {
      found ||= (await rpc.request<Hex>('eth_getCode', [BATCH_SETTLEMENT_ADDRESS, 'latest'])) !== '0x';
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
          const args = [config, microUsd, ERC3009_COLLECTOR_ADDRESS, collected] as const;
          const data = encodeFunctionData({ abi: CHANNELS_ABI, functionName: 'deposit', args });
          return { to: BATCH_SETTLEMENT_ADDRESS, data };
        },
      });
    },
    async claim(claims) {
      const [receiver] = new Set(claims.map((one) => one.config.receiver));
      if (receiver === undefined) return;
      const calls = [
        encodeFunctionData({ abi: CHANNELS_ABI, functionName: 'claim', args: [claims.map(struct)] }),
        encodeFunctionData({ abi: CHANNELS_ABI, functionName: 'settle', args: [receiver, token] }),
      ];
      await send(
        `Claiming ${claims.length} payment channel${claims.length === 1 ? '' : 's'}`,
        encodeFunctionData({ abi: CHANNELS_ABI, functionName: 'multicall', args: [calls] }),
      );
    },
    async claimFor(claims, authorizerSignature) {
      const args = [claims.map(struct), authorizerSignature] as const;
      const data = encodeFunctionData({ abi: CHANNELS_ABI, functionName: 'claimWithSignature', args });
      await send('Claiming for a receiver that is offline', data, true);
    },
    refund: (config, microUsd) =>
      send(
        'Refunding a payment channel',
        encodeFunctionData({ abi: CHANNELS_ABI, functionName: 'refund', args: [config, microUsd] }),
      ),
    initiateWithdraw: (config, microUsd) =>
      send(
        'Beginning to withdraw from a payment channel',
        encodeFunctionData({ abi: CHANNELS_ABI, functionName: 'initiateWithdraw', args: [config, microUsd] }),
      ),
    finalizeWithdraw: (config) =>
      send(
        'Withdrawing from a payment channel',
        encodeFunctionData({ abi: CHANNELS_ABI, functionName: 'finalizeWithdraw', args: [config] }),
      ),
  };
}

/** @throws LodeError `CHANNELS_UNAVAILABLE` */
export async function requireChannels(channels: ChannelChain | undefined): Promise<ChannelChain> {
  if (channels !== undefined && (await channels.available())) return channels;
  throw new LodeError('CHANNELS_UNAVAILABLE', `There is no payment channel contract on this chain.`, {
    hint: `Set price.streamedBps to 0, or use a chain with the x402 batch-settlement contract at ${BATCH_SETTLEMENT_ADDRESS}.`,
  });
}
