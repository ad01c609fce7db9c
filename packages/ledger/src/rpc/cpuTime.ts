/**
 * Milliseconds of a processor that this thread has had. Unlike the clock it does not run on while others have the
 * processor, so that a busy machine cuts nobody off. Node before 23.9 has the clock alone.
 */
export function cpuTimeMs(): number {
  if (typeof process.threadCpuUsage !== 'function') return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
