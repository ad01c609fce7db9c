import type { Step } from '@lode/protocol';
import fc from 'fast-check';
import type { ProgramWire } from './jobs.ts';

/** Small integer programs, and what they compute, worked out without a GPU. */

export const WORDS = 8;
const BUFFERS = ['b0', 'b1', 'b2'] as const;
type BufferName = (typeof BUFFERS)[number];

/** `to[i] = f(from[i], to[(i + shift) % WORDS] as it was, task, iteration)`, one invocation an element. */
interface Kernel {
  readonly multiply: number;
  readonly add: number;
  readonly rotate: number;
  readonly useIndex: boolean;
  readonly useIteration: boolean;
}

export interface Model {
  readonly kernels: readonly Kernel[];
  readonly initial: readonly (readonly number[])[];
  readonly steps: readonly ModelStep[];
  readonly seed: number;
}

type ModelStep =
  | { readonly kind: 'dispatch'; readonly kernel: number; readonly from: number; readonly to: number }
  | {
      readonly kind: 'copy';
      readonly from: number;
      readonly to: number;
      readonly fromWord: number;
      readonly toWord: number;
      readonly words: number;
    }
  | { readonly kind: 'loop'; readonly count: number; readonly steps: readonly ModelStep[] };

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const kernel: fc.Arbitrary<Kernel> = fc.record({
  multiply: u32,
  add: u32,
  rotate: fc.integer({ min: 1, max: 31 }),
  useIndex: fc.boolean(),
  useIteration: fc.boolean(),
});
/** Two different buffers. */
const pair = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 2 }))
  .map(([from, distance]) => ({ from, to: (from + distance) % BUFFERS.length }));

const { steps } = fc.letrec<{ steps: ModelStep[]; step: ModelStep }>((tie) => ({
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 4 }),
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc
      .tuple(fc.integer({ min: 0, max: 1 }), pair)
      .map(([one, two]): ModelStep => ({ kind: 'dispatch', kernel: one, ...two })),
    fc
      .tuple(
        pair,
        fc.integer({ min: 0, max: WORDS - 1 }),
        fc.integer({ min: 0, max: WORDS - 1 }),
        fc.integer({ min: 1, max: WORDS }),
      )
      .map(
        ([two, fromWord, toWord, words]): ModelStep => ({
          kind: 'copy',
          ...two,
          fromWord,
          toWord,
          words: Math.min(words, WORDS - Math.max(fromWord, toWord)),
        }),
      ),
    fc.record({ kind: fc.constant('loop' as const), count: fc.integer({ min: 1, max: 5 }), steps: tie('steps') }),
  ),
}));

export const model: fc.Arbitrary<Model> = fc.record({
  kernels: fc.tuple(kernel, kernel),
  initial: fc.tuple(...BUFFERS.map(() => fc.array(u32, { minLength: WORDS, maxLength: WORDS }))),
  // Four levels of loops are the format's limit; three of depth here stay below it.
  steps,
  seed: u32,
});

const bufferName = (index: number): BufferName => BUFFERS[index] ?? 'b0';

/** The program in the job format: `b1` comes from an input, the others from values. */
export function toProgram({ kernels, initial, steps: list }: Model): ProgramWire {
  return {
    kernels: Object.fromEntries(kernels.map((one, i) => [`k${i}`, { source: toWgsl(one) }])),
    buffers: {
      b0: { values: { u32: [...(initial[0] ?? [])] } },
      b1: { input: 'b1' },
      b2: { values: { u32: [...(initial[2] ?? [])] } },
    },
    steps: list.map(toStep),
    outputs: BUFFERS.map((name) => ({ name, buffer: name })),
  };
}

const toWgsl = ({ multiply, add, rotate, useIndex, useIteration }: Kernel): string => `
struct Task { index: u32, count: u32, seed: u32, iteration: u32 }
@group(0) @binding(0) var<uniform> task: Task;
@group(0) @binding(1) var<storage, read> source: array<u32>;
@group(0) @binding(2) var<storage, read_write> target_: array<u32>;
@compute @workgroup_size(${WORDS}) fn main(@builtin(local_invocation_index) i: u32) {
  let x = source[i] * ${multiply}u + ${add}u + task.seed;
  let y = x ^ ((target_[i] << ${rotate}u) | (target_[i] >> ${32 - rotate}u));
  target_[i] = y + ${useIndex ? 'task.index * 2654435761u' : '0u'} + ${useIteration ? 'task.iteration * 40503u' : '0u'};
}`;

function toStep(step: ModelStep): Step {
  if (step.kind === 'loop') return { loop: { count: step.count, steps: step.steps.map(toStep) } };
  const from = bufferName(step.from);
  const to = bufferName(step.to);
  if (step.kind === 'copy') {
    const { fromWord, toWord, words } = step;
    return { copy: { from, to, fromOffsetBytes: fromWord * 4, toOffsetBytes: toWord * 4, sizeBytes: words * 4 } };
  }
  return { dispatch: { kernel: `k${step.kernel}`, workgroups: [1, 1, 1], bind: { 0: '$task', 1: from, 2: to } } };
}

/** What task `index` leaves in the buffers. */
export function evaluate(given: Model, index: number): number[][] {
  const buffers = given.initial.map((words) => Uint32Array.from(words));
  run(given, given.steps, buffers, index, 0);
  return buffers.map((words) => [...words]);
}

function run(given: Model, list: readonly ModelStep[], buffers: Uint32Array[], index: number, iteration: number): void {
  for (const step of list) {
    if (step.kind === 'loop') {
      for (let i = 0; i < step.count; i += 1) run(given, step.steps, buffers, index, i);
      continue;
    }
    const from = buffers[step.from] ?? new Uint32Array();
    const to = buffers[step.to] ?? new Uint32Array();
    if (step.kind === 'copy') {
      to.set(from.subarray(step.fromWord, step.fromWord + step.words), step.toWord);
      continue;
    }
    const one = given.kernels[step.kernel];
    if (one === undefined) continue;
    for (let i = 0; i < WORDS; i += 1) to[i] = apply(one, given.seed, from[i] ?? 0, to[i] ?? 0, index, iteration);
  }
}

function apply(one: Kernel, seed: number, source: number, target: number, index: number, iteration: number): number {
  const x = Math.imul(source, one.multiply) + one.add + seed;
  const y = x ^ ((target << one.rotate) | (target >>> (32 - one.rotate)));
  const withIndex = one.useIndex ? Math.imul(index, 2_654_435_761) : 0;
  const withIteration = one.useIteration ? Math.imul(iteration, 40_503) : 0;
  return (y + withIndex + withIteration) >>> 0;
}
