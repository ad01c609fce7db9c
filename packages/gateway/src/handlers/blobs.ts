import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { decode, type Hex, hash, JOB_LIMITS } from '@lode/protocol';
import type { Context } from 'hono';
import type { GatewayComponents } from '../components.ts';
import { jsonResponse } from '../json.ts';

export const hashParam = (context: Context, key: string): Hex => decode(hash, context.req.param(key), key);

export async function putBlob(node: GatewayComponents, context: Context): Promise<Response> {
  const expected = hashParam(context, 'hash');
  const body = context.req.raw.body ?? new Blob([]).stream();
  return jsonResponse(await node.blobs.putStream(body, { maxBytes: JOB_LIMITS.maxInputBytes, expected }), 201);
}

export async function getBlob(node: GatewayComponents, context: Context): Promise<Response> {
  return fileResponse(await node.blobs.pathOf(hashParam(context, 'hash')), context.req.raw.signal);
}

/** A file as a streamed body; the file is closed when the client goes away. */
export async function fileResponse(path: string, signal: AbortSignal): Promise<Response> {
  const { size } = await stat(path);
  const stream = Readable.toWeb(createReadStream(path, { signal })) as ReadableStream<Uint8Array>;
  return new Response(stream, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      'x-content-type-options': 'nosniff',
    },
  });
}
