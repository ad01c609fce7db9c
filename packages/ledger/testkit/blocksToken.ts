import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Solc {
  version(): string;
  compile(input: string, callbacks: { import(path: string): { contents: string } }): string;
}

interface SolcOutput {
  contracts?: Record<string, Record<string, { evm: { deployedBytecode: { object: string } } }>>;
}

const require = createRequire(import.meta.url);
const SOURCE = `pragma solidity ^0.8.24;
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
contract Token is ERC20 { constructor() ERC20("Test", "TEST") {} }`;

/** OpenZeppelin's ERC-20 as it lies on a chain. Compiled once a machine. Balances are in slot 0. */
export function tokenCode(): Uint8Array {
  const solc = require('solc') as Solc;
  const folder = join(tmpdir(), 'lode-ledger-testkit');
  const cache = join(folder, `token-${solc.version()}.hex`);
  if (existsSync(cache)) return Uint8Array.fromHex(readFileSync(cache, 'utf8'));
  const input = {
    language: 'Solidity',
    sources: { 'Token.sol': { content: SOURCE } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 10_000 },
      outputSelection: { '*': { '*': ['evm.deployedBytecode.object'] } },
    },
  };
  const load = (path: string) => ({ contents: readFileSync(require.resolve(path), 'utf8') });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load })) as SolcOutput;
  const hex = output.contracts?.['Token.sol']?.Token?.evm.deployedBytecode.object;
  if (hex === undefined) throw new Error('the token does not compile');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${cache}.${process.pid}`, hex);
  renameSync(`${cache}.${process.pid}`, cache); // several processes may write it at once
  return Uint8Array.fromHex(hex);
}
