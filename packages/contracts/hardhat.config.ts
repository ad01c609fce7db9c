import { createRequire } from 'node:module';
import { defineConfig } from 'hardhat/config';

// The npm build of solc, so that nothing is downloaded: Hardhat loads a text file at `path` as the wasm compiler.
const solcPath = createRequire(import.meta.url).resolve('solc/soljson.js');

const compiler = (options: { readonly runs: number; readonly viaIR?: boolean }) => ({
  version: '0.8.37',
  path: solcPath,
  settings: {
    optimizer: { enabled: true, runs: options.runs },
    viaIR: options.viaIR ?? false,
    // Cancun is the oldest fork with transient storage, which the reentrancy guard uses: any chain since then serves.
    evmVersion: 'cancun',
    metadata: { bytecodeHash: 'none' },
  },
});

export default defineConfig({
  solidity: {
    // Market leaves room under EIP-170's 24,576 bytes at 1,000 runs; the size is checked by a test.
    compilers: [compiler({ runs: 1_000 })],
    overrides: {
      // Claims and receipts come by the thousand in one transaction, so here each unit counts: the pipeline that
      // optimises across functions saves a tenth. It takes many times as long, which is why it is for these alone.
      'contracts/channels/BatchSettlement.sol': compiler({ runs: 1_000_000, viaIR: true }),
      'contracts/channels/ReceiptAnchor.sol': compiler({ runs: 1_000_000, viaIR: true }),
    },
  },
  paths: { sources: './contracts', tests: { solidity: './test' } },
  test: {
    solidity: {
      profiles: {
        // The seed is fixed so that a run is the same everywhere; LODE_FUZZ_SEED explores others.
        default: {
          fuzz: { runs: 256, seed: process.env.LODE_FUZZ_SEED ?? '0x10de' },
          invariant: { runs: 64, depth: 100, failOnRevert: true },
        },
        // For a night, or after a change to the money's paths: `hardhat test solidity --test-profile deep`.
        deep: {
          fuzz: { runs: 10_000, seed: process.env.LODE_FUZZ_SEED ?? '0x10de' },
          invariant: { runs: 512, depth: 250, failOnRevert: true },
        },
        // Each call is its own transaction: cold storage, calldata and the 21,000 included, as a user pays.
        gas: { isolate: true, fuzz: { seed: '0x10de' } },
      },
    },
  },
});
