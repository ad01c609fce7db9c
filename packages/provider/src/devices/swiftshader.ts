import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { LodeError } from '@lode/protocol';
import { extract } from 'tar-fs';
import type { Environment } from '../webgpu/worker-process.ts';

const DRIVER_FILE = 'vk_swiftshader_icd.json';
const FILES: readonly string[] = ['libvk_swiftshader.so', 'libvulkan.so.1', DRIVER_FILE];

/**
 * Unpacks SwiftShader, the software Vulkan driver that npm's `@sparticuz/chromium` carries, into `cacheDir` unless it
 * is there, and gives the environment in which a process finds it. Several processes may do so at once: each unpacks
 * into a folder of its own, and the first to rename it wins.
 *
 * @throws LodeError `NO_SOFTWARE_GPU` where there is no build for this machine
 * @example
 * const environment = await swiftShaderEnvironment('/var/cache/lode');
 * spawn(process.execPath, ['kernel.js'], { env: { ...process.env, ...environment } });
 */
export async function swiftShaderEnvironment(cacheDir: string): Promise<Environment> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new LodeError('NO_SOFTWARE_GPU', `No SwiftShader build for ${process.platform} on ${process.arch}.`, {
      hint: 'Install a Vulkan, Metal or Direct3D 12 driver.',
    });
  }
  const archive = await findArchive();
  const folder = join(cacheDir, `swiftshader-${archive.version}`);
  if (!existsSync(join(folder, DRIVER_FILE))) await unpack(archive.path, cacheDir, folder);
  return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: join(folder, DRIVER_FILE) };
}

async function findArchive(): Promise<{ path: string; version: string }> {
  // The package exports its code alone, so that the archive is found beside it.
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'bin', 'swiftshader.tar.br');
    if (!existsSync(path)) continue;
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return { path, version: String(version) };
  }
  throw new LodeError('NO_SOFTWARE_GPU', 'The package @sparticuz/chromium has no SwiftShader in it.', {
    hint: 'Run npm ci again.',
  });
}

async function unpack(archive: string, cacheDir: string, folder: string): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const own = await mkdtemp(join(cacheDir, 'unpack-'));
  try {
    const files = extract(own, { ignore: (name) => !FILES.some((file) => name === join(own, file)) });
    await pipeline(createReadStream(archive), createBrotliDecompress(), files);
    await rename(own, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was first; its copy is as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
