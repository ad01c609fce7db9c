// Compiles assembly/root to src/generated/root.ts. Needs the `assemblyscript` package.
//   node packages/ledger/scripts/build-root.ts [--check]
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

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

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const OUTPUT = path.join(ROOT, 'src/generated/root.ts');

/** BLAKE3 2.2, table 1 and 2: the words that a quarter round mixes, and how messages are permuted between rounds. */
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
const IV = ['0x6a09e667', '0xbb67ae85', '0x3c6ef372', '0xa54ff53a'];
const ROTATE_16 = '2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13';
const ROTATE_8 = '1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12';

function half([a, b, c, d]: number[], word: number, shuffle: string, right: number): string {
  return `
  v${a} = i32x4.add(i32x4.add(v${a}, v${b}), v128.load(MSG, ${word * 16}));
  v${d} = v128.xor(v${d}, v${a});
  v${d} = v128.shuffle<u8>(v${d}, v${d}, ${shuffle});
  v${c} = i32x4.add(v${c}, v${d});
  v${b} = v128.xor(v${b}, v${c});
  v${b} = v128.or(i32x4.shr_u(v${b}, ${right}), i32x4.shl(v${b}, ${32 - right}));`;
}

/** assembly/root/compress.ts: the compression function for four lanes, its seven rounds written out. */
function compressSource(): string {
  const lines: string[] = [];
  for (let i = 0; i < 8; i++) lines.push(`  let v${i} = v128.load(cv, ${i * 16});`);
  for (const [i, word] of IV.entries()) lines.push(`  let v${8 + i} = i32x4.splat(${word});`);
  lines.push(
    '  let v12 = i32x4.splat(0);',
    '  let v13 = i32x4.splat(0);',
    '  let v14 = lengths;',
    '  let v15 = flags;',
  );
  let words = PERMUTATION.map((_, i) => i);
  for (let round = 0; round < 7; round++) {
    for (const [i, quarter] of QUARTERS.entries()) {
      lines.push(half(quarter, words[2 * i] ?? 0, ROTATE_16, 12), half(quarter, words[2 * i + 1] ?? 0, ROTATE_8, 7));
    }
    words = PERMUTATION.map((from) => words[from] ?? 0);
  }
  for (let i = 0; i < 8; i++) lines.push(`  v128.store(OUT, v128.xor(v${i}, v${i + 8}), ${i * 16});`);
  return `import { MSG, OUT } from './layout';
export function compress(cv: usize, lengths: v128, flags: v128): void {
${lines.join('\n')}
}
`;
}

async function compile(asc: Asc): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const args = ['root/index.ts', '--outFile', 'out.wasm', '--runtime', 'stub', '-O3', '--noAssert'];
  // Addresses below 61,440 are the cells of assembly/root/layout.ts.
  args.push('--memoryBase', '61440', '--importMemory', '--enable', 'simd', '--enable', 'bulk-memory');
  const result = await asc.main(args, {
    async readFile(name) {
      if (name === 'root/compress.ts') return compressSource();
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

/** Whether the committed output differs; it is written unless `check`. */
export async function buildRoot(check: boolean): Promise<boolean> {
  const asc = (await import('assemblyscript/asc')) as Asc;
  const lines =
    Buffer.from(await compile(asc))
      .toString('base64')
      .match(/.{1,116}/g) ?? [];
  const body = lines.map((line) => `${line}\\`).join('\n');
  const text = `// Made by scripts/build-root.ts from assembly/root. Do not edit.\nexport const ROOT_BASE64 =\n  '\\\n${body}\n';\n`;
  if (text === (await readFile(OUTPUT, 'utf8').catch(() => ''))) return false;
  if (!check) await writeFile(OUTPUT, text);
  return true;
}

if (import.meta.main) console.log((await buildRoot(process.argv.includes('--check'))) ? 'changed' : 'up to date');
