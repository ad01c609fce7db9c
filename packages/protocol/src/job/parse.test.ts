import { describe, expect, it } from 'vitest';
import { LodeError } from '../errors.ts';
import type { Problem } from '../problems.ts';
import { MAX_SPEC_BYTES, parseJobSpec } from './parse.ts';

const BASE = `apiVersion: lode/v1
name: test
webgpu:
  kernels:
    step: { source: "@compute @workgroup_size(1) fn main() {}" }
  buffers:
    data: { size: 1 KiB }
  steps:
    - dispatch: { kernel: step, workgroups: 1, bind: { 0: data } }
  outputs:
    - { name: result, buffer: data }
price: { maxPerGpuHour: 0.60, max: 0.25 }
`;

function refusal(text: string): LodeError {
  try {
    parseJobSpec(text);
  } catch (error) {
    if (error instanceof LodeError) return error;
    throw error;
  }
  throw new Error(`was not refused:\n${text}`);
}

/** The problems of a changed BASE, as `path: message`. */
const problemsOf = (text: string): string[] => {
  const problems = refusal(text).details?.problems as Problem[];
  return problems.map((one) => `${one.path}: ${one.message}`);
};
const changed = (from: string, to: string): string => {
  if (!BASE.includes(from)) throw new Error(`the base has no ${from}`);
  return BASE.replace(from, to);
};

describe('a spec', () => {
  it('is filled in with defaults', () => {
    expect(parseJobSpec(BASE)).toMatchObject({
      kind: 'Job',
      tasks: { count: 1, seed: 0 },
      verify: { replicas: 1 },
      determinism: 'bitexact',
      timeouts: { task: 60_000, compile: 10_000, total: 3_600_000, acceptance: 60_000 },
      price: { maxPerGpuHour: 600_000n, max: 250_000n, streamedBps: 0 },
      webgpu: { steps: [{ dispatch: { workgroups: [1, 1, 1] } }], buffers: { data: { size: 1024, kind: 'storage' } } },
    });
  });

  it('may be JSON', () => {
    const json = JSON.stringify({
      apiVersion: 'lode/v1',
      name: 'test',
      webgpu: {
        kernels: { step: { file: 'step.wgsl' } },
        buffers: { data: { size: 16 } },
        steps: [{ dispatch: { kernel: 'step', workgroups: [1, 2], bind: { 0: 'data' } } }],
        outputs: [{ name: 'result', buffer: 'data' }],
      },
      price: { maxPerGpuSecond: '0.001', max: 1 },
    });
    expect(parseJobSpec(json).webgpu.steps).toEqual([
      { dispatch: { kernel: 'step', workgroups: [1, 2, 1], bind: { 0: 'data' } } },
    ]);
  });
});

describe('what is wrong is named by path, with what was expected and the nearest key', () => {
  it.each([
    ['a misspelt key', 'name: test', 'nmae: test', ['nmae: unknown key; did you mean "name"?']],
    [
      'a misspelt key deep inside',
      'workgroups: 1',
      'workgroup: 1',
      ['webgpu.steps[0].dispatch.workgroup: unknown key; did you mean "workgroups"?'],
    ],
    ['a misspelt step', 'dispatch:', 'dispach:', ['webgpu.steps[0].dispach: unknown key; did you mean "dispatch"?']],
    [
      'a step that is nothing',
      'dispatch: { kernel: step, workgroups: 1, bind: { 0: data } }',
      '{}',
      [
        'webgpu.steps[0]: expected an object with "dispatch" or an object with "copy" or an object with "loop", got an object',
      ],
    ],
    [
      'a step that is two',
      '- dispatch:',
      '- copy: { from: data, to: data }\n      dispatch:',
      ['webgpu.steps[0].copy: cannot stand beside "dispatch"'],
    ],
    [
      'a step that is text',
      'dispatch: { kernel: step, workgroups: 1, bind: { 0: data } }',
      'run',
      [
        'webgpu.steps[0]: expected an object with "dispatch" or an object with "copy" or an object with "loop", got "run"',
      ],
    ],
    ['a wrong type', 'name: test', 'name: [1]', ['name: expected text, got a list']],
    ['nothing', 'name: test', 'name:', ['name: expected text, got nothing (null)']],
    [
      'another version',
      'lode/v1',
      'lode/v2',
      ['apiVersion: expected "lode/v1", got "lode/v2"; did you mean "lode/v1"?'],
    ],
    [
      'a negative price',
      'max: 0.25',
      'max: -0.25',
      [
        'price.max: "-0.25" is not a dollar amount. Write a number of dollars that is not negative, with at most six decimals, such as "0.25".',
      ],
    ],
    ['a price of the wrong type', 'max: 0.25', 'max: [1]', ['price.max: expected dollars such as 0.25, got a list']],
    ['a price left out', ', max: 0.25', '', ['price.max: missing; expected dollars such as 0.25']],
    ['NaN', 'max: 0.25', 'max: .nan', ['price.max: expected dollars such as 0.25, got NaN']],
    ['infinity', 'max: 0.25', 'max: .inf', ['price.max: expected dollars such as 0.25, got Infinity']],
    [
      'a price JavaScript would round',
      'max: 0.25',
      'max: 90071992547409931',
      ['price.max: 90071992547409940 is too large to be read exactly as a number. Put the amount in quotes.'],
    ],
    [
      'both prices',
      'maxPerGpuHour: 0.60',
      'maxPerGpuHour: 0.60, maxPerGpuSecond: 1',
      ['price: give either maxPerGpuSecond or maxPerGpuHour, such as { maxPerGpuHour: 0.60, max: 0.25 }'],
    ],
    [
      'a price that rounds to nothing',
      'maxPerGpuHour: 0.60',
      'maxPerGpuHour: 0.003',
      ['price.maxPerGpuHour: is less than a micro-dollar a second, the smallest price there is ($0.0036 an hour)'],
    ],
    [
      'a size without sense',
      '1 KiB',
      'huge',
      [
        'webgpu.buffers.data.size: "huge" is not a size. Write bytes as a whole number, or with a unit: B, kB, KB, MB, GB, TB, KiB, MiB, GiB, TiB.',
      ],
    ],
    [
      'a huge whole number',
      'workgroups: 1',
      'workgroups: 99999999999999999999',
      ['webgpu.steps[0].dispatch.workgroups: must be at most 65535'],
    ],
    [
      'too many dimensions',
      'workgroups: 1',
      'workgroups: [1, 1, 1, 1]',
      ['webgpu.steps[0].dispatch.workgroups: must have at most 3 entries'],
    ],
    [
      'part of a workgroup',
      'workgroups: 1',
      'workgroups: 1.5',
      ['webgpu.steps[0].dispatch.workgroups: expected a whole number or a list, got 1.5'],
    ],
    [
      'a binding that is no number',
      '0: data',
      'x: data',
      ['webgpu.steps[0].dispatch.bind.x: expected a binding number from 0 to 15'],
    ],
    [
      'a binding past the last',
      '0: data',
      '16: data',
      ['webgpu.steps[0].dispatch.bind.16: expected a binding number from 0 to 15'],
    ],
    [
      'a bound thing that is no name',
      '0: data',
      '0: $tsk',
      ['webgpu.steps[0].dispatch.bind.0: expected the name of a buffer, or "$task"'],
    ],
    [
      'a kernel without text',
      'source: "@compute @workgroup_size(1) fn main() {}"',
      'entryPoint: main',
      ['webgpu.kernels.step: give either "file" (a path to WGSL) or "source" (the WGSL text)'],
    ],
    [
      'a buffer without size',
      'size: 1 KiB',
      'kind: storage',
      ['webgpu.buffers.data: give "size", or fill the buffer from "input", "u32", "i32" or "f32"'],
    ],
    [
      'a buffer filled twice',
      'size: 1 KiB',
      'u32: [1], f32: [1]',
      ['webgpu.buffers.data: give at most one of input, u32, i32 and f32: they all fill the buffer'],
    ],
    [
      'a float no f32 holds',
      'size: 1 KiB',
      'f32: [1.0e39]',
      ['webgpu.buffers.data.f32[0]: must be at most 3.4028234663852886e+38'],
    ],
    [
      'an enum misspelt',
      'size: 1 KiB',
      'size: 16, kind: uniforn',
      ['webgpu.buffers.data.kind: expected one of "storage", "uniform", got "uniforn"; did you mean "uniform"?'],
    ],
    [
      'determinism misspelt',
      'name: test',
      'name: test\ndeterminism: bitexakt',
      [
        'determinism: expected "bitexact" or "deviceClass" or an object with "tolerance", got "bitexakt"; did you mean "bitexact"?',
      ],
    ],
    [
      'half an input',
      'name: test',
      `name: test\ninputs: { a: { hash: "0x${'11'.repeat(32)}" } }`,
      ['inputs.a.size: missing; expected a size such as "64 MiB"'],
    ],
    [
      'an input of two kinds',
      'name: test',
      `name: test\ninputs: { a: { file: x, hash: "0x${'11'.repeat(32)}" } }`,
      ['inputs.a.hash: cannot stand beside "file"'],
    ],
    [
      'a control character in text',
      'name: test',
      'name: "\\e[2Jtest"',
      ['name: expected text without control characters'],
    ],
    ['zero tasks', 'name: test', 'name: test\ntasks: 0', ['tasks: must be at least 1']],
    ['too many tasks', 'name: test', 'name: test\ntasks: { count: 1000001 }', ['tasks.count: must be at most 100000']],
  ])('%s', (_what, from, to, problems) => {
    expect(problemsOf(changed(from, to))).toEqual(problems);
  });

  it('says no more than it must of a very wrong spec', () => {
    const error = refusal(changed('size: 1 KiB', `u32: [${Array(5_000).fill('x').join(',')}]`));
    expect(error.details?.problems).toHaveLength(64);
    expect(error.details?.problemCount).toBe(5_000);
    expect(error.message).toContain('and 4992 more');
  });

  it('repeats no long input', () => {
    expect(refusal(`${BASE}${'k'.repeat(10_000)}: 1\n`).message.length).toBeLessThan(500);
    expect(refusal(changed('max: 0.25', `max: "${'9'.repeat(10_000)}"`)).message.length).toBeLessThan(500);
  });
});

describe('hostile specs', () => {
  it.each(['../../etc/passwd', '/etc/passwd', 'a/b', 'a\\b', '.hidden', '..', '.', '', 'a\u0000b', 'C:x'])(
    'an output cannot be written to %j',
    (file) => {
      const text = changed('buffer: data }', `buffer: data, file: ${JSON.stringify(file)} }`);
      expect(problemsOf(text)).toEqual(['webgpu.outputs[0].file: expected a plain file name without folders']);
    },
  );

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])('%s is no name', (key) => {
    const kernel = changed('    step: {', `    ${key}: { source: x }\n    step: {`);
    expect(problemsOf(kernel)[0]).toMatch(
      new RegExp(`^webgpu\\.kernels\\.${key}: this (?:key is not allowed|name is reserved)`),
    );
    expect(problemsOf(changed('kernel: step', `kernel: ${key}`))).toHaveLength(1);
    expect(problemsOf(`${BASE}${key}: { polluted: 1 }\n`)).toHaveLength(1);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('a key twice is refused with its line', () => {
    const error = refusal(`${BASE}name: again\n`);
    expect([error.code, error.details]).toEqual(['BAD_YAML', { line: 13, column: 1 }]);
    expect(error.message).toContain('Map keys must be unique at line 13, column 1');
  });

  it('malformed YAML is refused with line and column', () => {
    const error = refusal('apiVersion: lode/v1\nname: [1, 2\n');
    expect(error.code).toBe('BAD_YAML');
    expect(error.message).toMatch(/at line 3, column 1/);
    expect(error.details).toEqual({ line: 3, column: 1 });
  });

  it('a tag nobody knows is refused, not dropped', () => {
    expect(refusal(changed('name: test', 'name: !!js/function test')).code).toBe('BAD_YAML');
  });

  it.each(['', 'null', '[]', '42', 'text', '---\na: 1\n---\nb: 2\n'])('%j is no spec', (text) => {
    expect(refusal(text).code).toMatch(/^BAD_(?:YAML|JOB_SPEC)$/);
  });

  it('aliases that expand without end are refused', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`);
    expect(refusal(`a0: &a0 lol\n${levels.join('\n')}\n`).code).toBe('BAD_YAML');
  });

  it('one alias of a long list, used often, is refused for its size before any schema sees it', () => {
    const list = `[${Array(60_000).fill('1').join(',')}]`;
    const text = `x: &x ${list}\ny: [${Array(60).fill('*x').join(',')}]\n`;
    expect(refusal(text).message).toContain('more than 524288 values in all');
  });

  it('a value that contains itself is refused', () => {
    expect(problemsOf(`${BASE}x: &x [*x]\n`)).toEqual([expect.stringContaining('nested deeper than 64 levels')]);
  });

  it.each([
    ['[', ''],
    ['[', ']'],
    ['{a: ', '}'],
    ['- ', ''],
  ])('nesting without end (%j) is refused', (open, close) => {
    const text = `x: ${open.repeat(20_000)}1${close.repeat(20_000)}`;
    expect(refusal(text).code).toMatch(/^BAD_(?:YAML|JOB_SPEC)$/);
  });

  it('loops nested without end are refused', () => {
    let step = '{ dispatch: { kernel: step, workgroups: 1, bind: { 0: data } } }';
    for (let i = 0; i < 40; i++) step = `{ loop: { count: 2, steps: [${step}] } }`;
    const text = changed('dispatch: { kernel: step, workgroups: 1, bind: { 0: data } }', step);
    expect(problemsOf(text)).toEqual([expect.stringContaining('nested deeper than 64 levels')]);
  });

  it('a spec longer than the bound is refused before it is parsed', () => {
    expect(refusal(`#${'x'.repeat(MAX_SPEC_BYTES)}`).code).toBe('SPEC_TOO_LARGE');
  });
});
