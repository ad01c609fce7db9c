import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEDGER_KEYS, type LedgerRpc, startLedgerRpc } from '../../testkit/rpcLedger.ts';

const PROJECT = join(import.meta.dirname, '../../testkit/rpc-hardhat');
const CLI = join(dirname(createRequire(import.meta.url).resolve('hardhat/package.json')), 'dist/src/cli.js');
/** The first run compiles OpenZeppelin's governance with solc in JavaScript; later ones find it in Hardhat's cache. */
const FIRST_RUN_MS = 180_000;

let rpc: LedgerRpc;
beforeAll(async () => {
  rpc = await startLedgerRpc();
});
afterAll(async () => {
  await rpc.stop();
  expect(rpc.faults).toEqual([]);
});

function hardhat(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: PROJECT,
    env: {
      ...process.env,
      HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true',
      LODE_TEST_RPC_URL: rpc.url,
      LODE_TEST_KEYS: LEDGER_KEYS.join(','),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

describe('Hardhat 3', () => {
  it(
    'a project compiles, deploys OpenZeppelin’s Governor here, and passes a proposal through it',
    async () => {
      const { code, output } = await hardhat('run', 'scripts/governance.ts', '--network', 'lode');
      expect(output).toContain('governance: executed');
      expect(code).toBe(0);
    },
    FIRST_RUN_MS,
  );
});
