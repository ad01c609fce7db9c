import type { BenchReport, BenchRow } from '../report.ts';

export interface PayRow extends BenchRow {
  /** Payments that one transaction settles. */
  payments?: number;
  /** Of what `perSecond` counts: a second of one core. */
  perCoreSecond?: number;
  channels?: number;
  gasPerTransaction?: number;
  gasPerChannel?: number;
  gasPerPayment?: number;
}

export interface Goal {
  goal: string;
  wanted: number;
  found: number | undefined;
  met: boolean | undefined;
}

/**
 * What claiming one channel cannot go below with x402's ABI: calldata 4,300, ECRECOVER 3,100, a slot written 5,000,
 * an event 2,000 (docs/adr/0300-payment-channels.md).
 */
const FLOOR_GAS = 14_400;
const WANTED_GAS = 10_000;
const WANTED_SHARE = 0.8;

export function goalsOf(rows: readonly PayRow[]): Goal[] {
  const checked = rows.find(({ variant }) => variant.includes('as a node checks'))?.ratio.libsecp256k1;
  const gas = rows.filter((row) => row.channels === 1_000).at(0)?.gasPerChannel;
  return [
    {
      goal: "a voucher's check, share of libsecp256k1's recovery rate (at least)",
      wanted: WANTED_SHARE,
      found: checked,
      met: checked === undefined ? undefined : checked >= WANTED_SHARE,
    },
    {
      goal: `gas a channel in batches of 1,000 (below; the ABI's floor is ${FLOOR_GAS})`,
      wanted: WANTED_GAS,
      found: gas,
      met: gas === undefined ? undefined : gas < WANTED_GAS,
    },
  ];
}

const whole = (value: number | undefined): string =>
  value === undefined ? '' : Math.round(value).toLocaleString('en-GB');

export function printPay(
  { machine }: Pick<BenchReport, 'machine'>,
  rows: readonly PayRow[],
  goals: readonly Goal[],
): void {
  console.log(`pay: ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
  const speeds = rows.filter((row) => row.perSecond !== undefined);
  console.table(
    speeds.map(({ workload, subject, variant, perSecond, perCoreSecond, gasPerPayment, ratio, includes }) => ({
      ...{
        workload,
        subject,
        variant,
        'a second': whole(perSecond),
        'a core-second': whole(perCoreSecond),
        'gas a payment': whole(gasPerPayment),
      },
      'x libsecp256k1': ratio.libsecp256k1?.toFixed(3) ?? '',
      includes,
    })),
  );
  printGas(rows.filter((row) => row.perSecond === undefined));
  for (const { goal, wanted, found, met } of goals) {
    const answer = met === undefined ? 'not measured' : met ? 'met' : 'NOT MET';
    console.log(
      `${answer.padEnd(13)}${found === undefined ? '-' : found < 100 ? found.toFixed(3) : whole(found)}  ${goal}: ${wanted}`,
    );
  }
}

/** Gas a payment: a line for the channels of a transaction, a column for the vouchers behind each claim. */
function printGas(rows: readonly PayRow[]): void {
  const lines = new Map<string, Record<string, string>>();
  for (const { subject, channels = 0, payments = 0, gasPerTransaction, gasPerChannel, gasPerPayment } of rows) {
    const name = `${subject}, ${channels} channels`;
    const line = lines.get(name) ?? {
      'gas of the claim': whole(gasPerTransaction),
      'gas a channel': whole(gasPerChannel),
    };
    line[`${payments / channels} vouchers`] = (gasPerPayment ?? 0).toFixed(
      gasPerPayment !== undefined && gasPerPayment < 100 ? 1 : 0,
    );
    lines.set(name, line);
  }
  console.log('gas a payment, by vouchers a claim stands for (the payout of the whole batch counted)');
  console.table(Object.fromEntries(lines));
}
