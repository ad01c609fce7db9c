import { execFile, spawn } from 'node:child_process';

/** What `nvidia-smi` knows of a card and Dawn does not tell. */
export interface NvidiaCard {
  readonly uuid: string;
  readonly name: string;
  readonly driver: string;
  readonly vramBytes: number;
  /** The card's power limit: what it draws at most. */
  readonly maxWatts: number | null;
}

/** It takes some hundred milliseconds; with a card that fell off the bus it hangs. */
const TIMEOUT_MS = 10_000;
const MIB = 2 ** 20;

/** The cards, in PCI order; none where the program is absent, fails or hangs. */
export function listNvidiaCards(program: string): Promise<NvidiaCard[]> {
  const query = '--query-gpu=uuid,name,driver_version,memory.total,power.limit';
  return new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', windowsHide: true } as const;
    execFile(program, [query, '--format=csv,noheader,nounits'], options, (error, stdout) => {
      resolve(error === null ? parseNvidiaCards(stdout) : []);
    });
  });
}

export function parseNvidiaCards(csv: string): NvidiaCard[] {
  return csv.split('\n').flatMap((line) => {
    const [uuid = '', name = '', driver = '', memory = '', power = ''] = line.split(',').map((field) => field.trim());
    const vramBytes = Number(memory) * MIB;
    if (uuid === '' || name === '' || !Number.isSafeInteger(vramBytes)) return [];
    const watts = Number.parseFloat(power);
    return [{ uuid, name, driver, vramBytes, maxWatts: Number.isFinite(watts) ? watts : null }];
  });
}

/** How often the power draw is read: the driver itself averages over some hundred milliseconds. */
const SAMPLE_MS = 200;
/** Samples kept: ten minutes. Older ones are dropped, so that a longer task is averaged over its last ten minutes. */
const MAX_SAMPLES = 3_000;

export interface PowerMeter {
  /** Mean watts between two times, or the last known before them; null where nothing was read. */
  meanWatts(startMs: number, endMs: number): number | null;
  stop(): void;
}

/** Reads a card's power draw until stopped. If this process dies, `nvidia-smi` ends at its next write. */
export function meterPower(program: string, uuid: string, now: () => number = Date.now): PowerMeter {
  const flags = ['-i', uuid, '--query-gpu=power.draw', '--format=csv,noheader,nounits', '-lms', String(SAMPLE_MS)];
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
  const samples: { readonly atMs: number; readonly watts: number }[] = [];
  child.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) {
      const watts = Number.parseFloat(line);
      if (Number.isFinite(watts) && watts >= 0) samples.push({ atMs: now(), watts });
    }
    samples.splice(0, Math.max(0, samples.length - MAX_SAMPLES));
  });
  return {
    meanWatts: (startMs, endMs) => {
      const within = samples.filter((one) => one.atMs >= startMs && one.atMs <= endMs);
      if (within.length > 0) return within.reduce((sum, one) => sum + one.watts, 0) / within.length;
      return samples.findLast((one) => one.atMs <= endMs)?.watts ?? null;
    },
    stop: () => {
      child.kill('SIGKILL');
    },
  };
}
