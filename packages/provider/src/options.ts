import type { energySchema } from '@lode/protocol';
import type { z } from 'zod';

/** What a provider allows a job; a job's own, lower limits hold too. */
export interface ProviderLimits {
  /** Time one task may run on the device. */
  readonly maxTaskMs: number;
  /** Time all kernels of a job may take to compile. */
  readonly maxCompileMs: number;
  /** Bytes of one buffer; the device's own limit holds too. */
  readonly maxBufferBytes: number;
  /** Bytes of all inputs of a job together. */
  readonly maxInputBytes: number;
  /** Bytes of all outputs of a task together: what it may write to this machine's disk. */
  readonly maxOutputBytes: number;
  /** Resident memory of a worker process, without the buffers of a CPU adapter (which live there). */
  readonly maxHostBytes: number;
}

/**
 * `maxCompileMs`: honest kernels compile in tens of milliseconds on SwiftShader and in a few seconds at worst on a
 * driver with an empty cache; a compile bomb takes for ever, so the figure only bounds how long it holds a device.
 * `maxHostBytes`: an idle worker has 110 MiB resident (SwiftShader) and an optimising driver some hundreds;
 * compile bombs pass 1 GiB within seconds.
 */
export const DEFAULT_LIMITS: ProviderLimits = {
  maxTaskMs: 3_600_000,
  maxCompileMs: 30_000,
  maxBufferBytes: 2 ** 30,
  maxInputBytes: 4 * 2 ** 30,
  maxOutputBytes: 4 * 2 ** 30,
  maxHostBytes: 2 ** 30,
};

/** As declared by the operator; what is left out is unknown, and `watts` then comes from nvidia-smi where it is there. */
export type DeclaredEnergy = Partial<Omit<z.output<typeof energySchema>, 'basis'>>;

export interface BackendOptions {
  /** Folder this backend owns: benchmark results, the software adapter, the workers' private folders. Made if absent. */
  readonly dataDir: string;
  /** Only these devices, by id. Left out: every device found. */
  readonly devices?: readonly string[];
  /** Workers kept ready for each device: each has Dawn loaded and the device opened. Default 1. */
  readonly spareWorkers?: number;
  readonly limits?: Partial<ProviderLimits>;
  readonly energy?: DeclaredEnergy;
  /** The `nvidia-smi` program; `null`: do not look for one. Default: the one in PATH. */
  readonly nvidiaSmi?: string | null;
  /** Measure the devices again although their scores are known. */
  readonly rebenchmark?: boolean;
  /** Where the software adapter is unpacked. Default: a folder in `dataDir`; share one among several providers. */
  readonly swiftShaderDir?: string;
  readonly signal?: AbortSignal;
}
