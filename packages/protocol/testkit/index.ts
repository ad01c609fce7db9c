export * from './arbitraries.ts';
export * from './program.ts';
export * from './samples.ts';
export * from './scalars.ts';
export { runs } from './seed.ts';
