import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs an example on the running node and makes its picture or its check: `npm run example -- heat`.
 * What follows the name goes to `lode run`.
 */
const root = join(import.meta.dirname, '..');
const [name = '', ...more] = process.argv.slice(2);
const folder = join(root, 'examples', name);
if (!/^[a-z]+$/.test(name) || !existsSync(join(folder, 'job.yaml'))) {
  console.error('usage: npm run example -- fractal|montecarlo|heat|image');
  process.exit(2);
}
const out = join(root, 'out', name);
const run = (file: string, args: readonly string[]): number =>
  spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1;
const status = run(join(root, 'apps/cli/src/main.ts'), ['run', join(folder, 'job.yaml'), '--out', out, ...more]);
process.exitCode = status === 0 ? run(join(folder, 'collect.ts'), [out]) : status;
