// Compiles assembly/ to src/generated/*.ts. Needs the `assemblyscript` package (or ASSEMBLYSCRIPT_DIR, its folder).
//   node packages/evm/scripts/build-core.ts [--check]
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Asc {
  main(
    args: string[],
    api: {
      readFile(name: string, base: string): Promise<string | null>;
      writeFile(name: string, contents: Uint8Array | string): void;
      listFiles(): string[];
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

interface Build {
  output: string;
  constant: string;
  entry: string;
  trace: boolean;
  memory: readonly string[];
}

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const BUILDS: readonly Build[] = [
  { output: 'core', constant: 'CORE', entry: 'core/index.ts', trace: false, memory: ['--importMemory'] },
  { output: 'coreTrace', constant: 'CORE_TRACE', entry: 'core/index.ts', trace: true, memory: ['--importMemory'] },
  { output: 'flat', constant: 'FLAT', entry: 'flat/index.ts', trace: false, memory: [] },
];
/** Not committed: tests make it when they need it. */
const SHARED_STATE: Build = {
  output: 'sharedState',
  constant: 'SHARED_STATE',
  entry: 'sharedState/index.ts',
  trace: false,
  memory: ['--importMemory', '--sharedMemory', '--enable', 'threads', '--initialMemory', '3', '--maximumMemory', '3'],
};

async function loadCompiler(): Promise<Asc | undefined> {
  const folder = process.env.ASSEMBLYSCRIPT_DIR;
  const name = folder === undefined ? 'assemblyscript/asc' : pathToFileURL(path.join(folder, 'dist/asc.js')).href;
  try {
    return (await import(name)) as Asc;
  } catch {
    return undefined;
  }
}

function flags(build: Build): string[] {
  // Addresses below 40,960 are the cells of assembly/core/layout.ts; the flat state keeps its seed and extents there.
  const fixed = ['--runtime', 'stub', '-O3', '--noAssert', '--memoryBase', '40960', '--disableWarning', '201'];
  const features = ['--enable', 'simd', '--enable', 'bulk-memory', '--exportTable'];
  return [build.entry, '--outFile', 'out.wasm', ...fixed, ...features, ...build.memory];
}

async function compile(asc: Asc, build: Build): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const result = await asc.main(flags(build), {
    async readFile(name) {
      if (build.trace && name.endsWith('core/config.ts')) return 'export const TRACE: bool = true;';
      return readFile(path.join(ROOT, 'assembly', name), 'utf8').catch(() => null);
    },
    writeFile(name, contents) {
      if (name === 'out.wasm' && typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (result.error !== null || binary === undefined) throw new Error(result.stderr.toString());
  return binary;
}

function source(build: Build, binary: Uint8Array): string {
  const text = Buffer.from(binary).toString('base64');
  const lines = text.match(/.{1,116}/g) ?? [];
  const body = lines.map((line) => `${line}\\`).join('\n');
  return `// Made by scripts/build-core.ts from assembly/${build.entry}. Do not edit.\nexport const ${build.constant}_BASE64 =\n  '\\\n${body}\n';\n`;
}

/** Returns the outputs that differ from the committed ones, writing them unless `check`. */
export async function buildCore(check: boolean): Promise<string[] | undefined> {
  const asc = await loadCompiler();
  if (asc === undefined) return undefined;
  const changed: string[] = [];
  for (const build of BUILDS) {
    const file = path.join(ROOT, 'src/generated', `${build.output}.ts`);
    const text = source(build, await compile(asc, build));
    if (text === (await readFile(file, 'utf8').catch(() => ''))) continue;
    changed.push(build.output);
    if (!check) await writeFile(file, text);
  }
  return changed;
}

/** The tests' state over shared memory (3 pages); undefined where the compiler is not installed. */
export async function buildSharedState(): Promise<Uint8Array | undefined> {
  const asc = await loadCompiler();
  return asc === undefined ? undefined : compile(asc, SHARED_STATE);
}

if (import.meta.main) {
  const changed = await buildCore(process.argv.includes('--check'));
  if (changed === undefined) throw new Error('assemblyscript is not installed');
  console.log(changed.length === 0 ? 'up to date' : `changed: ${changed.join(', ')}`);
}
