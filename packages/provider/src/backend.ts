import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Backend, type Device, LodeError, type Session, type SessionRequest } from '@lode/protocol';
import { detectDevices, type FoundDevice, scoreKey, withScores } from './devices/detect.ts';
import { meterPower } from './devices/nvidia-smi.ts';
import { readScores, writeScores } from './devices/score-cache.ts';
import { type BackendOptions, DEFAULT_LIMITS, type ProviderLimits } from './options.ts';
import { WorkerPool } from './webgpu/pool.ts';
import { WebGpuSession } from './webgpu/session.ts';
import { askWorker, dawnVersion } from './webgpu/worker-process.ts';

/** A backend and what its operator should know. */
export interface ProviderBackend extends Backend {
  /** Whole sentences: that a software adapter is used, which cards cannot be used and why. */
  readonly notices: readonly string[];
}

interface Lane {
  readonly found: FoundDevice;
  readonly device: Device;
  readonly pool: WorkerPool;
}

/** The benchmark bounds itself to about 1.5 s; a driver compiling its first pipelines may take longer. */
const BENCH_TIMEOUT_MS = 60_000;
const DEFAULT_NVIDIA_SMI = 'nvidia-smi';

/**
 * Finds and measures this machine's devices, and starts workers ahead for them.
 *
 * @throws LodeError `NO_GPU`, `DEVICE_UNKNOWN` (a filter names a device that is not there), `GPU_ERROR`, `CANCELLED`
 * @example
 * const backend = await createBackend({ dataDir: '/var/lib/lode/provider' });
 * for (const device of backend.devices()) console.log(device.id, device.model, device.scores.f32Gflops);
 * await backend.stop();
 */
export async function createBackend(options: BackendOptions): Promise<ProviderBackend> {
  await mkdir(options.dataDir, { recursive: true });
  const dataDir = await realpath(options.dataDir);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const scratchDir = await makeScratch(dataDir);
  try {
    const { devices, notices } = await detectDevices({
      scratchDir,
      swiftShaderDir: options.swiftShaderDir ?? dataDir,
      nvidiaSmi: options.nvidiaSmi === undefined ? DEFAULT_NVIDIA_SMI : options.nvidiaSmi,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const chosen = chooseDevices(devices, options.devices);
    const measured = await measure(chosen, scratchDir, dataDir, options);
    const lanes = measured.map(({ found, device }): Lane => {
      const config = { role: 'serve', adapter: found.adapter } as const;
      const pool = new WorkerPool({ config, environment: found.environment, scratchDir }, options.spareWorkers ?? 1);
      return { found, device, pool };
    });
    for (const { pool } of lanes) pool.refill();
    return new WebGpuBackend({ lanes, limits, notices, scratchDir, options });
  } catch (error) {
    await rm(scratchDir, { recursive: true, force: true });
    throw error;
  }
}

/** A folder for this process's workers; those of processes that are no more are removed. */
async function makeScratch(dataDir: string): Promise<string> {
  const all = join(dataDir, 'workers');
  await mkdir(all, { recursive: true });
  for (const name of await readdir(all)) {
    if (!isAlive(Number.parseInt(name, 10))) await rm(join(all, name), { recursive: true, force: true });
  }
  // Several backends of one process have a folder each.
  const own = join(all, `${process.pid}-${crypto.randomUUID()}`);
  await mkdir(own);
  return own;
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function chooseDevices(found: readonly FoundDevice[], ids: readonly string[] | undefined): readonly FoundDevice[] {
  if (ids === undefined) return found;
  return ids.map((id) => {
    const one = found.find(({ facts }) => facts.id === id);
    if (one === undefined)
      throw unknownDevice(
        id,
        found.map(({ facts }) => facts.id),
      );
    return one;
  });
}

const unknownDevice = (id: string, known: readonly string[]): LodeError =>
  new LodeError('DEVICE_UNKNOWN', `There is no device "${id}" here.`, { hint: `Devices: ${known.join(', ')}.` });

/** One device after another: two benchmarks at once would measure each other. */
async function measure(
  devices: readonly FoundDevice[],
  scratchDir: string,
  dataDir: string,
  { rebenchmark = false, signal }: BackendOptions,
): Promise<{ found: FoundDevice; device: Device }[]> {
  const known = await readScores(dataDir);
  const measured: { found: FoundDevice; device: Device }[] = [];
  let changed = false;
  for (const found of devices) {
    let scores = rebenchmark ? undefined : known.get(scoreKey(found));
    if (scores === undefined) {
      const config = { role: 'bench', adapter: found.adapter } as const;
      const worker = { config, environment: found.environment, scratchDir };
      ({ scores } = await askWorker(worker, 'scores', BENCH_TIMEOUT_MS, signal));
      known.set(scoreKey(found), scores);
      changed = true;
    }
    measured.push({ found, device: withScores(found, scores) });
  }
  if (changed) await writeScores(dataDir, known);
  return measured;
}

interface BackendParts {
  readonly lanes: readonly Lane[];
  readonly limits: ProviderLimits;
  readonly notices: readonly string[];
  readonly scratchDir: string;
  readonly options: BackendOptions;
}

class WebGpuBackend implements ProviderBackend {
  readonly #parts: BackendParts;
  readonly #sessions = new Set<Session>();
  readonly #leased = new Set<string>();

  constructor(parts: BackendParts) {
    this.#parts = parts;
  }

  get notices(): readonly string[] {
    return this.#parts.notices;
  }

  devices(): readonly Device[] {
    return this.#parts.lanes.map(({ device }) => device);
  }

  capabilities(): ReturnType<Backend['capabilities']> {
    const { lanes, limits, options } = this.#parts;
    const measured = lanes.map(({ found }) => found.nvidia?.maxWatts ?? null).find((watts) => watts !== null) ?? null;
    const declared = options.energy?.watts ?? null;
    // The smallest, so that what the offer says holds on each of its devices.
    const maxBufferBytes = Math.min(
      limits.maxBufferBytes,
      ...lanes.map(({ found: { adapter } }) =>
        Math.min(adapter.limits.maxBufferSize, adapter.limits.maxStorageBufferBindingSize),
      ),
    );
    return {
      devices: [...this.devices()],
      runtimes: [{ name: 'webgpu', version: `dawn-${dawnVersion}` }],
      energy: {
        source: options.energy?.source ?? 'unknown',
        watts: declared ?? measured,
        basis: declared !== null ? 'declared' : measured !== null ? 'estimated' : 'unknown',
        gramsCo2ePerKwh: options.energy?.gramsCo2ePerKwh ?? null,
      },
      warm: { images: [], models: [] },
      limits: {
        maxTaskMs: limits.maxTaskMs,
        maxCompileMs: limits.maxCompileMs,
        maxBufferBytes,
        maxInputBytes: limits.maxInputBytes,
      },
    };
  }

  async open(request: SessionRequest, signal: AbortSignal): Promise<Session> {
    const { lanes, limits, options } = this.#parts;
    const lane = lanes.find(({ device }) => device.id === request.device);
    if (lane === undefined)
      throw unknownDevice(
        request.device,
        lanes.map(({ device }) => device.id),
      );
    const { device, found, pool } = lane;
    if (this.#leased.has(device.id)) {
      throw new LodeError('DEVICE_BUSY', `Device "${device.id}" is leased.`, {
        hint: 'Try again when its lease has ended, or take another device.',
      });
    }
    this.#leased.add(device.id);
    const release = () => {
      this.#leased.delete(device.id);
      pool.refill();
    };
    try {
      const worker = await pool.take(signal);
      const program = options.nvidiaSmi ?? DEFAULT_NVIDIA_SMI;
      const session: WebGpuSession = new WebGpuSession({
        request,
        worker,
        adapter: found.adapter,
        adapterClass: device.adapterClass,
        vramBytes: device.vramBytes,
        limits,
        energy: {
          meter: found.nvidia === null ? null : meterPower(program, found.nvidia.uuid),
          declaredWatts: options.energy?.watts ?? null,
          gramsCo2ePerKwh: options.energy?.gramsCo2ePerKwh ?? null,
        },
        onClosed: () => {
          this.#sessions.delete(session);
          release();
        },
      });
      this.#sessions.add(session);
      return session;
    } catch (error) {
      release();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const { lanes, scratchDir } = this.#parts;
    await Promise.all(lanes.map(({ pool }) => pool.stop()));
    await Promise.all([...this.#sessions].map((session) => session.close()));
    await rm(scratchDir, { recursive: true, force: true });
  }
}
