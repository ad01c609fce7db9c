import { type ErrorShape, errorShape } from '@lode/protocol';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** HTTP status of error codes that are not a plain bad request. What is not listed here: BAD_* is 400, the rest 500. */
const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  UNAUTHORIZED: 401,
  FORBIDDEN_ORIGIN: 403,
  JOB_UNKNOWN: 404,
  OUTPUT_UNKNOWN: 404,
  BLOB_UNKNOWN: 404,
  NOT_FOUND: 404,
  NO_PROVIDER: 404,
  JOB_EXISTS: 409,
  INPUT_MISSING: 409,
  BLOB_TOO_LARGE: 413,
  BODY_TOO_LARGE: 413,
  SPEC_TOO_LARGE: 413,
  INPUT_MISMATCH: 422,
  INSUFFICIENT_FUNDS: 402,
  JOB_TOO_DEAR: 422,
  QUEUE_FULL: 429,
  TOO_MANY_REQUESTS: 429,
  CHAIN_UNREACHABLE: 503,
  CHAIN_REJECTED: 502,
};

export function statusOf(shape: ErrorShape): ContentfulStatusCode {
  return STATUS[shape.code] ?? (shape.code.startsWith('BAD_') ? 400 : 500);
}

/** Every error leaves the gateway in this one shape: `{ error: { code, message, hint?, details? } }`. */
export function errorResponse(context: Context, error: unknown): Response {
  const shape = errorShape(error);
  const status = statusOf(shape);
  // The text of an unforeseen error can hold paths or data of this machine: it stays in the log.
  if (status === 500 && shape.code === 'INTERNAL') {
    console.error('gateway:', error);
    return context.json(
      { error: { code: 'INTERNAL', message: 'The node failed at this request; its log says why.' } },
      500,
    );
  }
  return context.json({ error: shape }, status);
}
