import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBlobStore } from '@lode/market';
import { contentHash } from '@lode/protocol';
import { expect, it } from 'vitest';
import { createGateway, type GatewayComponents } from './index.ts';

const TOKEN = 'b'.repeat(64);

it('stores an input under its hash, says whether it is there, gives it back, and keeps no file open', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lode-gateway-'));
  const blobs = await createBlobStore(folder);
  // Blobs are all that these routes touch.
  const gateway = createGateway({ token: TOKEN, port: 0, version: '0', nowMs: Date.now })({
    blobs,
  } as unknown as GatewayComponents);
  const { url } = await gateway.start();
  try {
    const bytes = new TextEncoder().encode('an input');
    const path = `${url}/v1/blobs/${contentHash(bytes)}`;
    const headers = { authorization: `Bearer ${TOKEN}` };
    const status = async (method: string, body?: Uint8Array<ArrayBuffer>) =>
      (await fetch(path, { method, headers, ...(body === undefined ? {} : { body }) })).status;
    expect(await status('HEAD')).toBe(404);
    expect(await status('PUT', new TextEncoder().encode('other bytes'))).toBe(422);
    expect(await status('HEAD')).toBe(404);
    expect(await status('PUT', bytes)).toBe(201);
    const open = async () => (process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0);
    expect(await status('HEAD')).toBe(200);
    const before = await open();
    for (let i = 0; i < 20; i++) expect(await status('HEAD')).toBe(200);
    expect(await open()).toBeLessThan(before + 10);
    expect(await (await fetch(path, { headers })).text()).toBe('an input');
  } finally {
    await gateway.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
