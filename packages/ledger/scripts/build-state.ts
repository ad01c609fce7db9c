// Compiles assembly/state to src/generated/state.ts. Needs the `assemblyscript` package.
//   node packages/ledger/scripts/build-state.ts [--check]
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

interface Asc {
  main(
    args: string[],
    api: {
      readFile(name: string): Promise<string | null>;
      writeFile(name: string, contents: Uint8Array | string): void;
      listFiles(): string[];
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

const ROOT = path.join(import.meta.dirname, '..');
const OUTPUT = path.join(ROOT, 'src/generated/state.ts');
// The memory is made by src/state/memoryMap.ts; a module may import a larger one than it asks for.
const MEMORY = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
const FEATURES = ['--enable', 'simd', '--enable', 'bulk-memory', '--enable', 'threads'];
const FIXED = ['--runtime', 'stub', '-O3', '--noAssert', '--memoryBase', '4096', '--disableWarning', '201'];

async function compile(): Promise<Uint8Array | undefined> {
  const name = 'assemblyscript/asc';
  let asc: Asc;
  try {
    asc = (await import(name)) as Asc;
  } catch {
    return undefined;
  }
  let binary: Uint8Array | undefined;
  const result = await asc.main(['state/index.ts', '--outFile', 'out.wasm', ...FIXED, ...FEATURES, ...MEMORY], {
    readFile: (file) => readFile(path.join(ROOT, 'assembly', file), 'utf8').catch(() => null),
    writeFile(file, contents) {
      if (file === 'out.wasm' && typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (result.error !== null || binary === undefined) throw new Error(result.stderr.toString());
  return binary;
}

function source(binary: Uint8Array): string {
  const lines = binary.toBase64().match(/.{1,116}/g) ?? [];
  const body = lines.map((line) => `${line}\\`).join('\n');
  return `// Made by scripts/build-state.ts from assembly/state. Do not edit.\nexport const STATE_BASE64 =\n  '\\\n${body}\n';\n`;
}

/** Whether the committed output differs; it is written unless `check`. `undefined`: no compiler. */
export async function buildState(check: boolean): Promise<boolean | undefined> {
  const binary = await compile();
  if (binary === undefined) return undefined;
  const text = source(binary);
  if (text === (await readFile(OUTPUT, 'utf8').catch(() => ''))) return false;
  if (!check) await writeFile(OUTPUT, text);
  return true;
}

if (import.meta.main) {
  const changed = await buildState(process.argv.includes('--check'));
  if (changed === undefined) throw new Error('assemblyscript is not installed');
  console.log(changed ? 'changed' : 'up to date');
}
