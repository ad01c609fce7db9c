import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** One package or app of the workspace, as the rules see it. */
export interface Member {
  /** Folder name of a package or app; `examples` and `bench` are members too, and `scripts`, which nobody imports. */
  readonly key: string;
  /** `@lode/NAME`. */
  readonly name: string;
  readonly folder: string;
  readonly exports: readonly string[];
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
  /** TypeScript files, relative to the root, with forward slashes. */
  readonly files: readonly string[];
}

// `assembly` is AssemblyScript: its grammar is not TypeScript's, and it imports nothing but itself.
const SKIPPED = new Set([
  'node_modules',
  'artifacts',
  'assembly',
  'cache',
  'generated',
  'dist',
  'types',
  'contracts-cache',
]);

async function sources(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  const nested = entries.map(async (entry) => {
    const inner = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sources(root, inner);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [inner] : [];
  });
  return (await Promise.all(nested)).flat().sort();
}

interface Manifest {
  name?: string;
  exports?: string | Record<string, unknown>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

async function member(
  root: string,
  folder: string,
  manifestPath = `${folder}/package.json`,
): Promise<Member | undefined> {
  const text = await readFile(path.join(root, manifestPath), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const manifest = JSON.parse(text) as Manifest;
  return {
    key: path.posix.basename(folder),
    name: manifest.name ?? folder,
    folder,
    exports: typeof manifest.exports === 'object' ? Object.keys(manifest.exports) : ['.'],
    dependencies: new Set(
      Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }),
    ),
    devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
    files: await sources(root, folder),
  };
}

/** Every member of the workspace at `root`, and the root's own devDependencies, which tests and scripts may use. */
export async function readWorkspace(
  root: string,
): Promise<{ members: Member[]; rootDependencies: ReadonlySet<string> }> {
  const children = async (folder: string) =>
    (await readdir(path.join(root, folder)).catch(() => [])).map((name) => `${folder}/${name}`);
  const folders = [...(await children('packages')), ...(await children('apps')), 'examples', 'bench'];
  const found = [
    ...(await Promise.all(folders.map((folder) => member(root, folder)))),
    await member(root, 'scripts', 'package.json'),
  ];
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as Manifest;
  return {
    members: found.filter((one) => one !== undefined),
    rootDependencies: new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })),
  };
}
