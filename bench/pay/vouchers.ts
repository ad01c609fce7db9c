import { keccak256, loadRecover } from '@lode/ledger';
import {
  type ChannelConfig,
  channelId,
  createVoucherVerifier,
  type Hex,
  type SignedVoucher,
  type VoucherCrypto,
  verifyVoucher,
  voucherTypedData,
} from '@lode/protocol';
import { bytesToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { CHAIN_ID } from '../ledger/deployer.ts';
import { threadCpuMs } from '../ledger/meter.ts';
import { addressOf, keyOf, native } from '../ledger/native.ts';
import type { PayRow } from './table.ts';

/** Vouchers are checked on one thread: its processor time is what a core needs. */
const ZERO: Hex = `0x${'00'.repeat(20)}`;

export const configOf = (key: Uint8Array, n: number, fields: Partial<ChannelConfig> = {}): ChannelConfig => ({
  payer: ZERO,
  payerAuthorizer: bytesToHex(addressOf(key)),
  receiver: ZERO,
  receiverAuthorizer: ZERO,
  token: ZERO,
  withdrawDelay: 3_600,
  salt: `0x${n.toString(16).padStart(64, '0')}`,
  ...fields,
});

/** What a node gives its providers (packages/node, roles/voucher-crypto.ts). */
const nativeCrypto = (): VoucherCrypto => ({ recover: loadRecover().recover, keccak256 });

interface Rate {
  perSecond: number;
  micros: number;
}

/** Runs `one` with numbers from 0 on for `seconds`, after a fifth of it unmeasured. */
async function rateOf(seconds: number, one: (n: number) => unknown): Promise<Rate> {
  let n = 0;
  const run = async (ms: number) => {
    const begun = performance.now();
    for (; performance.now() - begun < ms; n++) {
      const result = one(n);
      if (result instanceof Promise) await result;
    }
  };
  await run(200 * seconds);
  const [before, cpu] = [n, threadCpuMs()];
  await run(1_000 * seconds);
  const micros = (1_000 * (threadCpuMs() - cpu)) / (n - before);
  return { perSecond: 1e6 / micros, micros };
}

const CHANNELS = 50;
const VOUCHERS = 400;

async function signedVouchers(): Promise<{ config: ChannelConfig; signed: SignedVoucher }[]> {
  const key = keyOf('session', 0);
  const account = privateKeyToAccount(bytesToHex(key));
  const configs = Array.from({ length: CHANNELS }, (_, n) => configOf(key, n));
  return Promise.all(
    Array.from({ length: VOUCHERS }, async (_, n) => {
      const config = configs[n % CHANNELS] ?? configOf(key, 0);
      const value = { channelId: channelId(CHAIN_ID, config), maxClaimableAmount: BigInt(n + 1) };
      return { config, signed: { value, signature: await account.signTypedData(voucherTypedData(CHAIN_ID, value)) } };
    }),
  );
}

const of = <T>(list: readonly T[], n: number): T => {
  const found = list[n % list.length];
  if (found === undefined) throw new RangeError('an empty list');
  return found;
};

/** Vouchers signed and checked, a second of one core; the goal is a share of what libsecp256k1 does by itself. */
export async function measureVouchers(seconds: number): Promise<PayRow[]> {
  const vouchers = await signedVouchers();
  const account = privateKeyToAccount(bytesToHex(keyOf('session', 0)));
  const digest = new Uint8Array(32).fill(9);
  const { signature, recid } = native.ecdsaSign(digest, keyOf('session', 0));
  const out = new Uint8Array(65);
  const isGood = (good: boolean) => {
    if (!good) throw new Error('a good voucher was refused');
  };
  const slow = (n: number) => {
    const { config, signed } = of(vouchers, n);
    return verifyVoucher(CHAIN_ID, config, signed).then(isGood);
  };
  const withVerifier = (crypto?: VoucherCrypto) => {
    const verifier = createVoucherVerifier(CHAIN_ID, crypto);
    return (n: number) => {
      const { config, signed } = of(vouchers, n);
      isGood(verifier.verify(config, signed));
    };
  };
  const recovery = await rateOf(seconds, () => native.ecdsaRecover(signature, recid, digest, false, out));
  const signing = await rateOf(seconds, () => native.ecdsaSign(digest, keyOf('session', 0)));
  const signed = await rateOf(seconds, (n) => {
    const value = { ...of(vouchers, n).signed.value, maxClaimableAmount: BigInt(n) };
    return account.signTypedData(voucherTypedData(CHAIN_ID, value));
  });
  const checks = {
    libsecp256k1: await rateOf(seconds, withVerifier(nativeCrypto())),
    JavaScript: await rateOf(seconds, withVerifier()),
    viem: await rateOf(seconds, slow),
  };
  const row = (workload: string, subject: string, variant: string, rate: Rate, limit?: Rate): PayRow => ({
    workload,
    subject,
    variant,
    perSecond: rate.perSecond,
    includes: `${rate.micros.toFixed(1)} µs of one core each`,
    ratio: limit === undefined ? {} : { libsecp256k1: rate.perSecond / limit.perSecond },
  });
  const check = 'voucher checked';
  return [
    row('voucher signed', 'libsecp256k1', 'the curve alone', signing),
    row('voucher signed', 'lode', 'viem account, as a buyer signs', signed, signing),
    row(check, 'libsecp256k1', 'key recovery alone', recovery),
    row(check, 'lode', 'createVoucherVerifier, native: as a node checks', checks.libsecp256k1, recovery),
    row(check, 'lode', 'createVoucherVerifier, JavaScript', checks.JavaScript, recovery),
    row(check, 'lode', 'verifyVoucher (viem)', checks.viem, recovery),
  ];
}
