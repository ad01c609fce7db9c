export { EXIT, type ExitCode } from './exit-codes.ts';
export type { Io } from './io.ts';
export { runCli } from './program.ts';
