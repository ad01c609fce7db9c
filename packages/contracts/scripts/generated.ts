import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const packageRoot = join(import.meta.dirname, '..');

/** The contracts other packages may deploy and call, and the name each one's constants start with. */
export const contracts = [
  { name: 'TestUSD', constant: 'testUsd' },
  { name: 'ProviderRegistry', constant: 'providerRegistry' },
  { name: 'Market', constant: 'market' },
] as const;

export type Artifact = { readonly abi: readonly unknown[]; readonly bytecode: `0x${string}`; readonly size: number };

/** What `hardhat build` left for a contract; throws if it was not built, or needs linking. */
export const readArtifact = async (name: string): Promise<Artifact> => {
  const path = join(packageRoot, 'artifacts', 'contracts', `${name}.sol`, `${name}.json`);
  const json: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof json !== 'object' || json === null || !('abi' in json && 'bytecode' in json && 'deployedBytecode' in json))
    throw new Error(`${path} is not a Hardhat artifact: run \`npm run build -w packages/contracts\``);
  const { abi, bytecode, deployedBytecode } = json;
  if (!Array.isArray(abi) || !isHex(bytecode) || !isHex(deployedBytecode))
    throw new Error(`${path}: an ABI and linked bytecode were expected`);
  return { abi, bytecode, size: (deployedBytecode.length - 2) / 2 };
};

const isHex = (value: unknown): value is `0x${string}` => typeof value === 'string' && /^0x([0-9a-f]{2})+$/.test(value);

export const generatedPath = (name: string): string => join(packageRoot, 'src', 'generated', `${name}.ts`);

/** The source text of `src/generated/NAME.ts`. */
export const render = (
  name: string,
  constant: string,
  artifact: Artifact,
): string => `// Generated from contracts/${name}.sol by \`npm run build -w packages/contracts\`. Do not edit.

export const ${constant}Abi = ${JSON.stringify(artifact.abi, null, 2)} as const;

export const ${constant}Bytecode =
  '${artifact.bytecode}' as const;
`;
