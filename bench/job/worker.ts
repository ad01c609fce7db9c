import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decode, type Job, type JobWire, jobSchema, ZERO_HASH } from '@lode/protocol';
import { createBackend, swiftShaderEnvironment } from '@lode/provider';
import { type BenchRow, percentile } from '../report.ts';
import { SPIN_BYTES, SPIN_WGSL, SPIN_WORKGROUPS } from './kernels.ts';

const run = promisify(execFile);

/** Kernel lengths to compare at, and how often each is run on each side. */
const KERNELS = [
  { targetMs: 1, rounds: 30 },
  { targetMs: 100, rounds: 8 },
  { targetMs: 1_000, rounds: 4 },
] as const;

/** A job of one dispatch that spins `loops` times. */
export function spinJob(loops: number, more: { tasks?: number; replicas?: number; nonce?: `0x${string}` } = {}): Job {
  const wire: JobWire = {
    apiVersion: 'lode/v1',
    kind: 'Job',
    name: 'spin',
    nonce: more.nonce ?? ZERO_HASH,
    webgpu: {
      kernels: { spin: { source: SPIN_WGSL, constants: { LOOPS: loops } } },
      buffers: { result: { sizeBytes: SPIN_BYTES } },
      steps: [{ dispatch: { kernel: 'spin', workgroups: [...SPIN_WORKGROUPS], bind: { 0: 'result' } } }],
      outputs: [{ name: 'result', buffer: 'result' }],
    },
    tasks: { count: more.tasks ?? 1, seed: 0 },
    resources: { vramBytes: 0, minScoreClass: 0, adapterTypes: [] },
    inputs: [],
    price: { maxMicroUsdPerGpuSecond: '1000', maxTotalMicroUsd: '100000000', streamedBps: 0 },
    verify: { replicas: more.replicas ?? 1, quorum: 1 },
    determinism: 'bitexact',
    placement: { regions: [], maxGramsCo2ePerKwh: null },
    timeouts: { taskMs: 60_000, compileMs: 30_000, totalMs: 600_000, acceptanceMs: 60_000 },
    retries: 0,
  };
  return decode(jobSchema, wire, 'job');
}

/** Submit to mapped result inside the worker against the same kernel called directly, in turn, and what a lease adds. */
export async function compareWithDirect(swiftShaderDir: string, say: (text: string) => void): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lode-bench-'));
  const backend = await createBackend({ dataDir: join(folder, 'gpu'), swiftShaderDir });
  const device = backend.devices()[0];
  if (device === undefined) throw new Error('no device');
  const software = device.adapterType === 'cpu' ? await swiftShaderEnvironment(swiftShaderDir) : {};
  const direct = async (...args: string[]): Promise<unknown> =>
    JSON.parse(
      (
        await run(process.execPath, [join(import.meta.dirname, 'direct.ts'), ...args], {
          env: { ...process.env, ...software },
        })
      ).stdout,
    );
  const rows: BenchRow[] = [];
  try {
    for (const { targetMs, rounds } of KERNELS) {
      const loops = (await direct('calibrate', String(targetMs))) as number;
      say(`kernel of about ${targetMs} ms: ${loops} loops`);
      const before = (await direct('time', String(loops), String(rounds))) as number[];
      const worker = await timeWorker(backend, device.id, join(folder, `out-${targetMs}`), loops, rounds);
      const after = (await direct('time', String(loops), String(rounds))) as number[];
      // The peer runs before and after, so that a machine that speeds up or slows down favours nobody.
      rows.push(...rowsOf(targetMs, worker, [...before, ...after]));
    }
  } finally {
    await backend.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}

interface WorkerTimes {
  readonly queueMs: readonly number[];
  readonly taskMs: readonly number[];
  readonly openMs: number;
  /** What the first task took beside its time on the device. */
  readonly firstOverheadMs: number;
}

async function timeWorker(
  backend: Awaited<ReturnType<typeof createBackend>>,
  device: string,
  outputFolder: string,
  loops: number,
  rounds: number,
): Promise<WorkerTimes> {
  await mkdir(outputFolder, { recursive: true });
  const { signal } = new AbortController();
  const openedMs = performance.now();
  const session = await backend.open(
    { id: `bench-${loops}`, device, job: spinJob(loops, { tasks: rounds + 1 }), inputPaths: new Map(), outputFolder },
    signal,
  );
  const openMs = performance.now() - openedMs;
  const queueMs: number[] = [];
  const taskMs: number[] = [];
  try {
    for (let i = 0; i <= rounds; i++) {
      const startMs = performance.now();
      queueMs.push((await session.runTask(i, { signal, onEvent: () => {} })).queueMs);
      taskMs.push(performance.now() - startMs);
    }
  } finally {
    await session.close();
  }
  const firstOverheadMs = (taskMs[0] ?? Number.NaN) - (queueMs[0] ?? Number.NaN);
  return { queueMs: queueMs.slice(1), taskMs: taskMs.slice(1), openMs, firstOverheadMs };
}

function rowsOf(targetMs: number, worker: WorkerTimes, directMs: readonly number[]): BenchRow[] {
  const workload = `kernel of ${targetMs} ms`;
  const p = (samples: readonly number[]) => ({
    p50Ms: percentile(samples, 0.5),
    p95Ms: percentile(samples, 0.95),
    p99Ms: percentile(samples, 0.99),
  });
  const directP50 = percentile(directMs, 0.5);
  const overhead = worker.taskMs.map((taskMs, i) => taskMs - (worker.queueMs[i] ?? 0));
  return [
    {
      workload,
      subject: 'Dawn',
      variant: 'direct',
      ...p(directMs),
      includes: 'submit to mapped result, one process',
      ratio: {},
    },
    {
      workload,
      subject: 'Lode worker',
      variant: 'in a lease',
      ...p(worker.queueMs),
      includes: 'submit to mapped result inside the worker',
      ratio: { direct: percentile(worker.queueMs, 0.5) / directP50 },
    },
    {
      workload,
      subject: 'Lode worker',
      variant: 'overhead a task',
      ...p(overhead),
      includes: 'beside that: messages, hashing and writing 16 KiB of output',
      ratio: {},
    },
    {
      workload,
      subject: 'Lode worker',
      variant: 'overhead a lease',
      p50Ms: worker.openMs + worker.firstOverheadMs - percentile(overhead, 0.5),
      includes: 'once: taking a spare process, compiling, uploading',
      ratio: {},
    },
  ];
}
