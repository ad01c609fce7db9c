import { resolve } from 'node:path';
import {
  type ExplainView,
  encode,
  explainView,
  formatUsd,
  type Job,
  type JobView,
  jobView,
  LodeError,
  parseDurationMs,
  type ResolvedJob,
} from '@lode/protocol';
import { type Client, hasEnded } from '@lode/sdk';
import { connect, type GlobalOptions } from '../connect.ts';
import { EXIT, type ExitCode, exitOfCode } from '../exit-codes.ts';
import { exclusionsText, indent, jobReport, outputsText } from '../format/job.ts';
import { plural, safe, shortId } from '../format/text.ts';
import { createPrinter, type Io, type Printer } from '../io.ts';
import { resultFolder, type SavedFile, saveOutputs } from '../outputs.ts';
import { createProgress } from '../progress.ts';
import { readSpec, withReplicas } from '../spec-file.ts';

export interface RunOptions extends GlobalOptions {
  readonly out?: string;
  readonly detach?: boolean;
  readonly patience: string;
  readonly replicas?: string;
  readonly sealed?: boolean;
  readonly onlyProvider?: readonly string[];
}

/** How often it is asked whether a provider has come. */
const ASK_EVERY_MS = 500;

/** Submits a job, shows its progress, fetches the results, says what it cost. */
export async function runJob(io: Io, specPath: string, options: RunOptions): Promise<ExitCode> {
  const printer = createPrinter(io, options.json === true);
  const resolved = withReplicas(await readSpec(io, specPath, options), options.replicas);
  const client = await connect(io, options);
  const taken = await someoneTakes(client, resolved.job, parseDurationMs(options.patience), printer);
  if (taken.candidates.length === 0) return nobody(printer, resolved.job, taken);
  printer.note(estimateText(taken.estimate));
  if (resolved.job.sealed === true) printer.note(sealedText(resolved.job));
  const submitted = await client.submit(resolved.job, resolved.blobs, resolved.contentKey);
  if (options.detach === true) {
    if (resolved.job.sealed === true) await untilKeysAreGiven(io, client, resolved.job, submitted, printer);
    const text = `${submitted.id}\nFollow it: npm run lode -- logs -f ${shortId(submitted.id)}`;
    printer.result({ id: submitted.id }, text);
    return EXIT.ok;
  }
  printer.note(`${safe(submitted.name)}: ${plural(submitted.tasks.length, 'task')}, job ${submitted.id}`);
  const ended = await follow(io, client, submitted, printer);
  const folder = resolve(io.cwd, options.out ?? resultFolder(ended));
  const files = await saveOutputs(client, ended, folder);
  return report(printer, resolved, ended, files);
}

const sealedText = ({ placement }: Job): string =>
  placement.providers === undefined
    ? 'Sealed: nobody but this machine and the providers that run it can read inputs, outputs and logs. --only-provider names which may.'
    : `Sealed: nobody but this machine and ${plural(placement.providers.length, 'named provider')} can read inputs, outputs and logs.`;

/**
 * A detached job goes on without us, so every result it needs must be leased, and every lease have its key, before we go.
 * A lease that is made later, because a provider was lost, waits for `lode logs -f`.
 */
async function untilKeysAreGiven(
  io: Io,
  client: Client,
  job: Job,
  submitted: JobView,
  printer: Printer,
): Promise<void> {
  printer.note('Waiting until the providers have their keys ...');
  const watching = new AbortController();
  const stop = io.onInterrupt(() => {
    void client.cancel(submitted.id).catch((error: unknown) => watching.abort(error));
  });
  try {
    for await (const event of client.events(submitted.id, { signal: watching.signal })) {
      if (event.type === 'state' && hasEnded(event)) break;
      if (event.type !== 'key' && event.type !== 'attempt') continue;
      const { tasks } = await client.get(submitted.id);
      const isOut = (task: JobView['tasks'][number]) => task.attempts.filter(isUnderWay).length >= job.verify.replicas;
      if (!tasks.every((task) => task.state === 'accepted' || isOut(task))) continue;
      // The leases of these attempts are all known now, whichever events we have seen.
      await client.giveKeys(submitted.id);
      break;
    }
    watching.signal.throwIfAborted();
  } finally {
    stop();
  }
}

const isUnderWay = ({ state }: JobView['tasks'][number]['attempts'][number]): boolean =>
  state !== 'lost' && state !== 'failed' && state !== 'cancelled';

/** What it can cost, before anything is paid. */
function estimateText({
  maxMicroUsd,
  streamedMicroUsd,
  holdbackMicroUsd,
  gas,
  gasWei,
}: ExplainView['estimate']): string {
  const parts =
    streamedMicroUsd === 0n
      ? `all of it held in escrow until the work is checked`
      : `${formatUsd(streamedMicroUsd)} of it streamed while it runs, ${formatUsd(holdbackMicroUsd)} held until it is checked`;
  const forGas =
    gasWei === 0n ? 'gas is free here' : `gas about ${gas}${gasWei === undefined ? '' : ` (${gasWei} wei)`}`;
  return `It costs at most ${formatUsd(maxMicroUsd)}: ${parts}; ${forGas}.`;
}

/** Waits a little for a provider; the candidates are empty if none comes, and the reasons say why. Nothing is submitted and no money moves before. */
async function someoneTakes(client: Client, job: Job, patienceMs: number, printer: Printer): Promise<ExplainView> {
  const endMs = Date.now() + patienceMs;
  for (let asked = 0; ; asked++) {
    const view = await client.explain(job);
    if (view.candidates.length > 0) return view;
    if (Date.now() >= endMs) return view;
    if (asked === 0) printer.note('No offer fits yet; waiting for one (Ctrl-C ends, --patience sets how long) ...');
    await new Promise((resolveDelay) => setTimeout(resolveDelay, ASK_EVERY_MS));
  }
}

function nobody(printer: Printer, job: Job, view: ExplainView): ExitCode {
  const error = new LodeError('NO_OFFER', 'Nobody on the network can take this job. Nothing was submitted or paid.', {
    hint: view.exclusions.some((one) => one.code === 'TOO_FEW_ALIKE')
      ? 'Add providers (npm run lode -- join ...), or ask for fewer: --replicas 1 runs each task once, and compares nothing.'
      : 'Change what the reasons name, or start a provider: npm run lode -- up',
  });
  printer.result(
    { error: error.toJSON(), ...encode(explainView, view) },
    `error NO_OFFER: ${error.message}\n\nwhy, for each offer (job "${safe(job.name)}", at most ${formatUsd(job.price.maxTotalMicroUsd)})\n${indent(exclusionsText(view.exclusions))}`,
  );
  if (error.hint !== undefined) printer.note(`hint: ${error.hint}`);
  return EXIT.nobody;
}

/** Until the job ends. The first Ctrl-C cancels it, so that nothing runs on unnoticed; the second stops waiting. */
async function follow(io: Io, client: Client, job: JobView, printer: Printer): Promise<JobView> {
  const progress = createProgress(io.stderr, job.tasks.length);
  const watching = new AbortController();
  let interrupts = 0;
  const stop = io.onInterrupt(() => {
    interrupts++;
    if (interrupts > 1) return watching.abort(new LodeError('CANCELLED', 'Stopped watching; the job may still run.'));
    printer.note('\nCancelling the job; finished tasks stay paid, the rest comes back. Ctrl-C again to stop waiting.');
    void client.cancel(job.id).catch((error: unknown) => watching.abort(error));
  });
  try {
    for await (const event of client.events(job.id, { signal: watching.signal })) {
      progress.event(event);
      if (event.type === 'state' && hasEnded(event)) break;
    }
    watching.signal.throwIfAborted();
  } finally {
    progress.stop();
    stop();
  }
  return client.get(job.id);
}

function report(printer: Printer, resolved: ResolvedJob, job: JobView, files: readonly SavedFile[]): ExitCode {
  const where = files.length === 0 ? '' : `\n\nwhere the outputs are\n${indent(outputsText(files))}`;
  printer.result({ job: encode(jobView, job), files }, `${jobReport(job)}${where}`);
  if (job.state === 'completed' && resolved.job.verify.replicas === 1)
    printer.note(
      'note: one provider ran each task, so results were not compared; `verify: { replicas: 2 }` compares them.',
    );
  return endCode(job);
}

/** The exit code of an ended job. */
export function endCode(job: JobView): ExitCode {
  if (job.state === 'completed') return EXIT.ok;
  if (job.state === 'cancelled') return EXIT.cancelled;
  const code = job.reason === undefined ? EXIT.failed : exitOfCode(job.reason.code);
  // A job that ran and failed is a failed job, whatever the code of the reason looks like.
  return code === EXIT.nobody || code === EXIT.insufficientFunds ? code : EXIT.failed;
}
