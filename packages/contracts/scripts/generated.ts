import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

export const packageRoot = join(import.meta.dirname, '..');

/** The contracts other packages may deploy and call, and the name each one's constants start with. */
export const contracts = [
  { name: 'TestUSD', constant: 'testUsd' },
  { name: 'ProviderRegistry', constant: 'providerRegistry' },
  { name: 'Market', constant: 'market' },
] as const;

/** Contracts that stand at fixed addresses of a network: their runtime code is all there is of them. */
export const predeployed = [
  { name: 'channels/BatchSettlement', constant: 'batchSettlement' },
  { name: 'channels/ERC3009DepositCollector', constant: 'erc3009DepositCollector' },
  { name: 'channels/PayerDepositCollector', constant: 'payerDepositCollector' },
  { name: 'channels/ReceiptAnchor', constant: 'receiptAnchor' },
] as const;

export type Artifact = {
  readonly abi: readonly unknown[];
  readonly bytecode: `0x${string}`;
  readonly runtimeCode: `0x${string}`;
  /** Whether a constructor writes into the runtime code, which then is not complete without it. */
  readonly hasImmutables: boolean;
  readonly size: number;
};

/** What `hardhat build` left for a contract, named by its file; throws if it was not built, or needs linking. */
export const readArtifact = async (name: string): Promise<Artifact> => {
  const path = join(packageRoot, 'artifacts', 'contracts', `${name}.sol`, `${basename(name)}.json`);
  const json: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof json !== 'object' || json === null || !('abi' in json && 'bytecode' in json && 'deployedBytecode' in json))
    throw new Error(`${path} is not a Hardhat artifact: run \`npm run build -w packages/contracts\``);
  const { abi, bytecode, deployedBytecode: runtimeCode } = json;
  if (!Array.isArray(abi) || !isHex(bytecode) || !isHex(runtimeCode))
    throw new Error(`${path}: an ABI and linked bytecode were expected`);
  const immutables = 'immutableReferences' in json ? json.immutableReferences : undefined;
  const hasImmutables = typeof immutables === 'object' && immutables !== null && Object.keys(immutables).length > 0;
  return { abi, bytecode, runtimeCode, hasImmutables, size: (runtimeCode.length - 2) / 2 };
};

const isHex = (value: unknown): value is `0x${string}` => typeof value === 'string' && /^0x([0-9a-f]{2})+$/.test(value);

export const generatedPath = (name: string): string => join(packageRoot, 'src', 'generated', `${basename(name)}.ts`);

/** The source text of `src/generated/NAME.ts` of a contract that is deployed. */
export const render = (name: string, constant: string, artifact: Artifact): string =>
  `${header(`contracts/${name}.sol`)}${abiSource(constant, artifact)}
export const ${constant}Bytecode =
  '${artifact.bytecode}' as const;
`;

/** The same for one that is predeployed. */
export const renderPredeployed = (name: string, constant: string, artifact: Artifact): string => {
  if (artifact.hasImmutables)
    throw new Error(`${name} has immutables, which only its constructor could set: use constants`);
  return `${header(`contracts/${name}.sol`)}${abiSource(constant, artifact)}
export const ${constant}RuntimeCode =
  '${artifact.runtimeCode}' as const;
`;
};

/**
 * The source text of `src/generated/Multicall3.ts`. viem carries Multicall3's creation code, of which the runtime code
 * is what follows the first `f3fe`: RETURN, and the INVALID that solc sets before the code it returns.
 */
export const renderMulticall3 = async (): Promise<string> => {
  const path = join(dirname(createRequire(import.meta.url).resolve('viem')), '..', '_esm', 'constants', 'contracts.js');
  const constants: unknown = await import(path);
  if (typeof constants !== 'object' || constants === null || !('multicall3Bytecode' in constants))
    throw new Error(`${path}: viem no longer has Multicall3's code there`);
  const { multicall3Bytecode: creation } = constants;
  if (!isHex(creation)) throw new Error(`${path}: Multicall3's code is not hex`);
  return `${header("viem's copy of Multicall3 (MIT)")}
export const multicall3RuntimeCode =
  '0x${creation.slice(creation.indexOf('f3fe') + 4)}' as const;
`;
};

const header = (source: string): string =>
  `// Generated from ${source} by \`npm run build -w packages/contracts\`. Do not edit.
`;

const abiSource = (constant: string, artifact: Artifact): string => `
export const ${constant}Abi = ${JSON.stringify(artifact.abi, null, 2)} as const;
`;
