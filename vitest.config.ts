import { defineConfig } from 'vitest/config';

const skip = ['**/node_modules/**', '**/artifacts/**'];
/** Tests that start processes, GPUs or chains of their own: two of them at a time would time each other out on two cores. */
const heavy = ['**/*.e2e.test.ts', 'packages/provider/src/{devices,webgpu}/**/*.test.ts', 'examples/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,apps,scripts}/**/*.test.ts'],
          exclude: [...skip, ...heavy],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'system', include: heavy, exclude: skip, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
