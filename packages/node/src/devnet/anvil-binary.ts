import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LodeError } from '@lode/protocol';

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@foundry-rs/anvil-linux-amd64',
  'linux-arm64': '@foundry-rs/anvil-linux-arm64',
  'darwin-x64': '@foundry-rs/anvil-darwin-amd64',
  'darwin-arm64': '@foundry-rs/anvil-darwin-arm64',
  'win32-x64': '@foundry-rs/anvil-win32-amd64',
};

/**
 * Path of anvil's own binary. The package's `anvil` command is a wrapper that outlives a killed child and
 * leaves its child when it is killed itself, so it is passed by.
 *
 * @throws LodeError `ANVIL_MISSING`
 */
export function anvilBinary(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  const hint = 'Use a chain that runs elsewhere: --chain URL.';
  if (name === undefined)
    throw new LodeError('ANVIL_MISSING', `The embedded devnet does not run on ${platform}.`, { hint });
  try {
    // The platform package is a dependency of the wrapper, so it is looked up from there.
    const wrapper = createRequire(createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json'));
    const folder = dirname(wrapper.resolve(`${name}/package.json`));
    const path = join(folder, 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil');
    accessSync(path, constants.X_OK);
    return path;
  } catch (cause) {
    throw new LodeError('ANVIL_MISSING', `The devnet's binary (npm ${name}) is not installed.`, {
      hint: `Run "npm ci" without --omit=optional. Or: ${hint}`,
      cause,
    });
  }
}
