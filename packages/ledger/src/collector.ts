import { setFlagsFromString } from 'node:v8';

/**
 * V8 begins to mark the whole heap once less than a young generation (16 MiB) is left below the old one's limit. Our heap
 * is small and lives long (40 MB; blocks are in shared memory), its limit 12 MB above it: V8 marked it at every second
 * block of 20,000 token transfers, on four threads. With 5 % of what the limit leaves it does so a third to half as often.
 * Flags of the process: threads that are begun have them too.
 */
export function tuneCollector(): void {
  setFlagsFromString('--incremental-marking-soft-trigger=5');
  setFlagsFromString('--incremental-marking-hard-trigger=5');
}
