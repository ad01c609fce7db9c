export type * from './seams.ts';
