import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from './generated.ts';
import { hardhat } from './hardhat.ts';

// `npm run gas` measures again and writes snapshots/ and .gas-snapshot; `-- --check` fails on any figure that differs.
const check = process.argv.includes('--check');
const snapshots = join(packageRoot, 'snapshots');
const task = ['test', 'solidity', 'test/Gas.t.sol', 'test/ChannelGas.t.sol', '--test-profile', 'gas'];

// The predeployed contracts' tests take their code from the artifacts, which `test` alone would leave as they are.
const built = await hardhat(['build', '--quiet']);
const code = built === 0 ? await hardhat([...task, check ? '--snapshot-check' : '--snapshot']) : built;
if (code === 0)
  for (const file of (await readdir(snapshots)).sort()) {
    const text = await readFile(join(snapshots, file), 'utf8');
    // Hardhat ends these files without a newline, which the formatter wants.
    if (!check) await writeFile(join(snapshots, file), `${text.trimEnd()}\n`);
    console.log(`${file.replace('.json', '')} ${text.trimEnd()}`);
  }
process.exit(code);
