/**
 * Codes of JSON-RPC 2.0 section 5.1, of EIP-1474, of geth (rpc/errors.go, internal/ethapi/errors.go), and those that
 * execution-apis gives eth_simulateV1.
 */
export const RPC_CODES = {
  reverted: 3,
  syncTimeout: 4,
  prunedHistory: 4444,
  execution: -32000,
  notificationsUnsupported: -32001,
  timeout: -32002,
  responseTooLarge: -32003,
  notSupported: -32004,
  limitExceeded: -32005,
  vmError: -32015,
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  nonceTooLow: -38010,
  nonceTooHigh: -38011,
  baseFeeTooLow: -38012,
  intrinsicGas: -38013,
  insufficientFunds: -38014,
  blockGasLimit: -38015,
  blockNumberOrder: -38020,
  blockTimeOrder: -38021,
  precompileToItself: -38022,
  precompilesToOne: -38023,
  initCodeSize: -38025,
  simulationLimit: -38026,
} as const;

export type RpcCode = keyof typeof RPC_CODES;

export interface RpcFault {
  code: number;
  message: string;
  data?: unknown;
}

/** A fault that the caller sees as it is. Any other error thrown by a method is logged and told as internal. */
export class RpcError extends Error {
  readonly fault: RpcFault;

  constructor(code: RpcCode, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcError';
    this.fault = { code: RPC_CODES[code], message, ...(data === undefined ? {} : { data }) };
  }
}
