import fc from 'fast-check';
import type { Step, WebGpuProgram } from '../src/index.ts';
import { anyF32, anyFileName, anyName, anyU32, record } from './scalars.ts';

type Buffers = WebGpuProgram['buffers'];

const anyNames = (minLength: number): fc.Arbitrary<string[]> => fc.uniqueArray(anyName, { minLength, maxLength: 4 });

const anyKernel = record({
  source: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  entryPoint: anyName,
  constants: fc.dictionary(anyName, anyF32, { maxKeys: 3, noNullPrototype: true }),
});

const anyValues = fc.oneof(
  record({ u32: fc.array(anyU32, { minLength: 1, maxLength: 6 }) }),
  record({ i32: fc.array(fc.integer(), { minLength: 1, maxLength: 6 }) }),
  record({ f32: fc.array(anyF32, { minLength: 1, maxLength: 6 }) }),
);

const anyKind = fc.constantFrom('storage' as const, 'uniform' as const);
const anySize = fc.integer({ min: 4, max: 2 ** 40 });

const anyBuffer = (inputs: readonly string[]): fc.Arbitrary<Buffers[string]> =>
  fc.oneof(
    record({ kind: anyKind, sizeBytes: anySize }),
    record({ kind: anyKind, sizeBytes: anySize, values: anyValues }, { requiredKeys: ['kind', 'values'] }),
    ...(inputs.length === 0
      ? []
      : [
          record(
            { kind: anyKind, sizeBytes: anySize, input: fc.constantFrom(...inputs) },
            { requiredKeys: ['kind', 'input'] },
          ),
        ]),
  );

function anySteps(kernels: readonly string[], buffers: readonly string[], loops: number): fc.Arbitrary<Step[]> {
  const anyBuffers = fc.constantFrom(...buffers);
  const count = fc.integer({ min: 1, max: 65_535 });
  const dispatch = record({
    kernel: fc.constantFrom(...kernels),
    workgroups: fc.tuple(count, count, count),
    bind: fc.dictionary(fc.integer({ min: 0, max: 15 }).map(String), fc.oneof(anyBuffers, fc.constant('$task')), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  });
  const offset = fc.nat({ max: 1_000 }).map((words) => words * 4);
  const copy = record(
    { from: anyBuffers, to: anyBuffers, fromOffsetBytes: offset, toOffsetBytes: offset, sizeBytes: offset },
    { requiredKeys: ['from', 'to', 'fromOffsetBytes', 'toOffsetBytes'] },
  );
  const plain = fc.oneof(record({ dispatch }), record({ copy }));
  const loop = (depth: number): fc.Arbitrary<Step> =>
    record({
      loop: record({
        count: fc.integer({ min: 1, max: 20 }),
        steps: fc.array(depth > 1 ? fc.oneof(plain, loop(depth - 1)) : plain, { minLength: 1, maxLength: 3 }),
      }),
    });
  return fc.array(fc.oneof(plain, loop(loops)), { minLength: 1, maxLength: 5 });
}

const anyOutputs = (buffers: readonly string[]): fc.Arbitrary<WebGpuProgram['outputs']> =>
  fc.uniqueArray(
    record(
      { name: anyName, buffer: fc.constantFrom(...buffers), file: anyFileName },
      { requiredKeys: ['name', 'buffer'] },
    ),
    {
      minLength: 1,
      maxLength: 3,
      // Neither two names nor two files may clash.
      comparator: (a, b) => a.name === b.name || (a.file ?? a.name).toLowerCase() === (b.file ?? b.name).toLowerCase(),
    },
  );

/** A valid program over the given input names; its WGSL is arbitrary text. */
export const anyProgram = (inputs: readonly string[] = []): fc.Arbitrary<WebGpuProgram> =>
  fc.tuple(anyNames(1), anyNames(1)).chain(([kernels, buffers]) =>
    record({
      kernels: fc
        .tuple(...kernels.map(() => anyKernel))
        .map((list) => Object.fromEntries(list.map((kernel, i) => [kernels[i] ?? '', kernel]))),
      buffers: fc
        .tuple(...buffers.map(() => anyBuffer(inputs)))
        .map((list): Buffers => Object.fromEntries(list.map((buffer, i) => [buffers[i] ?? '', buffer]))),
      steps: anySteps(kernels, buffers, 4),
      outputs: anyOutputs(buffers),
    }),
  );
