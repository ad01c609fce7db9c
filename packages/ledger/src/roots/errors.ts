export type RootFaultCode =
  | 'block-order'
  | 'malformed-rows'
  | 'duplicate-row'
  | 'memory-full'
  | 'unusable'
  | 'queue-full'
  | 'worker-died'
  | 'closed'
  | 'no-directory'
  | 'disk';

/** After `malformed-rows`, `duplicate-row` and `memory-full` the tree is `unusable` until it is rebuilt. */
export class RootFault extends Error {
  readonly code: RootFaultCode;
  readonly details: Readonly<Record<string, number | string | bigint>>;
  constructor(code: RootFaultCode, message: string, details: RootFault['details'] = {}, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'RootFault';
    this.code = code;
    this.details = details;
  }
}

/** What crosses the worker's boundary. */
export interface PlainFault {
  code: RootFaultCode;
  message: string;
  details: RootFault['details'];
}

export function plainFault(error: unknown): PlainFault {
  if (error instanceof RootFault) return { code: error.code, message: error.message, details: error.details };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'disk', message: `the state tree's files could not be used: ${message}`, details: {} };
}
