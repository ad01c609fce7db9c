import { decode, LodeError } from '@lode/protocol';
import type { Context } from 'hono';
import type { z } from 'zod';

/** A job with 32 kernels of 64 KiB fits; anything larger is a mistake or an attack. */
export const MAX_JSON_BYTES = 8 * 2 ** 20;

/**
 * Reads and decodes a JSON body, never holding more than {@link MAX_JSON_BYTES}.
 *
 * @throws LodeError `BODY_TOO_LARGE`, `BAD_JSON`, `BAD_<WHAT>`
 */
export async function readJson<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  what: string,
): Promise<z.output<Schema>> {
  const text = await readText(context);
  let wire: unknown;
  try {
    wire = JSON.parse(text);
  } catch (cause) {
    throw new LodeError(
      'BAD_JSON',
      `The request body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  return decode(schema, wire, what);
}

async function readText(context: Context): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of context.req.raw.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_JSON_BYTES)
      throw new LodeError('BODY_TOO_LARGE', `The request body is larger than ${MAX_JSON_BYTES} bytes.`, {
        hint: 'Put large data with PUT /v1/blobs/{hash} first.',
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
