import type { Hex, JobSecret } from '@lode/protocol';

/** What a client keeps of a sealed job. Whoever has it can read the job; without it nobody can. */
export interface JobKey extends JobSecret {
  /** The only providers that may be given the key. Absent: whichever the gateway leases to. */
  readonly providers?: readonly Hex[];
}

/** Where a client keeps the keys of its sealed jobs, by job id. */
export interface KeyStore {
  get(job: Hex): Promise<JobKey | undefined>;
  put(job: Hex, key: JobKey): Promise<void>;
}

/** Keys for as long as the client lives. */
export function memoryKeys(): KeyStore {
  const keys = new Map<Hex, JobKey>();
  return {
    get: async (job) => keys.get(job),
    put: async (job, key) => void keys.set(job, key),
  };
}
