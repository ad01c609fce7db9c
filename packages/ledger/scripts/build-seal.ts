// Compiles assembly/seal to src/generated/seal.ts. Needs the `assemblyscript` package.
//   node packages/ledger/scripts/build-seal.ts [--check]
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const ASSEMBLY = path.join(path.dirname(fileURLToPath(import.meta.url)), '../assembly');
const OUTPUT = path.join(ASSEMBLY, '../src/generated/seal.ts');
// Addresses below 4,096 are for static data; the rest is laid out in assembly/seal/layout.ts. 1 GiB bounds a mistake.
const FLAGS = [
  ...['seal/index.ts', '--outFile', 'out.wasm', '--runtime', 'stub', '-O3', '--noAssert', '--memoryBase', '1024'],
  ...['--enable', 'simd', '--enable', 'bulk-memory', '--disableWarning', '201'],
  ...['--initialMemory', '16', '--maximumMemory', '16384'],
];

async function compile(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const result = await asc.main(FLAGS, {
    readFile: (name) => readFile(path.join(ASSEMBLY, name), 'utf8').catch(() => null),
    writeFile(name, contents) {
      if (name === 'out.wasm' && typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (result.error !== null || binary === undefined) throw new Error(result.stderr.toString());
  return binary;
}

function source(binary: Uint8Array): string {
  const lines = binary.toBase64().match(/.{1,116}/g) ?? [];
  const body = lines.map((line) => `${line}\\`).join('\n');
  return `// Made by scripts/build-seal.ts from assembly/seal. Do not edit.\nexport const SEAL_BASE64 =\n  '\\\n${body}\n';\n`;
}

/** Whether the output differs from the committed one, which is then written unless `check`. */
export async function buildSeal(check: boolean): Promise<boolean> {
  const text = source(await compile());
  if (text === (await readFile(OUTPUT, 'utf8').catch(() => ''))) return false;
  if (!check) await writeFile(OUTPUT, text);
  return true;
}

if (import.meta.main) console.log((await buildSeal(process.argv.includes('--check'))) ? 'changed' : 'up to date');
