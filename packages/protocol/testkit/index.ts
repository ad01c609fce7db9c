import './seed.ts';

export * from './arbitraries.ts';
export * from './program.ts';
export * from './samples.ts';
export * from './scalars.ts';
