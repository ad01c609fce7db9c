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
import { bytesToHex, hashTypedData, hexToBytes } from 'viem';
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

interface Rate {
  perSecond: number;
  micros: number;
}

/** Slices that the time of each is cut into: between two, all others have theirs, so that a slow moment is everybody's. */
const ROUNDS = 20;

/** Runs each with numbers from 0 on, for `seconds` in all, after a fifth of it unmeasured. */
async function ratesOf<Name extends string>(
  seconds: number,
  subjects: Record<Name, (n: number) => unknown>,
): Promise<Record<Name, Rate>> {
  const runs = Object.entries<(n: number) => unknown>(subjects).map(([name, one]) => ({ name, one, n: 0, cpuMs: 0 }));
  const slice = async (run: (typeof runs)[number], ms: number): Promise<void> => {
    const [begun, cpu] = [performance.now(), threadCpuMs()];
    for (; performance.now() - begun < ms; run.n++) {
      const result = run.one(run.n);
      if (result instanceof Promise) await result;
    }
    run.cpuMs += threadCpuMs() - cpu;
  };
  for (const run of runs) {
    await slice(run, 200 * seconds);
    Object.assign(run, { n: 0, cpuMs: 0 });
  }
  for (let round = 0; round < ROUNDS; round++) for (const run of runs) await slice(run, (1_000 * seconds) / ROUNDS);
  const rates = runs.map(({ name, n, cpuMs }) => [
    name,
    { perSecond: (1_000 * n) / cpuMs, micros: (1_000 * cpuMs) / n },
  ]);
  return Object.fromEntries(rates);
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
  // The signatures that are checked below: the time of a recovery depends on them.
  const bare = vouchers.map(({ signed: { value, signature } }) => {
    const bytes = hexToBytes(signature);
    const digest = hexToBytes(hashTypedData(voucherTypedData(CHAIN_ID, value)));
    return { digest, compact: bytes.subarray(0, 64), yParity: (bytes[64] ?? 27) - 27 };
  });
  const out = new Uint8Array(65);
  const isGood = (good: boolean) => {
    if (!good) throw new Error('a good voucher was refused');
  };
  const slow = (n: number) => {
    const { config, signed } = of(vouchers, n);
    return verifyVoucher(CHAIN_ID, config, signed).then(isGood);
  };
  // The first as a node gives its providers (packages/node, roles/voucher-crypto.ts).
  const withVerifier = (crypto?: VoucherCrypto) => {
    const verifier = createVoucherVerifier(CHAIN_ID, crypto);
    return (n: number) => {
      const { config, signed } = of(vouchers, n);
      isGood(verifier.verify(config, signed));
    };
  };
  const rates = await ratesOf(seconds, {
    recovery(n) {
      const { digest, compact, yParity } = of(bare, n);
      native.ecdsaRecover(compact, yParity, digest, false, out);
    },
    checkedNative: withVerifier({ recover: loadRecover().recover, keccak256 }),
    checkedPortable: withVerifier(),
    checkedByViem: slow,
    signing: () => native.ecdsaSign(digest, keyOf('session', 0)),
    signed: (n) => {
      const value = { ...of(vouchers, n).signed.value, maxClaimableAmount: BigInt(n) };
      return account.signTypedData(voucherTypedData(CHAIN_ID, value));
    },
  });
  const row = (workload: string, subject: string, variant: string, rate: Rate, limit?: Rate): PayRow => ({
    workload,
    subject,
    variant,
    perSecond: rate.perSecond,
    includes: `${rate.micros.toFixed(1)} µs of one core each`,
    ratio: limit === undefined ? {} : { libsecp256k1: rate.perSecond / limit.perSecond },
  });
  const check = 'voucher checked';
  const { recovery, signing } = rates;
  return [
    row('voucher signed', 'libsecp256k1', 'the curve alone', signing),
    row('voucher signed', 'lode', 'viem account, as a buyer signs', rates.signed, signing),
    row(check, 'libsecp256k1', 'key recovery alone', recovery),
    row(check, 'lode', 'createVoucherVerifier, native: as a node checks', rates.checkedNative, recovery),
    row(check, 'lode', 'createVoucherVerifier, JavaScript', rates.checkedPortable, recovery),
    row(check, 'lode', 'verifyVoucher (viem)', rates.checkedByViem, recovery),
  ];
}
