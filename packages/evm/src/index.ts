export { createEvm } from './createEvm.ts';
export type * from './types.ts';
