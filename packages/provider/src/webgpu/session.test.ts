import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  HEALTHY,
  makeJob,
  openSession,
  type ProgramWire,
  runProgram,
  runTask,
  testBackend,
  wordBytes,
  words,
} from '../../testkit/index.ts';
import type { ProviderBackend } from '../index.ts';

const TASK = 'struct Task { index: u32, count: u32, seed: u32, iteration: u32 }';
const storage = (binding: number, name: string, access = 'read_write') =>
  `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<u32>;`;
const uniform = (binding: number, name: string, type: string) =>
  `@group(0) @binding(${binding}) var<uniform> ${name}: ${type};`;
const MAIN = '@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u)';
const dispatch = (kernel: string, bind: Record<string, string>, x = 1) => ({
  dispatch: { kernel, workgroups: [x, 1, 1] as [number, number, number], bind },
});
const OUT = [{ name: 'out', buffer: 'out' }];

let backend: ProviderBackend;
beforeAll(async () => {
  backend = await testBackend();
});
afterAll(() => backend?.stop());

/** Appends each dispatch's `$task` to `out`: what ran, in which order, with which iteration. */
const TRACE = `${TASK} ${uniform(0, 'task', 'Task')} ${storage(1, 'out')} ${storage(2, 'state')}
  ${MAIN} { out[state[0]] = task.index * 1000u + task.iteration; state[0] += 1u; }`;
const trace: ProgramWire['steps'][number] = dispatch('trace', { 0: '$task', 1: 'out', 2: 'state' });
const traced = (steps: ProgramWire['steps'], length: number): ProgramWire => ({
  kernels: { trace: { source: TRACE } },
  buffers: { out: { sizeBytes: length * 4 }, state: { sizeBytes: 4 } },
  steps,
  outputs: OUT,
});

describe('a program', () => {
  it('gets its task in $task', async () => {
    const source = `${TASK} ${uniform(0, 'task', 'Task')} ${storage(1, 'out')}
      ${MAIN} { out[0] = task.index; out[1] = task.count; out[2] = task.seed; out[3] = task.iteration; }`;
    const program = {
      kernels: { main: { source } },
      buffers: { out: { sizeBytes: 16 } },
      steps: [dispatch('main', { 0: '$task', 1: 'out' })],
      outputs: OUT,
    };
    const session = await openSession(backend, makeJob(program, { tasks: 3, seed: 4_000_000_000 }));
    for (const index of [0, 2, 1]) expect(words(await runTask(session, index))).toEqual([index, 3, 4_000_000_000, 0]);
    await session.close();
  });

  it('sees the counter of its innermost loop', async () => {
    const steps: ProgramWire['steps'] = [
      trace,
      { loop: { count: 2, steps: [trace, { loop: { count: 3, steps: [trace] } }, trace] } },
    ];
    expect(words(await runProgram(backend, traced(steps, 12)))).toEqual([0, 0, 0, 1, 2, 0, 1, 0, 1, 2, 1, 0]);
  });

  it('keeps the order and the counter over loops longer than the ring of uniforms', async () => {
    const count = 700;
    const result = await runProgram(backend, traced([{ loop: { count, steps: [trace] } }], count));
    expect(words(result)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it('swaps two buffers by turns', async () => {
    const source = `${storage(0, 'a', 'read')} ${storage(1, 'b')} ${MAIN} { b[id.x] = a[id.x] * 2u + id.x; }`;
    const program: ProgramWire = {
      kernels: { step: { source } },
      buffers: { out: { values: { u32: [1, 1, 1] } }, other: { sizeBytes: 12 } },
      steps: [
        {
          loop: {
            count: 5,
            steps: [dispatch('step', { 0: 'out', 1: 'other' }, 3), dispatch('step', { 0: 'other', 1: 'out' }, 3)],
          },
        },
      ],
      outputs: OUT,
    };
    let expected = [1, 1, 1];
    for (let i = 0; i < 10; i += 1) expected = expected.map((x, at) => x * 2 + at);
    expect(words(await runProgram(backend, program))).toEqual(expected);
  });

  it('runs several kernels with constants, copies between them, and fills buffers from inputs, values and uniforms', async () => {
    const source = `override factor: u32 = 1u; ${storage(0, 'out')} ${storage(1, 'data', 'read')} ${uniform(2, 'add', 'vec4u')}
      ${MAIN} { out[id.x] = data[id.x] * factor + add.y; }
      @compute @workgroup_size(1) fn other(@builtin(global_invocation_id) id: vec3u) { out[id.x] += 7u; }`;
    const inputs = { table: new Uint8Array([1, 0, 0, 0, 2, 0, 0, 0, 3]) };
    const program: ProgramWire = {
      kernels: { main: { source, constants: { factor: 10 } }, again: { source, entryPoint: 'other' } },
      buffers: {
        out: { sizeBytes: 16 },
        data: { input: 'table' },
        add: { kind: 'uniform', values: { u32: [1, 100, 3, 4] } },
        signed: { values: { i32: [-1] } },
        float: { values: { f32: [1.5] } },
      },
      steps: [
        dispatch('main', { 0: 'out', 1: 'data', 2: 'add' }, 3),
        { copy: { from: 'out', to: 'add', sizeBytes: 4, toOffsetBytes: 4 } },
        dispatch('main', { 0: 'out', 1: 'data', 2: 'add' }, 1),
        dispatch('again', { 0: 'out' }, 3),
        { copy: { from: 'float', to: 'out', toOffsetBytes: 12 } },
      ],
      outputs: [...OUT, { name: 'signed', buffer: 'signed' }, { name: 'data', buffer: 'data' }],
    };
    const result = await runProgram(backend, program, { inputs });
    expect(words(result)).toEqual([127, 127, 137, 0x3fc00000]);
    expect(words(result, 'signed')).toEqual([0xffff_ffff]);
    // Nine bytes of input, padded with zeros to twelve.
    expect(words(result, 'data')).toEqual([1, 2, 3]);
  });

  it('starts each task of a lease from the same content', async () => {
    const source = `${storage(0, 'out')} ${storage(1, 'data')} ${storage(2, 'zero')}
      ${MAIN} { out[id.x] = data[id.x] + zero[id.x]; data[id.x] += 5u; zero[id.x] += 9u; }`;
    const program: ProgramWire = {
      kernels: { main: { source } },
      buffers: { out: { sizeBytes: 8 }, data: { input: 'a' }, zero: { sizeBytes: 8 } },
      steps: [{ loop: { count: 2, steps: [dispatch('main', { 0: 'out', 1: 'data', 2: 'zero' }, 2)] } }],
      outputs: OUT,
    };
    const inputs = { a: wordBytes([10, 20]) };
    for (const tasks of [1, 2]) {
      const session = await openSession(backend, makeJob(program, { tasks, inputs }), inputs);
      // The last of several is also tried again, and a single one has no copy of its input on the device.
      for (const index of [0, tasks - 1, tasks - 1]) expect(words(await runTask(session, index))).toEqual([24, 34]);
      await session.close();
    }
  });

  it('gives outputs that need the staging buffer twice, with their SHA-256', async () => {
    // Twice this is more than the staging buffer, and the second one starts in the middle of it.
    const sizeBytes = 34 * 2 ** 20;
    const source = `${storage(0, 'out')} @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u)
      { for (var i = id.x; i < arrayLength(&out); i += 65536u) { out[i] = i ^ 0x5a5a5a5au; } }`;
    const program: ProgramWire = {
      kernels: { main: { source } },
      buffers: { out: { sizeBytes } },
      steps: [dispatch('main', { 0: 'out' }, 1_024)],
      outputs: [...OUT, { name: 'again', buffer: 'out' }],
    };
    const result = await runProgram(backend, program);
    const expected = new Uint32Array(sizeBytes / 4);
    for (let i = 0; i < expected.length; i += 1) expected[i] = i ^ 0x5a5a5a5a;
    const hash = `0x${createHash('sha256').update(new Uint8Array(expected.buffer)).digest('hex')}`;
    expect(result.outcome.outputs).toEqual([
      expect.objectContaining({ name: 'out', hash, sizeBytes }),
      expect.objectContaining({ name: 'again', hash, sizeBytes }),
    ]);
    const out = result.bytes.get('out') ?? new Uint8Array();
    expect(createHash('sha256').update(out).digest('hex')).toBe(hash.slice(2));
  });
});

describe('an outcome', () => {
  it('says what was used and which phases the task went through', async () => {
    const { outcome, events } = await runProgram(backend, HEALTHY);
    const phases = events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
    expect(phases).toEqual(['starting', 'compiling', 'uploading', 'running', 'reading']);
    expect(outcome).toMatchObject({
      traceRoot: `0x${'0'.repeat(64)}`,
      energy: null,
      adapterClass: backend.devices()[0]?.adapterClass,
    });
    expect(Number.isInteger(outcome.gpuMs)).toBe(true);
    expect(outcome.gpuMs).toBeGreaterThan(0);
    expect(outcome.peakVramBytes).toBeGreaterThan(16);
    expect(outcome.endedAtMs).toBeGreaterThanOrEqual(outcome.startedAtMs);
    expect(events.at(-1)).toEqual({ type: 'metering', gpuMs: outcome.gpuMs });
  });

  it('is preceded by progress, told at intervals', async () => {
    const source = `${storage(0, 'out')} @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u)
      { var x = id.x; for (var i = 0u; i < 20000u; i++) { x = x * 1664525u + 1013904223u; } out[id.x] = x; }`;
    const program: ProgramWire = {
      kernels: { main: { source } },
      buffers: { out: { sizeBytes: 65_536 * 4 } },
      // Longer than the interval of 0.1 s on a CPU adapter: a dispatch takes some 10 ms.
      steps: [{ loop: { count: 25, steps: [dispatch('main', { 0: 'out' }, 16)] } }],
      outputs: OUT,
    };
    const { events, outcome } = await runProgram(backend, program);
    const done = events.flatMap((event) => (event.type === 'progress' ? [event.done] : []));
    if (backend.devices()[0]?.adapterType === 'cpu') expect(done.length).toBeGreaterThan(0);
    expect(done).toEqual([...new Set(done)].sort((a, b) => a - b));
    expect(done.every((one) => one >= 1 && one <= 25)).toBe(true);
    const metered = events.flatMap((event) => (event.type === 'metering' ? [event.gpuMs] : []));
    expect(metered).toEqual([...metered].sort((a, b) => a - b));
    expect(metered.at(-1)).toBe(outcome.gpuMs);
  });

  it('estimates energy from declared watts', async () => {
    const declared = await testBackend({ energy: { watts: 100, gramsCo2ePerKwh: 360 }, spareWorkers: 0 });
    const { outcome } = await runProgram(declared, HEALTHY);
    const millijoules = outcome.gpuMs * 100;
    expect(outcome.energy).toEqual({ millijoules, basis: 'estimated', microgramsCo2e: Math.round(millijoules / 10) });
    await declared.stop();
  });
});

describe('a session', () => {
  it('runs a thousand tiny tasks, each with its own result', async () => {
    const source = `${TASK} ${uniform(0, 'task', 'Task')} ${storage(1, 'out')} ${MAIN} { out[0] += task.index * 3u; }`;
    const program: ProgramWire = {
      kernels: { main: { source } },
      buffers: { out: { sizeBytes: 4 } },
      steps: [dispatch('main', { 0: '$task', 1: 'out' })],
      outputs: OUT,
    };
    const session = await openSession(backend, makeJob(program, { tasks: 1_000 }));
    for (let index = 0; index < 1_000; index += 1) {
      const { outputs } = (await runTask(session, index)).outcome;
      const hash = createHash('sha256')
        .update(wordBytes([index * 3]))
        .digest('hex');
      expect(outputs).toEqual([expect.objectContaining({ hash: `0x${hash}`, sizeBytes: 4 })]);
    }
    await session.close();
  });

  it('runs one task after another, also when they are asked for at once', async () => {
    const session = await openSession(backend, makeJob(traced([trace], 1), { tasks: 8 }));
    const results = await Promise.all(Array.from({ length: 8 }, (_, index) => runTask(session, index)));
    expect(results.map((result) => words(result))).toEqual(Array.from({ length: 8 }, (_, index) => [index * 1_000]));
    await session.close();
  });

  it('refuses a task that the job does not have, and goes on', async () => {
    const session = await openSession(backend, makeJob(HEALTHY));
    await expect(runTask(session, 1)).rejects.toMatchObject({ code: 'BAD_TASK' });
    expect(words(await runTask(session, 0))).toEqual([1, 2, 3, 4]);
    await session.close();
    await session.close();
    await expect(runTask(session, 0)).rejects.toMatchObject({ code: 'WORKER_DIED' });
  });
});
