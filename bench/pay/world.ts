import {
  BATCH_SETTLEMENT,
  batchSettlementAbi,
  PAYER_DEPOSIT_COLLECTOR,
  payerDepositCollectorAbi,
  predeploys,
  testUsdAbi,
  testUsdBytecode,
} from '@lode/contracts';
import type { AccountState } from '@lode/evm';
import { type ChannelConfig, channelId, voucherTypedData } from '@lode/protocol';
import { bytesToHex, encodeFunctionData, type Hex, hashTypedData, hexToBytes } from 'viem';
import { CHAIN_ID, createDeployer } from '../ledger/deployer.ts';
import type { Call } from '../ledger/envelopes.ts';
import { addressOf, keyOf, native, wireSignature } from '../ledger/native.ts';
import { configOf } from './vouchers.ts';

/** Micro-dollars of one payment, and what a channel holds. */
export const PAYMENT = 1_000n;
const DEPOSIT = 5_000_000_000n;
const FUNDS = 10_000_000_000n;
const GAS_CAP = 1 << 24;

interface Channel {
  config: ChannelConfig;
  session: Uint8Array;
}

/** Buyers with channels to one provider, all deposited into; the provider is sender 0, the buyers follow. */
export interface PayWorld {
  accounts: [Uint8Array, AccountState][];
  keys: Uint8Array[];
  addresses: Uint8Array[];
  token: Hex;
  receiver: Hex;
  /** Claims channels `from` to `to` up to `payments` payments each in all. */
  claim(from: number, to: number, payments: number): Omit<Call, 'nonce'>;
  /** Pays out what was claimed. */
  settle(): Omit<Call, 'nonce'>;
  /** One payment of buyer `n`, as an ERC-20 transfer of its own. */
  transfer(n: number): Omit<Call, 'nonce'>;
  /** The same as x402's `exact` scheme has it: the buyer signs, the provider or a facilitator sends. */
  exact(n: number, round: number): Omit<Call, 'nonce'>;
}

export async function makePayWorld(count: number): Promise<PayWorld> {
  const keys = [keyOf('receiver', 0), ...Array.from({ length: count }, (_, n) => keyOf('payer', n))];
  const addresses = keys.map(addressOf);
  const names = addresses.map((address) => bytesToHex(address));
  const receiver = names[0] ?? '0x';
  const deployer = await createDeployer(keys);
  for (const { address, code } of predeploys) {
    const account = { nonce: 1n, balance: 0n, code: hexToBytes(code), storage: new Map() };
    deployer.evm.state.setAccount(hexToBytes(address), account);
  }
  const token = deployer.deploy(testUsdBytecode, testUsdAbi, []);
  const channels: Channel[] = [];
  const usd = { abi: testUsdAbi } as const;
  const faucet = encodeFunctionData({ ...usd, functionName: 'faucet', args: [FUNDS] });
  const allow = [PAYER_DEPOSIT_COLLECTOR, DEPOSIT] as const;
  const approve = encodeFunctionData({ ...usd, functionName: 'approve', args: allow });
  for (let n = 0; n < count; n++) {
    const payer = addresses[n + 1];
    if (payer === undefined) throw new RangeError(`no payer ${n}`);
    const session = keyOf('session', n);
    const parties = { payer: bytesToHex(payer), receiver, receiverAuthorizer: receiver, token };
    const config = configOf(session, n, parties);
    const deposit = { abi: payerDepositCollectorAbi, functionName: 'deposit', args: [config, DEPOSIT] } as const;
    deployer.send(token, faucet, payer);
    deployer.send(token, approve, payer);
    deployer.send(PAYER_DEPOSIT_COLLECTOR, encodeFunctionData(deposit), payer);
    channels.push({ config, session });
    if (n % 250 === 249) console.error(`  ${n + 1} of ${count} channels opened`);
  }
  const at = (to: Hex, data: Hex, sender = 0, gas = GAS_CAP) => ({
    sender,
    to: hexToBytes(to),
    value: 0,
    data: hexToBytes(data),
    gas,
  });
  const domain = { name: 'Lode Test USD', version: '1', chainId: CHAIN_ID, verifyingContract: token };
  return {
    accounts: [...deployer.accounts()],
    keys,
    addresses,
    token,
    receiver,
    claim(from, to, payments) {
      const claims = channels.slice(from, to).map((channel) => claimOf(channel, PAYMENT * BigInt(payments)));
      const call = { abi: batchSettlementAbi, functionName: 'claim', args: [claims] } as const;
      return at(BATCH_SETTLEMENT, encodeFunctionData(call));
    },
    settle: () =>
      at(
        BATCH_SETTLEMENT,
        encodeFunctionData({ abi: batchSettlementAbi, functionName: 'settle', args: [receiver, token] }),
      ),
    transfer: (n) =>
      at(token, encodeFunctionData({ ...usd, functionName: 'transfer', args: [receiver, PAYMENT] }), n + 1, 100_000),
    exact(n, round) {
      const [key, from] = [keys[n + 1], names[n + 1]];
      if (key === undefined || from === undefined) throw new RangeError(`no payer ${n}`);
      const nonce: Hex = `0x${(round * count + n).toString(16).padStart(64, '0')}`;
      const message = { from, to: receiver, value: PAYMENT, validAfter: 0n, validBefore: 1n << 40n, nonce };
      const digest = hashTypedData({ domain, types: TRANSFER, primaryType: 'TransferWithAuthorization', message });
      const { signature, recid } = native.ecdsaSign(hexToBytes(digest), key, undefined, new Uint8Array(64));
      const [r, s] = [bytesToHex(signature.subarray(0, 32)), bytesToHex(signature.subarray(32))];
      const args = [from, receiver, PAYMENT, 0n, 1n << 40n, nonce, 27 + recid, r, s] as const;
      return at(token, encodeFunctionData({ ...usd, functionName: 'transferWithAuthorization', args }), 0, 200_000);
    },
  };
}

const TRANSFER = {
  TransferWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const;

function claimOf({ config, session }: Channel, amount: bigint) {
  const value = { channelId: channelId(CHAIN_ID, config), maxClaimableAmount: amount };
  const digest = hexToBytes(hashTypedData(voucherTypedData(CHAIN_ID, value)));
  return {
    voucher: { channel: config, maxClaimableAmount: amount },
    signature: bytesToHex(wireSignature(digest, session)),
    totalClaimed: amount,
  };
}
