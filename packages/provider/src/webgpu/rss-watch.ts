import { readFile } from 'node:fs/promises';

/** A compile bomb was seen to grow by some hundred MiB a second: this catches it within as much beyond the limit. */
const INTERVAL_MS = 250;
const KIB = 1_024;

/** Resident bytes of a process; null where `/proc` does not say: outside Linux, or when it is gone. */
export async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? null : Number(kib) * KIB;
}

/**
 * Calls `onExceeded` once when a process has more than `maxBytes` resident. Outside Linux it sees nothing, and a
 * worker's JavaScript heap limit is the only bound on its memory.
 */
export function watchResident(pid: number, maxBytes: number, onExceeded: (bytes: number) => void): () => void {
  const timer = setInterval(async () => {
    const bytes = await residentBytes(pid);
    if (bytes === null || bytes <= maxBytes) return;
    clearInterval(timer);
    onExceeded(bytes);
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
