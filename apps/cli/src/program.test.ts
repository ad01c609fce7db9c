import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LodeError } from '@lode/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo } from '../testkit/io.ts';
import { sampleJob } from '../testkit/jobs.ts';
import { endCode } from './commands/run.ts';
import { EXIT, EXIT_HELP, exitCodeOf } from './exit-codes.ts';
import { runCli } from './program.ts';

const SPEC = `
apiVersion: lode/v1
name: double
webgpu:
  kernels: { double: { source: "@compute @workgroup_size(1) fn main() {}" } }
  buffers: { data: { input: numbers } }
  steps: [{ dispatch: { kernel: double, workgroups: 1, bind: { "0": data } } }]
  outputs: [{ name: result, buffer: data }]
inputs: { numbers: { file: numbers.bin } }
price: { maxPerGpuHour: 1, max: 0.25 }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function lode(...args: string[]) {
  const io = testIo({ cwd: folder, env: { LODE_DATA: join(folder, 'data') } });
  return { code: await runCli(args, io), out: io.out(), err: io.err() };
}

describe('exit codes', () => {
  test.each([
    ['BAD_JOB_SPEC', EXIT.usage],
    ['BAD_YAML', EXIT.usage],
    ['FILE_UNREADABLE', EXIT.usage],
    ['NO_OFFER', EXIT.nobody],
    ['INSUFFICIENT_FUNDS', EXIT.insufficientFunds],
    ['NODE_UNREACHABLE', EXIT.unreachable],
    ['CHAIN_UNREACHABLE', EXIT.unreachable],
    ['DATA_DIR_IN_USE', EXIT.notStarted],
    ['BAD_PORT', EXIT.notStarted],
    ['BAD_ANSWER', EXIT.internal],
    ['CANCELLED', EXIT.cancelled],
    ['SOMETHING_NEW', EXIT.failed],
  ])('%s ends with %i', (code, expected) => expect(exitCodeOf(new LodeError(code, 'x'))).toBe(expected));

  test('what is no error of ours is a fault', () => expect(exitCodeOf(new TypeError('x'))).toBe(EXIT.internal));

  test.each([
    ['completed', undefined, EXIT.ok],
    ['cancelled', undefined, EXIT.cancelled],
    ['failed', undefined, EXIT.failed],
    ['failed', 'SHADER_INVALID', EXIT.failed],
    ['failed', 'BAD_SOMETHING', EXIT.failed],
    ['failed', 'INSUFFICIENT_FUNDS', EXIT.insufficientFunds],
    ['failed', 'NO_OFFER', EXIT.nobody],
  ] as const)('a job that is %s (%s) ends with %i', (state, code, expected) => {
    const reason = code === undefined ? {} : { reason: { code, message: 'x' } };
    expect(endCode(sampleJob({ state, ...reason }))).toBe(expected);
  });

  test('every code is explained in the help', () => {
    for (const code of Object.values(EXIT)) expect(EXIT_HELP).toMatch(new RegExp(`^  ${code}\\s`, 'm'));
  });
});

describe('command line', () => {
  test('help has examples and the exit codes', async () => {
    const { code, out } = await lode('--help');
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('Examples:');
    expect(out).toContain('130  cancelled');
    for (const name of [
      'up',
      'join',
      'run',
      'jobs',
      'job',
      'logs',
      'cancel',
      'offers',
      'provider',
      'wallet',
      'validate',
    ])
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test.each([
    [['rum', 'x.yaml'], 'Did you mean run?'],
    [['run'], "missing required argument 'spec'"],
    [['run', 'x.yaml', '--ou', 'y'], 'Did you mean --out?'],
    [['job', 'abc'], 'NODE_UNREACHABLE'],
  ])('%j is refused and says what is wrong', async (args, text) => {
    const { code, err, out } = await lode(...args);
    expect(code).toBe(args[0] === 'job' ? EXIT.unreachable : EXIT.usage);
    expect(err).toContain(text);
    expect(out).toBe('');
  });

  test('without a node: how to start one', async () => {
    for (const args of [['jobs'], ['offers'], ['wallet'], ['wallet', 'balance'], ['provider', 'status']]) {
      const { code, err } = await lode(...args);
      expect(code).toBe(EXIT.unreachable);
      expect(err).toContain('error NODE_UNREACHABLE');
      expect(err).toContain('npm run lode -- up');
    }
  });

  test('a node that is gone but left its address: the same', async () => {
    await rm(join(folder, 'data'), { recursive: true, force: true });
    const io = testIo({ cwd: folder, env: { LODE_GATEWAY_URL: 'http://127.0.0.1:9', LODE_GATEWAY_TOKEN: 'x' } });
    expect(await runCli(['jobs', '--json'], io)).toBe(EXIT.unreachable);
    expect(JSON.parse(io.err())).toMatchObject({ error: { code: 'NODE_UNREACHABLE' } });
    expect(io.out()).toBe('');
  });
});

describe('validate', () => {
  beforeEach(async () => {
    await writeFile(join(folder, 'numbers.bin'), new Uint8Array(64));
    await writeFile(join(folder, 'job.yaml'), SPEC);
  });

  test('needs no node, and reads files beside the spec', async () => {
    const { code, out } = await lode('validate', 'job.yaml');
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('a valid job');
    expect(out).toContain('at most $0.25 in all, $0.9972 a GPU-hour');
  });

  test('with --json prints one value', async () => {
    const { out } = await lode('validate', 'job.yaml', '--json');
    expect(JSON.parse(out)).toMatchObject({ hash: expect.stringMatching(/^0x/), job: { name: 'double' } });
  });

  test.each([
    ['price:', 'prize:', 'did you mean "price"?'],
    ['numbers.bin', 'missing.bin', 'cannot read "missing.bin"'],
    ['max: 0.25', 'max: -1', 'not a dollar amount'],
    ['apiVersion: lode/v1', 'apiVersion: [', 'not valid YAML'],
  ])('%s as %s ends with 2 and says %s', async (from, to, text) => {
    await writeFile(join(folder, 'job.yaml'), SPEC.replace(from, to));
    const { code, err } = await lode('validate', 'job.yaml');
    expect(code).toBe(EXIT.usage);
    expect(err).toContain(text);
  });

  test('a file that is not there, and one that is no spec', async () => {
    expect((await lode('validate', 'nothing.yaml')).err).toContain('There is no file nothing.yaml');
    await writeFile(join(folder, 'big.yaml'), new Uint8Array(1_100_000));
    expect((await lode('validate', 'big.yaml')).code).toBe(EXIT.usage);
  });

  test.each([['two'], ['0'], ['8'], ['1.5']])('--replicas %s is refused', async (replicas) => {
    const { code } = await lode('run', 'job.yaml', '--replicas', replicas);
    expect(code).toBe(EXIT.usage);
  });

  test('`run` refuses the same before it looks for a node', async () => {
    await writeFile(join(folder, 'job.yaml'), SPEC.replace('max: 0.25', 'max: no'));
    expect((await lode('run', 'job.yaml')).code).toBe(EXIT.usage);
  });
});
