import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Backend,
  contentHash,
  type Device,
  LodeError,
  type SessionRequest,
  type TaskOutcome,
  ZERO_HASH,
} from '@lode/protocol';

export const TEST_DEVICE: Device = {
  id: 'gpu-0',
  model: 'Test adapter',
  vendor: 'none',
  driver: '1',
  adapterType: 'cpu',
  adapterClass: 'test-1',
  vramBytes: 2 ** 30,
  scoreClass: 4,
  scores: { u32Gops: 1, f32Gflops: 4, memoryGBps: 1 },
  shared: false,
};

export interface TestBackendOptions {
  readonly devices?: readonly Device[];
  /** Called before a task's outcome: to wait, to report, or to fail. */
  onTask?(index: number, options: { signal: AbortSignal; onEvent: (event: never) => void }): Promise<void> | void;
  onOpen?(request: SessionRequest): void;
  readonly gpuMs?: number;
}

export interface TestBackend extends Backend {
  /** Sessions open now, and opened in all. */
  readonly open_: { now: number; total: number };
}

/** A backend in this process that computes something trivial: each output is the inputs and the task's number. */
export function createTestBackend(options: TestBackendOptions = {}): TestBackend {
  const devices = options.devices ?? [TEST_DEVICE];
  const busy = new Set<string>();
  const counts = { now: 0, total: 0 };
  return {
    open_: counts,
    devices: () => devices,
    capabilities: () => ({
      devices: [...devices],
      runtimes: [{ name: 'webgpu', version: 'test' }],
      energy: { source: 'unknown', watts: null, basis: 'unknown', gramsCo2ePerKwh: null },
      warm: { images: [], models: [] },
      limits: { maxTaskMs: 60_000, maxCompileMs: 10_000, maxBufferBytes: 2 ** 28, maxInputBytes: 2 ** 30 },
    }),
    async open(request, signal) {
      signal.throwIfAborted();
      if (busy.has(request.device)) throw new LodeError('DEVICE_BUSY', 'The device is busy.');
      options.onOpen?.(request);
      busy.add(request.device);
      counts.now += 1;
      counts.total += 1;
      let open = true;
      return {
        async runTask(index, run) {
          const startedAtMs = Date.now();
          run.onEvent({ type: 'phase', phase: 'running' });
          run.onEvent({ type: 'log', level: 'info', text: `task ${index}` });
          await options.onTask?.(index, run);
          run.signal.throwIfAborted();
          run.onEvent({ type: 'progress', done: 1, total: 1 });
          return outcome(request, index, startedAtMs, options.gpuMs ?? 1_000);
        },
        async close() {
          if (!open) return;
          open = false;
          counts.now -= 1;
          busy.delete(request.device);
        },
      };
    },
    stop: async () => {},
  };
}

async function outcome(
  request: SessionRequest,
  index: number,
  startedAtMs: number,
  gpuMs: number,
): Promise<TaskOutcome> {
  const inputs = await Promise.all([...request.inputPaths.values()].map((path) => readFile(path)));
  const bytes = new Uint8Array(Buffer.concat([...inputs, Buffer.from(`task ${index}`)]));
  await mkdir(request.outputFolder, { recursive: true });
  const outputs = await Promise.all(
    request.job.webgpu.outputs.map(async ({ name }) => {
      const path = join(request.outputFolder, `${name}-${index}`);
      await writeFile(path, bytes);
      return { name, hash: contentHash(bytes), sizeBytes: bytes.byteLength, path };
    }),
  );
  return {
    outputs,
    traceRoot: ZERO_HASH,
    queueMs: 1,
    gpuMs,
    energy: null,
    peakVramBytes: 0,
    adapterClass: 'test-1',
    startedAtMs,
    endedAtMs: Date.now(),
  };
}
