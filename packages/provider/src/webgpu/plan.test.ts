import { describe, expect, it } from 'vitest';
import { HEALTHY, type JobOptions, makeJob, type ProgramWire } from '../../testkit/index.ts';
import { DEFAULT_LIMITS } from '../options.ts';
import { type PlanContext, planJob } from './plan.ts';

const MIB = 2 ** 20;
const context = (more: Partial<PlanContext> = {}): PlanContext => ({
  limits: DEFAULT_LIMITS,
  adapter: {
    maxBufferSize: 256 * MIB,
    maxStorageBufferBindingSize: 128 * MIB,
    maxUniformBufferBindingSize: 65_536,
    maxComputeWorkgroupsPerDimension: 1_024,
  },
  vramBytes: 1_024 * MIB,
  inputBytes: new Map(),
  ...more,
});
const plan = (program: Partial<ProgramWire>, more: Partial<PlanContext> = {}, options: JobOptions = {}) =>
  planJob(makeJob({ ...HEALTHY, ...program }, options), context(more));
const failing = (code: string, text: RegExp) => expect.objectContaining({ code, message: expect.stringMatching(text) });
const out = { sizeBytes: 16 };

describe('planJob', () => {
  it('rounds sizes up to 4 and takes them from inputs and values', () => {
    const { buffers } = plan(
      {
        buffers: {
          out,
          odd: { sizeBytes: 5 },
          given: { input: 'a' },
          none: { input: 'b' },
          list: { values: { i32: [-1, 2, 3] } },
        },
      },
      {
        inputBytes: new Map([
          ['a', 7],
          ['b', 0],
        ]),
      },
      { inputs: { a: new Uint8Array(7), b: new Uint8Array(0) } },
    );
    expect(buffers.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
      ['out', 16],
      ['odd', 8],
      ['given', 8],
      ['none', 4],
      ['list', 12],
    ]);
  });

  it('refuses content larger than its buffer and buffers larger than a limit', () => {
    const oversized = () => plan({ buffers: { out, a: { sizeBytes: 4, values: { u32: [1, 2] } } } });
    expect(oversized).toThrow(failing('BUFFER_LIMIT', /"a" has 4 bytes but is to be filled with 8/));
    expect(() => plan({ buffers: { out, a: { sizeBytes: 129 * MIB } } })).toThrow(failing('BUFFER_LIMIT', /"a"/));
    expect(() => plan({ buffers: { out, a: { sizeBytes: 10e9 } } })).toThrow(failing('BUFFER_LIMIT', /10000000000/));
    expect(() => plan({ buffers: { out, a: { sizeBytes: 65_540, kind: 'uniform' } } })).toThrow(
      failing('BUFFER_LIMIT', /uniform/),
    );
    const small = { limits: { ...DEFAULT_LIMITS, maxBufferBytes: 8 } };
    expect(() => plan({}, small)).toThrow(failing('BUFFER_LIMIT', /takes 8/));
  });

  it('refuses more in all than the job asked for or the device has', () => {
    expect(() => plan({}, {}, { vramBytes: 15 })).toThrow(failing('BUFFER_LIMIT', /16 bytes in all, more than the 15/));
    expect(() => plan({}, { vramBytes: 1_000 })).toThrow(failing('BUFFER_LIMIT', /a device that has 1000/));
    const little = { limits: { ...DEFAULT_LIMITS, maxOutputBytes: 15 } };
    expect(() => plan({}, little)).toThrow(failing('BUFFER_LIMIT', /outputs have 16/));
    const inputBytes = new Map([['a', 9]]);
    const small = { inputBytes, limits: { ...DEFAULT_LIMITS, maxInputBytes: 8 } };
    expect(() => plan({}, small, { inputs: { a: new Uint8Array(9) } })).toThrow(
      failing('BUFFER_LIMIT', /inputs have 9/),
    );
  });

  it('refuses copies out of bounds and inside one buffer', () => {
    const copy = (step: object) => () =>
      plan({
        buffers: { out, other: { sizeBytes: 8 } },
        steps: [{ loop: { count: 2, steps: [{ copy: { from: 'out', to: 'other', ...step } }] } }],
      });
    expect(copy({})).toThrow(failing('BUFFER_LIMIT', /past the end of "other"/));
    expect(copy({ sizeBytes: 8, fromOffsetBytes: 12 })).toThrow(failing('BUFFER_LIMIT', /past the end of "out"/));
    expect(copy({ fromOffsetBytes: 20 })).toThrow(failing('BUFFER_LIMIT', /past the end of "out"/));
    expect(copy({ sizeBytes: 4, toOffsetBytes: 8 })).toThrow(failing('BUFFER_LIMIT', /past the end of "other"/));
    expect(copy({ to: 'out', sizeBytes: 4 })).toThrow(failing('BUFFER_LIMIT', /inside one buffer/));
    expect(copy({ fromOffsetBytes: 8 })().code).toContainEqual(expect.objectContaining({ op: 'copy', bytes: 8 }));
  });

  it('refuses dispatches over the device limit', () => {
    const steps: ProgramWire['steps'] = [
      { dispatch: { kernel: 'main', workgroups: [1, 1_025, 1], bind: { 0: 'out' } } },
    ];
    expect(() => plan({ steps })).toThrow(failing('SHADER_INVALID', /1 x 1025 x 1.*takes 1024/));
  });

  it('says which input was not delivered', () => {
    const program = { buffers: { out, a: { input: 'a' } } };
    expect(() => plan(program, {}, { inputs: { a: new Uint8Array(1) } })).toThrow(failing('INPUT_MISSING', /"a"/));
  });

  it('restores before each task only what steps write', () => {
    const source = `@group(0) @binding(0) var<storage, read_write> out: array<u32>;
      @group(0) @binding(1) var<storage, read> table: array<u32>;
      @compute @workgroup_size(1) fn main() { out[0] = table[0]; }`;
    const program: Partial<ProgramWire> = {
      kernels: { main: { source } },
      buffers: { out: { values: { u32: [1] } }, table: { values: { u32: [1] } } },
      steps: [{ dispatch: { kernel: 'main', workgroups: [1, 1, 1], bind: { 0: 'out', 1: 'table' } } }],
    };
    const facts = (tasks: number) =>
      plan(program, {}, { tasks }).buffers.map(({ name, written, pristine }) => [name, written, pristine]);
    expect(facts(2)).toEqual([
      ['out', true, true],
      ['table', false, false],
    ]);
    expect(facts(1)).toEqual([
      ['out', true, false],
      ['table', false, false],
    ]);
  });
});
