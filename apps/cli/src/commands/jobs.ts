import { resolve } from 'node:path';
import { encode, type JobEventView, jobEventView, jobView } from '@lode/protocol';
import { connect, findJob, type GlobalOptions } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { jobReport, jobsTable, outputsText } from '../format/job.ts';
import { safe } from '../format/text.ts';
import { createPrinter, type Io } from '../io.ts';
import { resultFolder, saveOutputs } from '../outputs.ts';
import { logLine } from '../progress.ts';

export async function listJobs(io: Io, options: GlobalOptions): Promise<ExitCode> {
  const jobs = await (await connect(io, options)).list();
  createPrinter(io, options.json === true).result(
    jobs.map((job) => encode(jobView, job)),
    jobsTable(jobs),
  );
  return EXIT.ok;
}

export async function showJob(io: Io, id: string, options: GlobalOptions): Promise<ExitCode> {
  const job = await findJob(await connect(io, options), id);
  createPrinter(io, options.json === true).result(encode(jobView, job), jobReport(job));
  return EXIT.ok;
}

/** Ends a job. It waits for nothing: `lode job ID` shows what came back. */
export async function cancelJob(io: Io, id: string, options: GlobalOptions): Promise<ExitCode> {
  const client = await connect(io, options);
  const job = await client.cancel((await findJob(client, id)).id);
  createPrinter(io, options.json === true).result(encode(jobView, job), jobReport(job));
  return EXIT.ok;
}

export interface OutputsOptions extends GlobalOptions {
  readonly out?: string;
}

/** Fetches what a job has brought so far. */
export async function fetchOutputs(io: Io, id: string, options: OutputsOptions): Promise<ExitCode> {
  const client = await connect(io, options);
  const job = await findJob(client, id);
  const files = await saveOutputs(client, job, resolve(io.cwd, options.out ?? resultFolder(job)));
  createPrinter(io, options.json === true).result({ files }, outputsText(files));
  return EXIT.ok;
}

export interface LogsOptions extends GlobalOptions {
  readonly follow?: boolean;
}

/** What happened so far, and with `--follow` what happens until the job ends. With `--json`: an event a line. */
export async function showLogs(io: Io, id: string, options: LogsOptions): Promise<ExitCode> {
  const client = await connect(io, options);
  const job = await findJob(client, id);
  const done = new AbortController();
  let interrupted = false;
  const stop = io.onInterrupt(() => {
    interrupted = true;
    done.abort();
  });
  try {
    for await (const event of client.events(job.id, { follow: options.follow === true, signal: done.signal })) {
      const line = options.json === true ? JSON.stringify(encode(jobEventView, event)) : eventLine(event);
      if (line !== undefined) io.stdout.write(`${line}\n`);
    }
  } catch (error) {
    if (!done.signal.aborted) throw error;
  } finally {
    stop();
  }
  return interrupted ? EXIT.cancelled : EXIT.ok;
}

/** An event as a line; those that only move a progress bar have none. */
export function eventLine(event: JobEventView): string | undefined {
  const at = new Date(event.atMs).toISOString().slice(11, 23);
  switch (event.type) {
    case 'log':
      return `${at} ${logLine(event)}`;
    case 'state':
      return `${at} job ${event.state}${event.reason === undefined ? '' : `: ${event.reason.code}: ${safe(event.reason.message)}`}`;
    case 'task':
      return `${at} [task ${event.task}] ${event.state}`;
    case 'attempt':
      return event.attempt.error === undefined
        ? undefined
        : `${at} [task ${event.task}] ${event.attempt.state} on ${event.attempt.provider}: ${event.attempt.error.code}: ${safe(event.attempt.error.message)}`;
    default:
      return undefined;
  }
}
