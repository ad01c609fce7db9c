export { createRpcServer, type RpcLogger, type RpcServer, type RpcServerOptions } from './createRpcServer.ts';
export { DEFAULT_LIMITS, type RpcLimits } from './limits.ts';
export type { ProofSource } from './services.ts';
