import { z } from 'zod';
import { callRequest } from './call.ts';
import { maybe } from './hex.ts';
import { blockOverrides, stateOverrides } from './overrides.ts';

/** What eth_simulateV1 is given (execution-apis, EthSimulatePayload). */
export const simulatePayload = z.object({
  blockStateCalls: z.array(
    z.object({
      blockOverrides: maybe(blockOverrides),
      stateOverrides: maybe(stateOverrides),
      calls: maybe(z.array(callRequest)),
    }),
  ),
  traceTransfers: maybe(z.boolean()),
  validation: maybe(z.boolean()),
  returnFullTransactions: maybe(z.boolean()),
});

export type SimulatePayload = z.output<typeof simulatePayload>;
export type BlockStateCalls = SimulatePayload['blockStateCalls'][number];
