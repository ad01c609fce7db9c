import { createRequire } from 'node:module';
import hardhatViem from '@nomicfoundation/hardhat-viem';
import { defineConfig } from 'hardhat/config';

/** Where the ledger's RPC is, and whose accounts: the test that runs this project says it. */
const { LODE_TEST_RPC_URL = 'http://127.0.0.1:8545', LODE_TEST_KEYS = '' } = process.env;

export default defineConfig({
  plugins: [hardhatViem],
  solidity: {
    version: '0.8.37',
    // The npm build of solc, so that nothing is downloaded.
    path: createRequire(import.meta.url).resolve('solc/soljson.js'),
    settings: { optimizer: { enabled: true, runs: 1 }, evmVersion: 'osaka' },
  },
  networks: {
    lode: {
      type: 'http',
      chainType: 'generic',
      url: LODE_TEST_RPC_URL,
      accounts: LODE_TEST_KEYS.split(',').filter((key) => key !== ''),
    },
  },
});
