import canonicalizeJson from 'canonicalize';
import { keccak256, stringToBytes } from 'viem';
import type { z } from 'zod';
import { encode } from './decode.ts';
import { LodeError } from './errors.ts';
import type { Hex } from './scalars.ts';

/**
 * The canonical form of a wire value: RFC 8785 JSON (keys sorted, no white space).
 * Two parties that hold equal objects hold equal bytes, so they agree on the hash.
 *
 * @throws LodeError `NOT_CANONICAL` for values JSON cannot hold (NaN, bigint, undefined, functions, cycles).
 */
export function canonicalJson(wire: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalizeJson(wire);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LodeError('NOT_CANONICAL', `The value has no JSON form: ${why}.`, { cause });
  }
  if (text === undefined) throw new LodeError('NOT_CANONICAL', 'The value has no JSON form.');
  return text;
}

/** keccak-256 of the canonical form. */
export function hashWire(wire: unknown): Hex {
  return keccak256(stringToBytes(canonicalJson(wire)));
}

/**
 * Canonical hash of an in-memory object, after its schema has turned it back into the wire form.
 *
 * @throws LodeError `NOT_ENCODABLE` where the object breaks its schema
 */
export function hashObject<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): Hex {
  return hashWire(encode(schema, value));
}
