export { type Client, createClient, type Inputs, jobFromSpec } from './client.ts';
export { hasEnded } from './ended.ts';
export type { Connection } from './http.ts';
export { type JobKey, type KeyStore, memoryKeys } from './keys.ts';
