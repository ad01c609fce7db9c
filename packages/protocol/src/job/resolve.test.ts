import { describe, expect, it } from 'vitest';
import { contentHash } from '../content.ts';
import { LodeError } from '../errors.ts';
import type { Hex } from '../scalars.ts';
import { openBytes, sealedSize } from '../seal/file.ts';
import { subkeyOf } from '../seal/secret.ts';
import { jobHash, programHash } from './job.ts';
import { parseJobSpec } from './parse.ts';
import { type ResolvedJob, resolveJob } from './resolve.ts';
import { WEBGPU_LIMITS } from './webgpu.ts';

const NONCE: Hex = `0x${'ab'.repeat(32)}`;
const SPEC = `apiVersion: lode/v1
name: test
webgpu:
  kernels: { step: { file: step.wgsl } }
  buffers: { data: { size: 1 KiB }, picture: { input: photo }, knobs: { f32: [1, -0.0], kind: uniform } }
  steps: [ { dispatch: { kernel: step, workgroups: 1, bind: { 0: data, 1: picture, 2: $task } } } ]
  outputs: [ { name: result, buffer: data } ]
inputs: { photo: { file: photo.raw } }
tasks: 4
verify: { replicas: 3 }
price: { maxPerGpuHour: 0.60, max: 0.25 }
`;
const FILES: Record<string, Uint8Array> = {
  'step.wgsl': new TextEncoder().encode('@compute @workgroup_size(1) fn main() {}'),
  'photo.raw': new Uint8Array([1, 2, 3]),
};

const resolve = (text: string, files = FILES): Promise<ResolvedJob> =>
  resolveJob(
    parseJobSpec(text),
    {
      read: async (path) => {
        const bytes = files[path];
        if (bytes === undefined) throw new Error('no such file');
        return bytes;
      },
    },
    NONCE,
  );

async function refusal(text: string, files = FILES): Promise<LodeError> {
  try {
    await resolve(text, files);
  } catch (error) {
    if (error instanceof LodeError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const problems = async (from: string, to: string): Promise<unknown> => {
  if (!SPEC.includes(from)) throw new Error(`the spec has no ${from}`);
  return (await refusal(SPEC.replace(from, to))).details?.problems;
};

describe('resolveJob', () => {
  it('hashes inputs, reads kernels, and fills in the quorum and the price', async () => {
    const { job, blobs } = await resolve(SPEC);
    const hash = contentHash(new Uint8Array([1, 2, 3]));
    expect(job.inputs).toEqual([{ name: 'photo', hash, sizeBytes: 3 }]);
    expect([...blobs]).toEqual([[hash, new Uint8Array([1, 2, 3])]]);
    expect(job.webgpu.kernels.step?.source).toContain('fn main');
    expect(job.verify).toEqual({ replicas: 3, quorum: 2 });
    expect(job.price.maxMicroUsdPerGpuSecond).toBe(166n);
    expect(job.nonce).toBe(NONCE);
  });

  it('seals the inputs of a sealed job to a key of its own, and says nothing of it in a job that is not', async () => {
    const { job, blobs, contentKey = new Uint8Array(0) } = await resolve(`${SPEC}sealed: true\n`);
    const [input] = job.inputs;
    expect(job.sealed).toBe(true);
    expect(input).toEqual({ name: 'photo', hash: expect.any(String), sizeBytes: sealedSize(3) });
    const sealed = blobs.get(input?.hash ?? '0x') ?? new Uint8Array(0);
    const key = subkeyOf({ contentKey, nonce: NONCE }, { input: 'photo' });
    expect(openBytes(key, sealed)).toEqual(new Uint8Array([1, 2, 3]));
    expect((await resolve(`${SPEC}sealed: true\n`)).job.inputs).not.toEqual(job.inputs);
    const open = await resolve(`${SPEC}sealed: false\nplacement: { providers: [] }\n`);
    expect(open.contentKey).toBeUndefined();
    expect(jobHash(open.job)).toBe(jobHash((await resolve(SPEC)).job));
  });

  it('refuses sealed jobs whose input is elsewhere, or whose results could only be compared by somebody who reads them', async () => {
    const byHash = SPEC.replace('{ file: photo.raw }', `{ hash: "${NONCE}", size: 4 }`);
    expect(await refusal(`${byHash}sealed: true\n`)).toMatchObject({ code: 'SEALED_BY_HASH' });
    const loose = `${SPEC}determinism: { tolerance: { relative: 0.1, absolute: 0 } }\nsealed: true\n`;
    expect((await refusal(loose)).message).toContain('cannot be compared within a tolerance');
    expect((await resolve(loose.replace('replicas: 3', 'replicas: 1'))).job.sealed).toBe(true);
  });

  it('gives equal programs equal hashes, whatever else the jobs say, and reads -0 as 0', async () => {
    const { job } = await resolve(SPEC);
    const other = await resolve(SPEC.replace('tasks: 4', 'tasks: 9').replace('-0.0', '0'));
    expect(programHash(other.job)).toBe(programHash(job));
    expect(
      Object.is(
        job.webgpu.buffers.knobs?.values && 'f32' in job.webgpu.buffers.knobs.values
          ? job.webgpu.buffers.knobs.values.f32[1]
          : undefined,
        0,
      ),
    ).toBe(true);
  });

  it('names what refers to nothing, with the nearest name', async () => {
    expect(await problems('kernel: step', 'kernel: setp')).toEqual([
      { path: 'webgpu.steps[0].dispatch.kernel', message: 'no kernel is named "setp"; did you mean "step"?' },
    ]);
    expect(await problems('0: data', '0: elsewhere')).toEqual([
      {
        path: 'webgpu.steps[0].dispatch.bind.0',
        message: 'no buffer is named "elsewhere"; buffers: data, picture, knobs',
      },
    ]);
    expect(await problems('0: data', '0: constructor')).toHaveLength(1);
    expect(await problems('input: photo', 'input: phota')).toEqual([
      { path: 'webgpu.buffers.picture.input', message: 'no input is named "phota"; did you mean "photo"?' },
    ]);
  });

  it('refuses outputs that would be written over each other', async () => {
    const two = 'outputs: [ { name: result, buffer: data }, { name: other, buffer: data, file: RESULT } ]';
    expect(await problems('outputs: [ { name: result, buffer: data } ]', two)).toEqual([
      { path: 'webgpu.outputs[1].file', message: 'two outputs are written to the file "result"' },
    ]);
  });

  it('refuses a quorum that two answers could win, or none', async () => {
    expect(await problems('replicas: 3', 'replicas: 4, quorum: 2')).toEqual([
      { path: 'verify.quorum', message: 'the quorum must be more than half of the replicas' },
    ]);
    expect(await problems('replicas: 3', 'replicas: 1, quorum: 2')).toEqual([
      { path: 'verify.quorum', message: 'the quorum is larger than the number of replicas' },
    ]);
  });

  it('takes a 10 GB buffer: no device of today need hold it, so offers say what they hold; 2 TB is refused here', async () => {
    const { job } = await resolve(SPEC.replace('size: 1 KiB', 'size: 10 GB'));
    expect(job.webgpu.buffers.data?.sizeBytes).toBe(10_000_000_000);
    expect(await problems('size: 1 KiB', 'size: 2 TB')).toEqual([
      { path: 'webgpu.buffers.data.sizeBytes', message: `must be at most ${WEBGPU_LIMITS.maxBufferBytes}` },
    ]);
  });

  it('counts dispatches with loops unrolled', async () => {
    const loops =
      'loop: { count: 4294967295, steps: [ { loop: { count: 4294967295, steps: [ { copy: { from: data, to: data } } ] } } ] }';
    expect(
      await problems('dispatch: { kernel: step, workgroups: 1, bind: { 0: data, 1: picture, 2: $task } }', loops),
    ).toEqual([{ path: 'webgpu.steps', message: `more than ${WEBGPU_LIMITS.maxDispatches} dispatches in all` }]);
  });

  it('counts steps with those inside loops', async () => {
    const copies = Array(600).fill('{ copy: { from: data, to: data } }').join(', ');
    const loops = `steps: [ { loop: { count: 1, steps: [ ${copies} ] } }, { loop: { count: 1, steps: [ ${copies} ] } } ]`;
    expect(
      await problems(
        'steps: [ { dispatch: { kernel: step, workgroups: 1, bind: { 0: data, 1: picture, 2: $task } } } ]',
        loops,
      ),
    ).toEqual([{ path: 'webgpu.steps', message: 'more than 1024 steps, those in loops included' }]);
  });

  it.each([
    ['a missing kernel', { 'photo.raw': new Uint8Array(1) }, 'FILE_UNREADABLE'],
    ['a missing input', { 'step.wgsl': new Uint8Array(1) }, 'FILE_UNREADABLE'],
    ['a kernel that is too large', { ...FILES, 'step.wgsl': new Uint8Array(65_537).fill(32) }, 'KERNEL_TOO_LARGE'],
    ['a kernel that is no text', { ...FILES, 'step.wgsl': new Uint8Array([0xff, 0xfe]) }, 'KERNEL_NOT_TEXT'],
    ['an empty kernel', { ...FILES, 'step.wgsl': new Uint8Array(0) }, 'BAD_JOB'],
  ])('%s has its own error', async (_what, files, code) => {
    expect((await refusal(SPEC, files)).code).toBe(code);
  });

  it('measures a kernel in bytes of UTF-8', async () => {
    const wide = `@compute @workgroup_size(1) fn main() {} // ${'∞'.repeat(30_000)}`;
    const inline = SPEC.replace('file: step.wgsl', `source: ${JSON.stringify(wide)}`);
    expect((await refusal(inline)).message).toContain('a kernel may have 65536 bytes');
  });
});
