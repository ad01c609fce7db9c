export { createEvm } from './createEvm.ts';
export { EvmFault, type EvmFaultCode } from './errors.ts';
export { createPrecompiles } from './precompiles/index.ts';
export type { BackendTools, CodeStore, StateBackend, StateBackendFactory } from './stateBackend.ts';
export { type CallFrame, type CallTracer, createCallTracer } from './tracing/callTracer.ts';
export { createStructLogger, type StructLog, type StructLogger } from './tracing/structLogger.ts';
export type * from './tracing/tracer.ts';
export type * from './types.ts';
