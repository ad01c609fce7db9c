export { compilerOverPort, type PortCompiler } from './compilerOverPort.ts';
export { type CompilerThread, type CompilerThreadOptions, createCompilerThread } from './createCompilerThread.ts';
