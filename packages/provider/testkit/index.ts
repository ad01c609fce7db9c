export * from './jobs.ts';
export * from './machine.ts';
export * from './model.ts';
export * from './processes.ts';
