import { errorShape, LodeError } from '@lode/protocol';
import { z } from 'zod';
import { isCode } from './errors.ts';

/** An error as it crosses a stream: what a peer says is bounded and never more than text and plain JSON. */
export const errorWire = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/),
  message: z.string().max(2_048),
  hint: z.string().max(1_024).exactOptional(),
  details: z.record(z.string(), z.json()).exactOptional(),
});
export type ErrorWire = z.output<typeof errorWire>;

export const refusedWire = z.strictObject({ type: z.literal('refused'), error: errorWire });

/** Details are left out when they are not plain JSON or are long: they help, but the code and the sentence say it all. */
const MAX_DETAILS_CHARS = 4_096;

export function toErrorWire(error: unknown): ErrorWire {
  const { code, message, hint, details } = errorShape(error);
  const plain = plainJson(details);
  return {
    code: /^[A-Z][A-Z0-9_]{0,63}$/.test(code) ? code : 'INTERNAL',
    message: message.slice(0, 2_048),
    ...(hint === undefined ? {} : { hint: hint.slice(0, 1_024) }),
    ...(plain === undefined ? {} : { details: plain }),
  };
}

export const refusal = (error: unknown) => ({ type: 'refused' as const, error: toErrorWire(error) });

/** The peer's refusal as an error of its own code, marked as the peer's words. */
export const fromErrorWire = (wire: ErrorWire): LodeError =>
  LodeError.fromJSON({
    code: wire.code,
    message: wire.message,
    ...(wire.hint === undefined ? {} : { hint: wire.hint }),
    ...(wire.details === undefined ? {} : { details: wire.details }),
  });

function plainJson(value: unknown): ErrorWire['details'] {
  if (value === undefined) return undefined;
  try {
    const text = JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? one.toString() : one));
    return text.length > MAX_DETAILS_CHARS ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Errors that say something of the stream rather than of the request: nothing more can be written after them. */
export const isStreamError = (error: unknown): boolean =>
  isCode(error, 'PEER_LOST', 'PEER_PROTOCOL', 'PEER_STALLED', 'PEER_FLOOD');
