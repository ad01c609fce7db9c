import { spawnSync } from 'node:child_process';

/** Programs that some tests need, and the Debian packages that hold them. */
const NEEDED: Readonly<Record<string, string>> = { ip: 'iproute2', nft: 'nftables', tcpdump: 'tcpdump' };

const has = (program: string): boolean => spawnSync(program, ['-V'], { stdio: 'ignore' }).error === undefined;

/**
 * Installs what is missing where that can be done without asking: as root, with apt. Elsewhere the tests that need it
 * are skipped, and say what for.
 */
export function installSystemPackages(): void {
  const missing = Object.entries(NEEDED).flatMap(([program, name]) => (has(program) ? [] : [name]));
  if (missing.length === 0 || process.getuid?.() !== 0 || !has('apt-get')) return;
  console.log(`installing ${missing.join(', ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  const installed = apt('update') && apt('install', '-y', '--no-install-recommends', ...missing);
  if (!installed) console.log('apt-get failed: tests that need these are skipped');
}
