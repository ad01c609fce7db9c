import { hardhat } from './hardhat.ts';

// `npm run gas` measures again and writes snapshots/; `-- --check` fails on any figure that differs from what is there.
const check = process.argv.includes('--check');
process.exit(
  await hardhat([
    'test',
    'solidity',
    'test/Gas.t.sol',
    '--test-profile',
    'gas',
    check ? '--snapshot-check' : '--snapshot',
  ]),
);
