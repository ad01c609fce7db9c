/** The codes of `Session.runTask`, as a worker may report them. */
export type FaultCode = 'SHADER_INVALID' | 'BUFFER_LIMIT' | 'MEMORY_LIMIT' | 'GPU_ERROR' | 'SEAL_BROKEN';

/**
 * What went wrong inside a worker. The worker does not import `@lode/protocol` (schemas would double its start time),
 * so this crosses as plain JSON and the parent makes a `LodeError` of it.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: FaultCode, message: string, more: { hint?: string; details?: Record<string, unknown> } = {}) {
    super(message);
    this.code = code;
    this.hint = more.hint;
    this.details = more.details;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
