export type * from './api.ts';
export type * from './seams.ts';
