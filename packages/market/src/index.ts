export type * from './api.ts';
export { createMarketChain, type MarketChainOptions } from './chain/chain.ts';
export { type Deployment, deployNetwork } from './chain/deploy.ts';
export { contractErrorName } from './chain/errors.ts';
export type { LeaseMoney, MarketWatch } from './chain/watch.ts';
export type * from './seams.ts';
export * from './net/index.ts';
export * from './provider/index.ts';
