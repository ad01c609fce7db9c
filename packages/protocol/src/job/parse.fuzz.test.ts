import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { anyJob, runs, sampleJob } from '../../testkit/index.ts';
import { LodeError } from '../errors.ts';
import { formatUsd } from '../units.ts';
import { type Job, programHash } from './job.ts';
import { parseJobSpec } from './parse.ts';
import { resolveJob } from './resolve.ts';
import type { Step } from './webgpu.ts';

const noFiles = { read: async () => Promise.reject(new Error('no files here')) };

/** The spec that a person would have to write for exactly this job. */
function specOf(job: Job): unknown {
  const step = (one: Step): unknown => {
    if ('loop' in one) return { loop: { count: one.loop.count, steps: one.loop.steps.map(step) } };
    if ('dispatch' in one) return one;
    const { from, to, fromOffsetBytes, toOffsetBytes, sizeBytes } = one.copy;
    const size = sizeBytes === undefined ? {} : { size: sizeBytes };
    return { copy: { from, to, fromOffset: fromOffsetBytes, toOffset: toOffsetBytes, ...size } };
  };
  const buffers = Object.entries(job.webgpu.buffers).map(([name, { sizeBytes, values, ...rest }]) => [
    name,
    { ...rest, ...values, ...(sizeBytes === undefined ? {} : { size: sizeBytes }) },
  ]);
  const inputs = job.inputs.map(({ name, hash, sizeBytes, url }) => [
    name,
    { hash, size: sizeBytes, ...(url === undefined ? {} : { url }) },
  ]);
  return {
    apiVersion: 'lode/v1',
    name: job.name,
    webgpu: { ...job.webgpu, buffers: Object.fromEntries(buffers), steps: job.webgpu.steps.map(step) },
    tasks: job.tasks,
    resources: {
      vram: job.resources.vramBytes,
      minScoreClass: job.resources.minScoreClass,
      adapters: job.resources.adapterTypes,
    },
    inputs: Object.fromEntries(inputs),
    price: {
      maxPerGpuSecond: formatUsd(job.price.maxMicroUsdPerGpuSecond),
      max: formatUsd(job.price.maxTotalMicroUsd),
      streamedBps: job.price.streamedBps,
    },
    verify: job.verify,
    determinism: job.determinism,
    placement: job.placement,
    timeouts: {
      task: job.timeouts.taskMs,
      compile: `${job.timeouts.compileMs} ms`,
      total: job.timeouts.totalMs,
      acceptance: job.timeouts.acceptanceMs,
    },
    retries: job.retries,
  };
}

it('a job written as a spec, in YAML or JSON, comes back as the same job', async () => {
  await fc.assert(
    fc.asyncProperty(anyJob, fc.boolean(), async (job, asJson) => {
      const spec = specOf(job);
      const text = asJson ? JSON.stringify(spec) : stringify(spec, { aliasDuplicateObjects: false });
      const resolved = await resolveJob(parseJobSpec(text), noFiles, job.nonce);
      expect(resolved.job).toStrictEqual(job);
      expect(programHash(resolved.job)).toBe(programHash(job));
    }),
    runs(40),
  );
});

/** A sample spec is near enough to a valid one that its mutants reach every rule. */
const SAMPLE = stringify(specOf(sampleJob));

/** The parser's only way out beside a spec is a LodeError with a sentence. */
function check(text: string): void {
  try {
    parseJobSpec(text);
  } catch (error) {
    if (!(error instanceof LodeError)) throw error;
    expect(error.message).not.toContain('Invalid input');
    expect(error.message.length).toBeGreaterThan(10);
    JSON.stringify(error);
  }
}

it('throws nothing but LodeError on any text', () => {
  const yamlish = fc.string({
    unit: fc.constantFrom(...'ab10.-+: \n\t#&*!|>%@`"\'{}[],?~<é\u0000\u2028', '  ', '- ', '__proto__', '!!', '<<'),
    maxLength: 200,
  });
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), yamlish), check), runs(200));
});

it('throws nothing but LodeError on any JSON', () => {
  fc.assert(fc.property(fc.json(), check), runs(200));
});

it('throws nothing but LodeError on a spec with a piece replaced', () => {
  const pieces = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(
      '-1',
      '.nan',
      '1e400',
      'null',
      '[]',
      '{}',
      '[[]]',
      '99999999999999999999999',
      'true',
      '&a',
      '*a',
      '!!',
    ),
  );
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 30 }), pieces, (pick, length, piece) => {
      const start = pick % SAMPLE.length;
      check(SAMPLE.slice(0, start) + piece + SAMPLE.slice(start + length));
    }),
    runs(200),
  );
});

it('throws nothing but LodeError when any value of a spec is another', () => {
  const spec = specOf(sampleJob);
  const words = JSON.stringify(spec).match(/"[^"]*"|-?[\d.e+-]+|true|false|null/g) ?? [];
  fc.assert(
    fc.property(fc.nat({ max: words.length - 1 }), fc.jsonValue({ maxDepth: 3 }), (pick, value) => {
      let seen = 0;
      const text = JSON.stringify(spec).replace(/"[^"]*"(?!:)|-?[\d.e+-]+|true|false|null/g, (word) =>
        seen++ === pick ? JSON.stringify(value) : word,
      );
      check(text);
    }),
    runs(200),
  );
});
