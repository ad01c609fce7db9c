import { createPrecompiles } from '@lode/evm';
import { expect, it } from 'vitest';
import { buildState } from '../../scripts/build-state.ts';
import { stateCompliance } from '../../testkit/stateCompliance.ts';
import { createMemoryState } from './memory.ts';
import { createStateStore } from './stateStore.ts';

stateCompliance('memory', async () => createMemoryState({ precompiles: createPrecompiles() }));
for (const workers of [1, 2, 4, 8]) {
  stateCompliance(`${workers} workers`, () => createStateStore({ workers, chunkSize: 1, tier: 'interpreter' }));
}

it('is the module that assembly/state compiles to', async () => {
  expect(await buildState(true)).toBe(false);
});
