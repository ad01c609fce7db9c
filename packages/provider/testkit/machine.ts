import { mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type BackendOptions, createBackend, type ProviderBackend } from '../src/index.ts';

/** Kept between test files and runs, so that the software adapter is unpacked and measured once. */
export async function testFolder(): Promise<string> {
  const folder = join(tmpdir(), `lode-provider-test-${userInfo().username}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** A real backend: on a machine without a GPU, over SwiftShader. */
export async function testBackend(options: Partial<BackendOptions> = {}): Promise<ProviderBackend> {
  return createBackend({ dataDir: await testFolder(), ...options });
}
