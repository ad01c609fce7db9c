import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hex } from 'viem';

const require = createRequire(import.meta.url);

interface Solc {
  compile(input: string, callbacks: { import(path: string): { contents: string } }): string;
}

interface SolcOutput {
  errors?: { severity: string; formattedMessage: string }[];
  contracts?: Record<string, Record<string, { evm: { bytecode: { object: string } } }>>;
}

/** Creation code of OpenZeppelin's ERC-20; compiled once a machine and source. */
export function tokenCreation(): Hex {
  const { version } = require('solc/package.json') as { version: string };
  const input = JSON.stringify({
    language: 'Solidity',
    sources: { 'Token.sol': { content: readFileSync(join(import.meta.dirname, 'sol/Token.sol'), 'utf8') } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 10_000 },
      outputSelection: { 'Token.sol': { Token: ['evm.bytecode.object'] } },
    },
  });
  const key = createHash('sha256').update(version).update(input).digest('hex').slice(0, 24);
  const folder = join(tmpdir(), 'lode-bench');
  const cache = join(folder, `${key}.hex`);
  if (existsSync(cache)) return `0x${readFileSync(cache, 'utf8')}`;
  // Loaded only where it is needed: it takes seconds, and ends the process at every unhandled rejection.
  const solc = require('solc') as Solc;
  const read = (path: string) => ({ contents: readFileSync(require.resolve(path), 'utf8') });
  const output = JSON.parse(solc.compile(input, { import: read })) as SolcOutput;
  const code = output.contracts?.['Token.sol']?.Token?.evm.bytecode.object;
  if (code === undefined) throw new Error(output.errors?.map((error) => error.formattedMessage).join('\n'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${cache}.${process.pid}`, code);
  renameSync(`${cache}.${process.pid}`, cache); // several processes may write it at once
  return `0x${code}`;
}

interface Artifact {
  evm: { bytecode: { object: string } };
}

const published = (path: string): Hex => `0x${(require(path) as Artifact).evm.bytecode.object}`;

/** Uniswap V2 as it was published. */
export const uniswap = () => ({
  factory: published('@uniswap/v2-core/build/UniswapV2Factory.json'),
  router: published('@uniswap/v2-periphery/build/UniswapV2Router02.json'),
});
