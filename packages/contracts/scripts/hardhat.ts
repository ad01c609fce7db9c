import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from './generated.ts';

const require = createRequire(import.meta.url);

/** Runs a command in the package's folder, its output on ours. Resolves with the exit code, 1 for a signal. */
export const run = (args: readonly string[], cwd: string = packageRoot): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: 'inherit',
      env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true' },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });

/** Runs Hardhat with this Node, whatever `npx` or a wrapper would have picked; the exit code is Hardhat's own. */
export const hardhat = (args: readonly string[]): Promise<number> => {
  requireBinding();
  return run([join(dirname(require.resolve('hardhat/package.json')), 'dist', 'src', 'cli.js'), ...args]);
};

// An npm run by a Node below 22 skips the simulator's binary without a word: it is optional and its `engines` say so.
const requireBinding = (): void => {
  try {
    createRequire(require.resolve('hardhat/package.json'))('@nomicfoundation/edr');
  } catch (cause) {
    throw new Error(
      "Hardhat's simulator has no binary here. npm leaves it out when it runs on Node below 22: " +
        'install again with the workspace’s own Node (node_modules/.bin first in PATH).',
      { cause },
    );
  }
};
