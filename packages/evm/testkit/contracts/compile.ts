import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CompiledContract {
  creation: Uint8Array;
  runtime: Uint8Array;
}

interface SolcOutput {
  errors?: { severity: string; formattedMessage: string }[];
  contracts?: Record<string, Record<string, SolcContract>>;
}

interface SolcContract {
  evm: { bytecode: { object: string }; deployedBytecode: { object: string } };
}

interface Solc {
  version(): string;
  compile(input: string, callbacks: { import(path: string): { contents: string } | { error: string } }): string;
}

interface UniswapArtifact {
  evm: { bytecode: { object: string }; deployedBytecode: { object: string } };
}

const require = createRequire(import.meta.url);
const SOURCES = join(import.meta.dirname, 'sol');

/** The test contracts by name, with Uniswap V2's published artefacts beside them. Compiled once a machine and source. */
export function testContracts(): ReadonlyMap<string, CompiledContract> {
  const contracts = new Map<string, CompiledContract>();
  for (const [name, contract] of Object.entries(solidityOutput())) contracts.set(name, read(contract));
  for (const name of ['UniswapV2Factory', 'UniswapV2Pair']) {
    contracts.set(name, read(require(`@uniswap/v2-core/build/${name}.json`) as UniswapArtifact));
  }
  return contracts;
}

export function contract(contracts: ReadonlyMap<string, CompiledContract>, name: string): CompiledContract {
  const found = contracts.get(name);
  if (found === undefined) throw new Error(`no test contract ${name}`);
  return found;
}

function read({ evm }: SolcContract): CompiledContract {
  return {
    creation: Uint8Array.fromHex(evm.bytecode.object),
    runtime: Uint8Array.fromHex(evm.deployedBytecode.object),
  };
}

function solidityOutput(): Record<string, SolcContract> {
  const sources = Object.fromEntries(
    readdirSync(SOURCES).map((file) => [file, readFileSync(join(SOURCES, file), 'utf8')]),
  );
  return compileCached(sources, 10_000);
}

/** The contracts of a folder of Solidity sources, by name. Imports that are not in it come from npm packages. */
export function compileFolder(folder: string, optimizerRuns: number): ReadonlyMap<string, CompiledContract> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sol'));
  const sources = Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const output = compileCached(sources, optimizerRuns);
  return new Map(Object.entries(output).map(([name, compiled]) => [name, read(compiled)]));
}

function compileCached(sources: Record<string, string>, runs: number): Record<string, SolcContract> {
  const solc = require('solc') as Solc;
  const input = JSON.stringify({
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    // Cancun's opcodes run on every fork that is compared.
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs },
      outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.deployedBytecode.object'] } },
    },
  });
  const key = createHash('sha256').update(solc.version()).update(input).digest('hex').slice(0, 24);
  const cache = join(tmpdir(), 'lode-evm-testkit', `${key}.json`);
  if (existsSync(cache)) return JSON.parse(readFileSync(cache, 'utf8')) as Record<string, SolcContract>;
  const output = compile(solc, input, Object.keys(sources));
  mkdirSync(join(tmpdir(), 'lode-evm-testkit'), { recursive: true });
  writeFileSync(`${cache}.${process.pid}`, JSON.stringify(output));
  renameSync(`${cache}.${process.pid}`, cache); // several test processes may write it at once
  return output;
}

function compile(solc: Solc, input: string, files: readonly string[]): Record<string, SolcContract> {
  const output = JSON.parse(
    solc.compile(input, { import: (path) => ({ contents: readFileSync(require.resolve(path), 'utf8') }) }),
  ) as SolcOutput;
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  const named: Record<string, SolcContract> = {};
  for (const file of files) Object.assign(named, output.contracts?.[file]);
  return named;
}
