import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LodeError, type Session } from '@lode/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  COMPILE_BOMB,
  HANGING,
  HEALTHY,
  isRunning,
  type JobOptions,
  makeJob,
  openSession,
  type ProgramWire,
  runProgram,
  runTask,
  singleKernel,
  testBackend,
  until,
  untilGone,
  words,
  workersOf,
} from '../../testkit/index.ts';
import type { ProviderBackend } from '../index.ts';

// Pids and their parents are read from /proc.
const onLinux = describe.runIf(process.platform === 'linux');

let backend: ProviderBackend;
beforeAll(async () => {
  // No spares: every worker of this process belongs to a session under test.
  backend = await testBackend({ spareWorkers: 0 });
});
afterAll(() => backend?.stop());
afterEach(async () => {
  expect(await workersOf(process.pid)).toEqual([]);
  // Whatever happened, the provider goes on serving.
  expect(words(await runProgram(backend, HEALTHY))).toEqual([1, 2, 3, 4]);
});

/** Runs a task that must fail; gives its error and the process it ran in. */
async function failure(session: Session, signal?: AbortSignal): Promise<{ error: LodeError; pids: number[] }> {
  const pids = await workersOf(process.pid);
  expect(pids).toHaveLength(1);
  const error = await runTask(session, 0, signal).then(
    () => new Error('the task did not fail'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LodeError)) throw error;
  return { error, pids };
}

/** A failure that must close the session: its process is gone when the error arrives. */
async function fatal(program: ProgramWire, options: JobOptions, signal?: AbortSignal): Promise<LodeError> {
  const session = await openSession(backend, makeJob(program, options));
  const { error, pids } = await failure(session, signal);
  for (const pid of pids) expect(await isRunning(pid)).toBe(false);
  await session.close();
  return error;
}

/** A failure of the program alone: the session stays, and says the same again. */
async function harmless(program: ProgramWire, options: JobOptions = {}): Promise<LodeError> {
  const session = await openSession(backend, makeJob(program, options));
  const { error, pids } = await failure(session);
  expect(await workersOf(process.pid)).toEqual(pids);
  expect((await failure(session)).error.message).toBe(error.message);
  await session.close();
  return error;
}

onLinux('a kernel that never ends', () => {
  it('is stopped at its time limit', async () => {
    expect(await fatal(HANGING, { taskMs: 300 })).toMatchObject({
      code: 'TASK_TIMEOUT',
      details: { phase: 'running' },
    });
  });

  it('is stopped when the buyer cancels', async () => {
    const session = await openSession(backend, makeJob(HANGING));
    const pids = await workersOf(process.pid);
    const cancel = new AbortController();
    const running = Promise.withResolvers<void>();
    const task = session.runTask(0, {
      signal: cancel.signal,
      onEvent: (event) => event.type === 'phase' && event.phase === 'running' && running.resolve(),
    });
    await running.promise;
    cancel.abort();
    await expect(task).rejects.toMatchObject({ code: 'CANCELLED' });
    for (const pid of pids) expect(await isRunning(pid)).toBe(false);
  });
});

onLinux('a compile bomb', () => {
  it('is stopped at the compile limit', async () => {
    expect(await fatal(COMPILE_BOMB, { compileMs: 300 })).toMatchObject({ code: 'COMPILE_TIMEOUT' });
  });
});

onLinux('a worker that takes too much memory', () => {
  it('is stopped', async () => {
    // Less than Node itself has resident, so that no kernel needs to be tuned to grow at the right pace.
    const tight = await testBackend({ spareWorkers: 0, limits: { maxHostBytes: 64 * 2 ** 20 } });
    const { error, pids } = await failure(await openSession(tight, makeJob(HANGING)));
    expect(error).toMatchObject({ code: 'MEMORY_LIMIT' });
    for (const pid of pids) expect(await isRunning(pid)).toBe(false);
    await tight.stop();
  });
});

onLinux('a shader that is wrong', () => {
  it('is told with line and column', async () => {
    const error = await harmless(
      singleKernel('// first\n@compute @workgroup_size(1)\nfn main() { let x: u32 = 1.5; }'),
    );
    expect(error.code).toBe('SHADER_INVALID');
    expect(error.message).toMatch(/^Kernel "main", line 3, column \d+: /);
    expect(error.details).toMatchObject({ kernel: 'main', problems: [{ line: 3 }] });
  });

  it('is told when it is no WGSL, has no such entry point or constant', async () => {
    const noEntry: ProgramWire = {
      ...HEALTHY,
      kernels: { main: { source: '@compute @workgroup_size(1) fn start() {}' } },
    };
    const constant = HEALTHY.kernels.main?.source ?? '';
    const cases: [ProgramWire, RegExp][] = [
      [singleKernel('int main() { return 0; }'), /line 1/],
      [noEntry, /entry point "main"/],
      [{ ...HEALTHY, kernels: { main: { source: constant, constants: { missing: 1 } } } }, /missing/],
    ];
    for (const [program, text] of cases)
      expect(await harmless(program)).toMatchObject({ code: 'SHADER_INVALID', message: expect.stringMatching(text) });
  });

  it('is told when its bindings do not fit the program', async () => {
    const bind = (bindings: Record<string, string>): ProgramWire => ({
      ...HEALTHY,
      buffers: { out: { sizeBytes: 16 }, other: { sizeBytes: 16, kind: 'uniform' } },
      steps: [{ dispatch: { kernel: 'main', workgroups: [1, 1, 1], bind: bindings } }],
    });
    for (const bindings of [{}, { 1: 'out' }, { 0: 'other' }, { 0: 'out', 1: 'out' }])
      expect(await harmless(bind(bindings))).toMatchObject({
        code: 'SHADER_INVALID',
        message: expect.stringMatching(/kernel "main"/),
      });
  });

  it('is told when it asks for more than the device has', async () => {
    const error = await harmless(singleKernel('@compute @workgroup_size(4096) fn main() {}'));
    expect(error).toMatchObject({ code: 'SHADER_INVALID', message: expect.stringMatching(/4096/) });
  });

  it('cannot write outside of its buffers', async () => {
    const source = `@group(0) @binding(0) var<storage, read_write> out: array<u32>;
      @compute @workgroup_size(1) fn main() { for (var i = 1u; i < 31u; i++) { out[1u << i] = 9u; } out[1] = 1u; }`;
    const result = await runProgram(backend, singleKernel(source, 8));
    expect(result.outcome.outputs).toEqual([expect.objectContaining({ sizeBytes: 8 })]);
  });
});

onLinux('sizes out of bounds', () => {
  it('end the attempt before anything is sent to the device', async () => {
    const buffers = (sizeBytes: number): ProgramWire => ({ ...HEALTHY, buffers: { out: { sizeBytes } } });
    expect(await harmless(buffers(10e9))).toMatchObject({ code: 'BUFFER_LIMIT' });
    expect(await harmless(HEALTHY, { vramBytes: 8 })).toMatchObject({ code: 'BUFFER_LIMIT' });
  });
});

onLinux('a process that dies', () => {
  it('is reported with its signal', async () => {
    const session = await openSession(backend, makeJob(HANGING));
    const [pid = 0] = await workersOf(process.pid);
    const task = session.runTask(0, {
      signal: new AbortController().signal,
      onEvent: (event) => event.type === 'phase' && event.phase === 'running' && process.kill(pid, 'SIGSEGV'),
    });
    await expect(task).rejects.toMatchObject({ code: 'WORKER_DIED', details: { signal: 'SIGSEGV', phase: 'running' } });
    expect(await isRunning(pid)).toBe(false);
  });

  it('does not cost a lease when it was a spare', async () => {
    const spare = await testBackend({ spareWorkers: 1 });
    const [pid = 0] = await until(async () => {
      const pids = await workersOf(process.pid);
      return pids.length === 1 ? pids : undefined;
    });
    process.kill(pid, 'SIGKILL');
    await untilGone([pid]);
    expect(words(await runProgram(spare, HEALTHY))).toEqual([1, 2, 3, 4]);
    await spare.stop();
  });
});

onLinux('a worker', () => {
  it('has no environment but for what its driver needs, and is bound by the permission model', async () => {
    process.env.LODE_TEST_SECRET = 'x';
    const session = await openSession(backend, makeJob(HEALTHY));
    const [pid = 0] = await workersOf(process.pid);
    const list = async (file: string) => (await readFile(`/proc/${pid}/${file}`, 'utf8')).split('\0').filter(Boolean);
    const names = (await list('environ')).map((entry) => entry.split('=')[0]);
    const allowed = ['LD_LIBRARY_PATH', 'VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'XDG_DATA_DIRS'];
    expect(names.filter((name) => !allowed.includes(name ?? ''))).toEqual([]);
    const flags = await list('cmdline');
    expect(flags).toContain('--permission');
    expect(flags).not.toContain('--allow-net');
    expect(flags).not.toContain('--allow-child-process');
    expect(flags.filter((flag) => flag.startsWith('--allow-fs-write'))).toEqual([expect.stringMatching(/\/out$/)]);
    await session.close();
    delete process.env.LODE_TEST_SECRET;
  });
});

onLinux('a parent that is killed', () => {
  const start = (kind: string): ChildProcess =>
    spawn(process.execPath, ['--no-warnings', fileURLToPath(new URL('../../testkit/host.ts', import.meta.url)), kind], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  /** Kills a provider that is in `phase`, and its workers must follow. */
  async function killDuring(kind: string, phase: string): Promise<void> {
    const host = start(kind);
    if (host.stdout === null || host.pid === undefined) throw new Error('the host did not start');
    for await (const line of createInterface(host.stdout)) if (line === phase) break;
    const pids = await workersOf(host.pid);
    expect(pids.length).toBeGreaterThan(0);
    host.kill('SIGKILL');
    await untilGone(pids);
  }

  it('takes workers that are still starting with it', async () => {
    const host = start('hang');
    const parent = host.pid ?? 0;
    const pids = await until(async () => {
      const found = await workersOf(parent);
      return found.length > 0 ? found : undefined;
    });
    host.kill('SIGKILL');
    await untilGone(pids);
  });
  it('takes its hung kernel with it', () => killDuring('hang', 'running'));
  it('takes its compile bomb with it', () => killDuring('bomb', 'compiling'));
});

describe('a device', () => {
  it('is leased to one session at a time', async () => {
    const session = await openSession(backend, makeJob(HEALTHY));
    await expect(openSession(backend, makeJob(HEALTHY))).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
    await session.close();
    const next = await openSession(backend, makeJob(HEALTHY));
    await next.close();
  });

  it('must exist', async () => {
    const request = { id: 'x', device: 'nope', job: makeJob(HEALTHY), inputPaths: new Map(), outputFolder: '/nowhere' };
    await expect(backend.open(request, new AbortController().signal)).rejects.toMatchObject({ code: 'DEVICE_UNKNOWN' });
  });

  it('is free again when opening was cancelled', async () => {
    const [device] = backend.devices();
    const request = {
      id: 'x',
      device: device?.id ?? '',
      job: makeJob(HEALTHY),
      inputPaths: new Map(),
      outputFolder: '/nowhere',
    };
    await expect(backend.open(request, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
