import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type JobSecret,
  newContentKey,
  openBytes,
  openText,
  type SealedPlace,
  type Session,
  sealBytes,
  subkeyOf,
} from '@lode/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeJob, openSession, type ProgramWire, runTask, testBackend, testFolder } from '../../testkit/index.ts';
import type { ProviderBackend } from '../index.ts';

/** A sealed job on a real (software) GPU: what goes in is opened in the worker alone, what comes out is sealed there. */

let backend: ProviderBackend;
beforeAll(async () => {
  backend = await testBackend();
});
afterAll(() => backend?.stop());

let opened: Session | undefined;
/** The device is free for the next one, whatever becomes of the test. */
const open: typeof openSession = async (...given) => {
  await opened?.close();
  opened = await openSession(...given);
  return opened;
};
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

/** Copies its input, and is warned for what stands after its end. */
const COPY: ProgramWire = {
  kernels: {
    copy: {
      source: `
        @group(0) @binding(0) var<storage, read> data: array<u32>;
        @group(0) @binding(1) var<storage, read_write> out: array<u32>;
        @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
          for (var i = id.x; i < arrayLength(&data); i += 64u) { out[i] = data[i]; }
          return;
          out[0] = 1u;
        }`,
    },
  },
  buffers: { data: { input: 'data' }, out: { sizeBytes: 2_500_000 } },
  steps: [{ dispatch: { kernel: 'copy', workgroups: [1, 1, 1], bind: { 0: 'data', 1: 'out' } } }],
  outputs: [{ name: 'out', buffer: 'out' }],
};

/** Two whole pieces and a part. */
const plain = crypto.getRandomValues(new Uint8Array(65_536));
const input = new Uint8Array(2_500_000).map((_, i) => plain[i % plain.length] ?? 0);

function sealedJob(program = COPY, tasks = 1) {
  const contentKey = newContentKey();
  const secret: JobSecret = { contentKey, nonce: `0x${'11'.repeat(32)}` };
  const key = (place: SealedPlace) => subkeyOf(secret, place);
  const data = sealBytes(key({ input: 'data' }), input);
  const job = makeJob(program, { inputs: { data }, sealed: true, tasks });
  return { contentKey, secret, key, data, job };
}

describe('a sealed job', () => {
  it('opens its inputs, seals its outputs alike each time, and differently for each task', async () => {
    const { contentKey, secret, key, data, job } = sealedJob(COPY, 2);
    const outputs: Uint8Array[] = [];
    for (const tasks of [[0, 1], [0]]) {
      const session = await open(backend, job, { data }, contentKey);
      for (const task of tasks) {
        const { bytes, outcome, events } = await runTask(session, task);
        const sealed = bytes.get('out') ?? new Uint8Array(0);
        expect(openBytes(key({ task, output: 'out' }), sealed)).toEqual(input);
        expect(outcome.outputs[0]?.sizeBytes).toBe(sealed.byteLength);
        outputs.push(sealed);
        if (task > 0) continue;
        const [log] = events.filter((event) => event.type === 'log');
        expect(log?.text).toMatch(/^lode-sealed-v1:[\w-]+$/);
        expect(openText(secret, log?.text ?? '')).toMatch(/^Kernel "copy", line \d+.*unreachable/);
      }
    }
    const [first, other, again] = outputs;
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('leaves nothing plain in the worker’s folders while it runs', async () => {
    const { contentKey, data, job } = sealedJob();
    const session = await open(backend, job, { data }, contentKey);
    const marks = [Buffer.from(input.subarray(1_000, 1_032)), Buffer.from(contentKey.toHex()), Buffer.from(contentKey)];
    const found = async () => {
      const folder = await testFolder();
      const paths = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = paths.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
      const contents = await Promise.all(files.map((path) => readFile(path).catch(() => Buffer.alloc(0))));
      return contents.filter((content) => marks.some((mark) => content.includes(mark))).length;
    };
    await runTask(session);
    expect(await found()).toBe(0);
    // The same unsealed is found: the scan sees what it should.
    const unsealed = await open(backend, makeJob(COPY, { inputs: { data: input } }), { data: input });
    await runTask(unsealed);
    expect(await found()).toBeGreaterThan(0);
  });

  it('is refused with another key, and says so to its client alone', async () => {
    const { data, job, secret } = sealedJob();
    const contentKey = newContentKey();
    const session = await open(backend, job, { data }, contentKey);
    const error = await runTask(session).catch((one: unknown) => one as { code: string; message: string });
    expect(error).toMatchObject({ code: 'SEAL_BROKEN', message: expect.stringMatching(/^lode-sealed-v1:/) });
    if (!('message' in error)) throw new Error('no error');
    expect(openText({ ...secret, contentKey }, error.message)).toContain('does not open');
  });

  it('seals what a compiler says of its kernels', async () => {
    const { contentKey, data, secret } = sealedJob();
    const broken: ProgramWire = { ...COPY, kernels: { copy: { source: 'fn main() { missing(); }' } } };
    const job = makeJob(broken, { inputs: { data }, sealed: true });
    const session = await open(backend, job, { data }, contentKey);
    const error = await runTask(session).catch((one: unknown) => one as { code: string; message: string });
    expect(JSON.stringify(error)).not.toContain('missing');
    expect('message' in error && openText(secret, error.message)).toContain("unresolved call target 'missing'");
  });
});
