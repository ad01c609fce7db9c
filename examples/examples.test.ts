import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { resolveJob } from '@lode/protocol';
import { expect, it } from 'vitest';
import { readSpec } from './shared/outputs.ts';

const here = import.meta.dirname;
const folders = await readdir(here, { withFileTypes: true });
const examples = folders
  .filter((entry) => entry.isDirectory() && !['shared', 'testkit', 'node_modules'].includes(entry.name))
  .map(({ name }) => name);

it('there are four', () => {
  expect(examples.sort()).toEqual(['fractal', 'heat', 'image', 'montecarlo']);
});

it.each(examples)('%s has a job that resolves, a README with the command to run, and a test', async (name) => {
  const folder = path.join(here, name);
  const spec = await readSpec(path.join(folder, 'job.yaml'));
  const { job } = await resolveJob(spec, { read: (file) => readFile(path.join(folder, file)) }, `0x${'01'.repeat(32)}`);
  expect(job.name).toBe(name);
  expect(job.verify.replicas).toBeGreaterThan(1);
  const readme = await readFile(path.join(folder, 'README.md'), 'utf8');
  expect(readme).toContain(`npm run example -- ${name}`);
  expect(readme.split('\n').length).toBeLessThanOrEqual(14);
  await Promise.all(['collect.ts', `${name}.test.ts`].map((file) => access(path.join(folder, file))));
});
