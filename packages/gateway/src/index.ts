export type { GatewayComponents } from './components.ts';
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';

export { JOB_TOKEN_HEADER, type PaidJobs } from './paid-jobs.ts';

import type { X402, X402Options } from './x402.ts';

export { openApiDocument } from './openapi.ts';
export type { PricedRoute, X402, X402Options } from './x402.ts';

/**
 * Routes that are paid by x402: see `X402Options`. Loaded here, since a gateway without them need not wait for it.
 *
 * @throws LodeError `X402_OFF` where the channel contracts are not on the chain
 */
export async function createX402(options: X402Options): Promise<X402> {
  return (await import('./x402.ts')).createX402(options);
}
