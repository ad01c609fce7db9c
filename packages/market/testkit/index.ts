export { type Anvil, startAnvil } from './chain/anvil.ts';
export { createTestBackend } from './net/backend.ts';
export { testJob } from './net/objects.ts';
