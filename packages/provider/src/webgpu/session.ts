import { copyFile, link, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  errorShape,
  type Job,
  type JobSecret,
  LodeError,
  openedSize,
  type Session,
  type SessionRequest,
  sealText,
  TASK_TEXT_LIMITS,
  type TaskOutcome,
  type TaskOutput,
  ZERO_HASH,
} from '@lode/protocol';
import type { ProviderLimits } from '../options.ts';
import type { AdapterReport, FromWorker, SealOrder } from '../worker/messages.ts';
import { type EnergySource, taskEnergy } from './energy.ts';
import { type ExchangeOptions, exchange, type PhaseLimits } from './exchange.ts';
import { type Plan, planJob } from './plan.ts';
import { SEAL_MODULE_URL, type WorkerProcess } from './worker-process.ts';

export interface SessionParts {
  readonly request: SessionRequest;
  readonly worker: WorkerProcess;
  readonly adapter: AdapterReport;
  readonly adapterClass: string;
  readonly vramBytes: number;
  readonly limits: ProviderLimits;
  readonly energy: EnergySource;
  /** Called once, after the process is gone. */
  onClosed(): void;
}

type RunOptions = Parameters<Session['runTask']>[1];

/** Errors after which the process is as good as before. */
const HARMLESS: readonly string[] = ['SHADER_INVALID', 'BUFFER_LIMIT', 'INPUT_MISSING', 'BAD_TASK'];

/** A slow disk's pace and a fixed part: what moving bytes to and from the device may take. */
const TRANSFER_BASE_MS = 30_000;
const TRANSFER_BYTES_PER_MS = 20_000;

/** A lease's hold of a worker. See {@link Session}. */
export class WebGpuSession implements Session {
  readonly #parts: SessionParts;
  /** Of a sealed job. */
  readonly #secret: JobSecret | undefined;
  #prepared: Plan | undefined;
  /** A program that does not compile will not compile for the next task either. */
  #unfit: LodeError | undefined;
  #serial = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const { contentKey, job } = parts.request;
    this.#secret = contentKey === undefined ? undefined : { contentKey: contentKey.slice(), nonce: job.nonce };
  }

  runTask(index: number, options: RunOptions): Promise<TaskOutcome> {
    const outcome = this.#queue.then(() => this.#guarded(index, options));
    this.#queue = outcome.catch(() => {});
    return outcome;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const { worker, energy, onClosed } = this.#parts;
    // Not before the process is gone: until then it may hold the device.
    void worker.exited.then(onClosed);
    energy.meter?.stop();
    await worker.kill();
    this.#secret?.contentKey.fill(0);
  }

  async #guarded(index: number, options: RunOptions): Promise<TaskOutcome> {
    if (this.#closing !== undefined) throw new LodeError('WORKER_DIED', 'The session is closed.');
    try {
      return await this.#run(index, options);
    } catch (error) {
      const code = error instanceof LodeError ? error.code : 'INTERNAL';
      // Before closing, which overwrites the key.
      const told = this.#secret === undefined ? error : sealError(this.#secret, error);
      if (!HARMLESS.includes(code)) await this.close();
      throw told;
    }
  }

  async #run(index: number, options: RunOptions): Promise<TaskOutcome> {
    const { request, worker, adapterClass, energy } = this.#parts;
    if (!Number.isInteger(index) || index < 0 || index >= request.job.tasks.count)
      throw new LodeError('BAD_TASK', `The job has tasks 0 to ${request.job.tasks.count - 1}; there is no ${index}.`);
    if (options.signal.aborted) throw new LodeError('CANCELLED', 'Cancelled before it started.');
    options.onEvent({ type: 'phase', phase: 'starting' });
    const plan = await this.#prepare(options);
    const startedAtMs = Date.now();
    this.#serial += 1;
    const command = { type: 'task', index, serial: this.#serial } as const;
    const done = await exchange(worker, command, 'done', this.#exchangeOptions(plan, options));
    const endedAtMs = Date.now();
    const outputs = await this.#collect(index, plan, done);
    const { gpuMs, queueMs } = done;
    options.onEvent({ type: 'metering', gpuMs });
    return {
      outputs,
      traceRoot: ZERO_HASH,
      gpuMs,
      queueMs,
      energy: taskEnergy(energy, { startMs: startedAtMs, endMs: endedAtMs, gpuMs }),
      peakVramBytes: plan.deviceBytes,
      adapterClass,
      startedAtMs,
      endedAtMs,
    };
  }

  async #prepare(options: RunOptions): Promise<Plan> {
    if (this.#prepared !== undefined) return this.#prepared;
    if (this.#unfit !== undefined) throw this.#unfit;
    const { request, worker, adapter, vramBytes, limits } = this.#parts;
    try {
      const plan = planJob(request.job, {
        limits,
        adapter: adapter.limits,
        vramBytes,
        inputBytes: await sizesOf(request.inputPaths, this.#secret !== undefined),
      });
      await deliver(worker.folder, plan, request.inputPaths);
      await exchange(
        worker,
        { type: 'prepare', ...this.#sealOrder() },
        'prepared',
        this.#exchangeOptions(plan, options),
      );
      this.#prepared = plan;
      return plan;
    } catch (error) {
      if (error instanceof LodeError && HARMLESS.includes(error.code)) this.#unfit = error;
      throw error;
    }
  }

  #sealOrder(): { seal?: SealOrder } {
    if (this.#secret === undefined) return {};
    const { contentKey, nonce } = this.#secret;
    return { seal: { moduleUrl: SEAL_MODULE_URL, contentKey: contentKey.toHex(), nonce } };
  }

  #exchangeOptions(plan: Plan, { signal, onEvent }: RunOptions): ExchangeOptions {
    const { limits, request, adapter } = this.#parts;
    return {
      signal,
      limits: phaseLimits(request.job, limits, plan),
      // A CPU adapter's buffers are the worker's own memory: once as buffers, once in staging on their way.
      maxResidentBytes: limits.maxHostBytes + (adapter.fallback ? 2 * plan.deviceBytes : 0),
      onPhase: (phase) => onEvent({ type: 'phase', phase }),
      onLog: ({ level, text }) => {
        const sealed = this.#secret === undefined ? text : sealText(this.#secret, text, TASK_TEXT_LIMITS.logChars);
        onEvent({ type: 'log', level, text: sealed });
      },
      onProgress: ({ done, total, gpuMs }) => {
        onEvent({ type: 'progress', done, total });
        onEvent({ type: 'metering', gpuMs });
      },
    };
  }

  /** Takes the outputs out of the worker's folder; names are checked against the plan, as the worker is not trusted. */
  async #collect(index: number, plan: Plan, done: Extract<FromWorker, { type: 'done' }>): Promise<TaskOutput[]> {
    const { worker, request } = this.#parts;
    const outputs: TaskOutput[] = [];
    for (const [i, { name }] of plan.outputs.entries()) {
      const report = done.outputs[i];
      if (report?.name !== name) throw new LodeError('GPU_ERROR', `The worker left out the output "${name}".`);
      const path = join(request.outputFolder, `${index}.${this.#serial}-${name}`);
      await move(join(worker.folder, 'out', report.file), path);
      outputs.push({ name, hash: `0x${report.sha256}`, sizeBytes: report.sizeBytes, path });
    }
    return outputs;
  }
}

/** All that an error of a sealed job says but its code. */
function sealError(secret: JobSecret, error: unknown): LodeError {
  const { code, message, hint } = errorShape(error);
  const text = hint === undefined ? message : `${message} (${hint})`;
  return new LodeError(code, sealText(secret, text, TASK_TEXT_LIMITS.errorChars));
}

function phaseLimits(job: Job, limits: ProviderLimits, plan: Plan): PhaseLimits {
  return {
    compileMs: Math.min(job.timeouts.compileMs, limits.maxCompileMs),
    taskMs: Math.min(job.timeouts.taskMs, limits.maxTaskMs),
    transferMs: TRANSFER_BASE_MS + Math.ceil(plan.deviceBytes / TRANSFER_BYTES_PER_MS),
  };
}

/** Of a sealed job, the sizes of what the inputs hold. */
async function sizesOf(paths: ReadonlyMap<string, string>, sealed: boolean): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const [name, path] of paths) {
    const { size } = await stat(path).catch((cause) => {
      throw new LodeError('INPUT_MISSING', `The input "${name}" is not at its place.`, { cause });
    });
    const plainBytes = sealed ? openedSize(size) : size;
    if (plainBytes === undefined)
      throw new LodeError('SEAL_BROKEN', `The input "${name}" has ${size} bytes, which no sealed file has.`);
    sizes.set(name, plainBytes);
  }
  return sizes;
}

/** Puts the plan and the inputs into the worker's folder: linked where the file system allows, else copied. */
async function deliver(folder: string, plan: Plan, paths: ReadonlyMap<string, string>): Promise<void> {
  await writeFile(join(folder, 'in', 'plan.json'), JSON.stringify(plan));
  const used = new Set(plan.buffers.flatMap((one) => (one.input === undefined ? [] : [one.input.file])));
  for (const name of used) {
    const from = paths.get(name);
    if (from === undefined) continue;
    const to = join(folder, 'in', 'inputs', name);
    await link(from, to).catch(() => copyFile(from, to));
  }
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error;
    await copyFile(from, to);
    await unlink(from);
  });
}
