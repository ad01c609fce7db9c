/** What an error carries beside its sentence: plain JSON, so that it survives a worker, a process or a wire. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The one shape in which an error crosses a process, a peer stream or HTTP. */
export interface ErrorShape {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly details?: ErrorDetails;
}

/**
 * An error with a stable code, a sentence that says what happened, and a hint that says what to do next.
 *
 * @example
 * throw new LodeError('OFFER_EXPIRED', 'The offer ended 3 s ago.', { hint: 'Ask the provider for a fresh offer.' });
 */
export class LodeError extends Error {
  readonly code: string;
  readonly hint?: string;
  readonly details?: ErrorDetails;

  constructor(code: string, message: string, more: { hint?: string; details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'LodeError';
    this.code = code;
    if (more.hint !== undefined) this.hint = more.hint;
    if (more.details !== undefined) this.details = more.details;
  }

  toJSON(): ErrorShape {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.details === undefined ? {} : { details: plainJson(this.details) }),
    };
  }

  static fromJSON(shape: ErrorShape): LodeError {
    return new LodeError(shape.code, shape.message, {
      ...(shape.hint === undefined ? {} : { hint: shape.hint }),
      ...(shape.details === undefined ? {} : { details: shape.details }),
    });
  }
}

/** Details as JSON holds them: amounts as decimal strings, as on the wire. Never throws: it is called while another error is told. */
function plainJson(details: ErrorDetails): ErrorDetails {
  try {
    return JSON.parse(JSON.stringify(details, (_key, value) => (typeof value === 'bigint' ? value.toString() : value)));
  } catch {
    return { unreadable: 'the details of this error have no JSON form' };
  }
}

/** Any thrown value as an {@link ErrorShape}; what is not ours gets the code `INTERNAL`. */
export function errorShape(error: unknown): ErrorShape {
  if (error instanceof LodeError) return error.toJSON();
  if (error instanceof Error) return { code: 'INTERNAL', message: error.message };
  return { code: 'INTERNAL', message: String(error) };
}
