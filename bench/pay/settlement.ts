import type { Call } from '../ledger/envelopes.ts';
import type { Mined, PayChain } from './chains.ts';
import type { PayRow } from './table.ts';
import type { PayWorld } from './world.ts';

/** Channels of one transaction, as far as a chain takes them. */
const BATCHES = [1, 10, 100, 250, 1_000];
/** Vouchers that a claim stands for: only the last of them is brought to the chain. */
export const VOUCHERS = [1, 10, 100, 1_000];
/** Channels a transaction in blocks whose speed is measured: what a provider claims at once. */
const CHANNELS_A_CLAIM = 100;
/** Blocks before their speed is measured: contracts are compiled beside the first ones. */
const WARM_ROUNDS = 3;

export interface SettlementOptions {
  channels: number;
  /** Blocks whose speed is measured. */
  rounds: number;
}

/** Gas and speed of payments on one chain, by channels and by one transaction each. */
export async function measureSettlement(
  chain: PayChain,
  world: PayWorld,
  options: SettlementOptions,
): Promise<PayRow[]> {
  const { channels, rounds } = options;
  let payments = 0;
  /** Each time all channels are claimed once more, so that none is claimed for the first time below. */
  const claimAll = async (size: number) => {
    payments++;
    const calls = [];
    for (let at = 0; at < channels; at += size) calls.push(world.claim(at, Math.min(channels, at + size), payments));
    return chain.mine(calls);
  };
  await claimAll(CHANNELS_A_CLAIM);
  await chain.mine([world.settle()]); // the receiver's first, which makes its balance
  await claimAll(CHANNELS_A_CLAIM);
  const settleGas = (await chain.mine([world.settle()])).gas[0] ?? Number.NaN;
  const rows: PayRow[] = [];
  for (const size of BATCHES) {
    if (size > channels) continue;
    payments++;
    const call = world.claim(0, size, payments);
    if (call.data.length > chain.maxTransactionBytes) {
      console.error(`  ${chain.name} takes no transaction of ${call.data.length} bytes: ${size} channels`);
      continue;
    }
    const gas = (await chain.mine([call])).gas[0] ?? Number.NaN;
    rows.push(...gasRows(chain.name, { size, gas, settleGas }));
  }
  rows.push(await claimRate(chain, options, () => claimAll(CHANNELS_A_CLAIM)));
  const singles = async (variant: string, call: (n: number, round: number) => Omit<Call, 'nonce'>) => {
    const mined: Mined[] = [];
    for (let round = 0; round < WARM_ROUNDS + rounds; round++) {
      mined.push(await chain.mine(Array.from({ length: channels }, (_, n) => call(n, round))));
    }
    rows.push(single(chain.name, variant, mined.slice(WARM_ROUNDS)));
  };
  await singles('one ERC-20 transfer a payment', world.transfer);
  await singles('x402 exact (EIP-3009), one a payment', world.exact);
  return rows;
}

function gasRows(
  subject: string,
  { size, gas, settleGas }: { size: number; gas: number; settleGas: number },
): PayRow[] {
  return VOUCHERS.map((vouchers) => ({
    workload: 'gas of a payment',
    subject,
    variant: `${size} channels, ${vouchers} vouchers a claim`,
    channels: size,
    payments: size * vouchers,
    gasPerTransaction: gas,
    gasPerChannel: gas / size,
    gasPerPayment: (gas + settleGas) / (size * vouchers),
    includes: `claim ${gas}, and settle ${settleGas} once`,
    ratio: {},
  }));
}

async function claimRate(
  { name }: PayChain,
  { channels, rounds }: SettlementOptions,
  claimAll: () => Promise<Mined>,
): Promise<PayRow> {
  const blocks: Mined[] = [];
  for (let round = 0; round < WARM_ROUNDS; round++) await claimAll();
  for (let round = 0; round < rounds; round++) blocks.push(await claimAll());
  const { perSecond, perCoreSecond } = ratesOf(rounds * channels, blocks);
  return {
    workload: 'claims',
    subject: name,
    variant: `${CHANNELS_A_CLAIM} channels a transaction`,
    perSecond,
    perCoreSecond,
    includes: `execution, receipts, root; of 1,000 vouchers each: ${Math.round(perSecond * 1_000)} payments a second`,
    ratio: {},
  };
}

function ratesOf(count: number, blocks: readonly Mined[]): { perSecond: number; perCoreSecond: number } {
  const sum = (pick: 'wallMs' | 'cpuMs') => blocks.reduce((all, block) => all + block[pick], 0);
  return { perSecond: (1_000 * count) / sum('wallMs'), perCoreSecond: (1_000 * count) / Math.max(sum('cpuMs'), 1) };
}

function single(subject: string, variant: string, blocks: readonly Mined[]): PayRow {
  const gas = blocks.flatMap((block) => block.gas);
  const mean = gas.reduce((sum, one) => sum + one, 0) / gas.length;
  return {
    workload: 'payments without channels',
    subject,
    variant,
    payments: 1,
    gasPerTransaction: mean,
    gasPerPayment: mean,
    ...ratesOf(gas.length, blocks),
    includes: 'one transaction a payment; execution, receipts, root; senders known',
    ratio: {},
  };
}
