import { z } from 'zod';
import { maybe } from './hex.ts';
import { blockOverrides, stateOverrides } from './overrides.ts';

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m)$/;
const UNIT_MS = { ms: 1, s: 1_000, m: 60_000 } as const;

/** A duration as Go writes it, in its simple forms. */
const durationMs = z
  .string()
  .regex(DURATION, 'invalid duration: 300ms, 5s and 2m are understood')
  .transform((text) => {
    const [, amount = '0', unit = 'ms'] = DURATION.exec(text) ?? [];
    return Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  });

export const TRACERS = ['callTracer', 'prestateTracer'] as const;

/** geth's TraceConfig; `TraceCallConfig` adds the overrides. Without a tracer it is the struct logger. */
export const traceConfig = z.object({
  tracer: z.preprocess(
    (value) => (value === null || value === '' || value === 'structLogger' ? undefined : value),
    z.enum(TRACERS, { error: 'unknown tracer: callTracer, prestateTracer, or none for the struct logger' }).optional(),
  ),
  tracerConfig: maybe(
    z.object({ onlyTopCall: maybe(z.boolean()), withLog: maybe(z.boolean()), diffMode: maybe(z.boolean()) }),
  ),
  timeout: maybe(durationMs),
  disableStack: maybe(z.boolean()),
  disableStorage: maybe(z.boolean()),
  enableMemory: maybe(z.boolean()),
  enableReturnData: maybe(z.boolean()),
  limit: maybe(z.number().int().nonnegative()),
  stateOverrides: maybe(stateOverrides),
  blockOverrides: maybe(blockOverrides),
});

export type TraceConfig = z.output<typeof traceConfig>;
