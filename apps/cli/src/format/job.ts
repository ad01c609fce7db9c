import { formatUsd, type JobView } from '@lode/protocol';
import { firstRows, table } from './table.ts';
import { bytes, duration, joules, plural, safe, short, shortId } from './text.ts';

type Task = JobView['tasks'][number];
type Bill = JobView['bill'];

/** Lines of a bill printed before the rest is left to --json. */
const BILL_ROWS = 32;
const EXCLUSION_ROWS = 32;

const OUTCOMES: Readonly<Record<Bill['lines'][number]['outcome'], string>> = {
  paid: 'paid',
  'unpaid-minority': 'not paid: disagreed with the majority',
  'unpaid-invalid': 'not paid: receipt not valid',
  unfinished: 'streamed, and then no receipt',
  pending: 'not settled yet',
};

export const finishedTasks = (job: JobView): number => job.tasks.filter((task) => task.state === 'accepted').length;

/** One line a job, newest first. */
export function jobsTable(jobs: readonly JobView[]): string {
  if (jobs.length === 0) return 'No jobs yet. Run one: npm run lode -- run examples/fractal/job.yaml';
  const rows = [...jobs]
    .sort((a, b) => b.submittedAtMs - a.submittedAtMs)
    .map((job) => [
      shortId(job.id),
      safe(job.name),
      job.state,
      `${finishedTasks(job)}/${job.tasks.length}`,
      formatUsd(job.bill.paidMicroUsd + job.bill.streamedMicroUsd),
      new Date(job.submittedAtMs).toISOString().replace('T', ' ').slice(0, 19),
    ]);
  return table(['JOB', 'NAME', 'STATE', '>TASKS', '>PAID', 'SUBMITTED (UTC)'], rows);
}

/** Everything about one job: state, times, who ran it, what was checked, what it cost. */
export function jobReport(job: JobView): string {
  return [
    stateLine(job),
    ...(job.reason === undefined
      ? []
      : [
          `reason: ${job.reason.code}: ${safe(job.reason.message)}`,
          ...(job.reason.hint ? [`hint: ${safe(job.reason.hint)}`] : []),
        ]),
    timesLine(job),
    '',
    'who ran it',
    indent(whoRanIt(job)),
    '',
    'what was checked',
    indent(safe(job.checked) || 'nothing yet'),
    '',
    'what it cost',
    indent(billText(job.bill)),
    ...(job.state === 'completed' || job.exclusions.length === 0
      ? []
      : ['', 'offers left out', indent(exclusionsText(job.exclusions))]),
  ].join('\n');
}

const stateLine = (job: JobView): string =>
  `job ${job.id}\n${safe(job.name)}: ${job.state}, ${finishedTasks(job)} of ${plural(job.tasks.length, 'task')} finished`;

function timesLine(job: JobView): string {
  const parts = [];
  if (job.runningAtMs !== undefined) parts.push(`running after ${duration(job.runningAtMs - job.submittedAtMs)}`);
  if (job.endedAtMs !== undefined) parts.push(`ended after ${duration(job.endedAtMs - job.submittedAtMs)}`);
  return parts.length === 0 ? 'not running yet' : parts.join(', ');
}

function whoRanIt(job: JobView): string {
  const providers = new Map<
    string,
    {
      provider: Task['attempts'][number]['provider'];
      device: string;
      accepted: number;
      other: Map<string, number>;
      gpuMs: number;
    }
  >();
  for (const attempt of job.tasks.flatMap((task) => task.attempts)) {
    const key = `${attempt.provider} ${attempt.device}`;
    const row = providers.get(key) ?? {
      provider: attempt.provider,
      device: attempt.device,
      accepted: 0,
      other: new Map(),
      gpuMs: 0,
    };
    if (attempt.state === 'accepted') row.accepted++;
    else row.other.set(attempt.state, (row.other.get(attempt.state) ?? 0) + 1);
    row.gpuMs += attempt.gpuMs ?? 0;
    providers.set(key, row);
  }
  if (providers.size === 0) return 'nobody yet';
  const rows = [...providers.values()].map((row) => [
    short(row.provider),
    safe(row.device),
    String(row.accepted),
    duration(row.gpuMs),
    [...row.other].map(([state, count]) => `${count} ${state}`).join(', '),
  ]);
  return table(['PROVIDER', 'DEVICE', '>ACCEPTED', '>GPU TIME', 'OTHERWISE'], rows);
}

/** The bill line by line, then the sums: every micro-dollar put in is paid, came back, or is still locked. */
export function billText(bill: Bill): string {
  const lines = [...bill.lines].sort((a, b) => a.task - b.task);
  const { shown, more } = firstRows(lines, BILL_ROWS);
  const rows = shown.map((line) => [
    String(line.task),
    short(line.provider),
    `${line.gpuMs} ms`,
    formatUsd(line.priceMicroUsd),
    formatUsd(line.paidMicroUsd + line.streamedMicroUsd),
    line.millijoules === undefined ? '-' : joules(line.millijoules),
    OUTCOMES[line.outcome],
  ]);
  const known = lines.filter((line) => line.millijoules !== undefined);
  const total = known.reduce((sum, line) => sum + (line.millijoules ?? 0), 0);
  const sums = [
    `paid to providers  ${formatUsd(bill.paidMicroUsd + bill.streamedMicroUsd)} (at most ${formatUsd(bill.maxMicroUsd)} was possible)`,
    ...(bill.streamedMicroUsd === 0n
      ? []
      : [
          `of it streamed     ${formatUsd(bill.streamedMicroUsd)} while it ran; ${formatUsd(bill.paidMicroUsd)} from escrow after checking`,
        ]),
    `put into escrow    ${formatUsd(bill.fundedMicroUsd)}, came back ${formatUsd(bill.refundedMicroUsd)}`,
    ...(bill.exposureMicroUsd === 0n
      ? []
      : [`at risk            ${formatUsd(bill.exposureMicroUsd)} was streamed for work that is not accepted`]),
    ...(bill.lockedMicroUsd === 0n
      ? []
      : [`still locked       ${formatUsd(bill.lockedMicroUsd)}${until(bill.lockedUntilMs)}`]),
    `energy             ${known.length === 0 ? 'not known: no provider reported it' : `${joules(total)} (${known.length} of ${plural(lines.length, 'receipt')})`}`,
  ].join('\n');
  if (rows.length === 0) return sums;
  return `${table(['>TASK', 'PROVIDER', '>GPU TIME', '>PRICE', '>PAID', '>ENERGY', 'OUTCOME'], rows)}${more}\n\n${sums}`;
}

const until = (atMs: number | undefined): string =>
  atMs === undefined ? '' : ` until ${new Date(atMs).toISOString()}`;

/** Why each offer, or a device of it, was left out. */
export function exclusionsText(exclusions: JobView['exclusions']): string {
  if (exclusions.length === 0) return 'No offers are known at all. Start a provider: npm run lode -- up';
  const { shown, more } = firstRows(exclusions, EXCLUSION_ROWS);
  const rows = shown.map((one) => [
    short(one.provider),
    safe(one.device ?? '(whole offer)'),
    one.code,
    safe(one.reason),
  ]);
  return `${table(['PROVIDER', 'DEVICE', 'CODE', 'REASON'], rows)}${more}`;
}

export function outputsText(files: readonly { path: string; sizeBytes: number }[]): string {
  if (files.length === 0) return 'no outputs';
  const { shown, more } = firstRows(files, 16);
  return shown.map((file) => `${file.path} (${bytes(file.sizeBytes)})`).join('\n') + more;
}

export const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
