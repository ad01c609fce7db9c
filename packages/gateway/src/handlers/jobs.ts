import { decode, sealedKeysRequest, submitRequest, u32 } from '@lode/protocol';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { readJson } from '../body.ts';
import type { GatewayComponents } from '../components.ts';
import { jsonResponse, toJson } from '../json.ts';
import { fileResponse, hashParam } from './blobs.ts';

/** Proxies drop idle connections after 30 to 60 s; a comment well before that keeps the stream open. */
const HEARTBEAT_MS = 15_000;

export async function submitJob(node: GatewayComponents, context: Context): Promise<Response> {
  const { job } = await readJson(context, submitRequest, 'job');
  return jsonResponse(await node.buyer.submit(job), 201);
}

export async function explainJob(node: GatewayComponents, context: Context): Promise<Response> {
  const { job } = await readJson(context, submitRequest, 'job');
  return jsonResponse(await node.buyer.explain(job));
}

export const listJobs = (node: GatewayComponents): Response => jsonResponse({ jobs: node.buyer.list() });

export const getJob = (node: GatewayComponents, context: Context): Response =>
  jsonResponse(node.buyer.get(hashParam(context, 'id')));

export async function cancelJob(node: GatewayComponents, context: Context): Promise<Response> {
  return jsonResponse(await node.buyer.cancel(hashParam(context, 'id')));
}

export const jobReceipts = (node: GatewayComponents, context: Context): Response =>
  jsonResponse({ receipts: node.buyer.receipts(hashParam(context, 'id')) });

export const waitingKeys = (node: GatewayComponents, context: Context): Response =>
  jsonResponse({ keys: node.buyer.waitingKeys(hashParam(context, 'id')) });

export async function deliverKeys(node: GatewayComponents, context: Context): Promise<Response> {
  const { keys } = await readJson(context, sealedKeysRequest, 'keys');
  await node.buyer.deliverKeys(hashParam(context, 'id'), keys);
  return waitingKeys(node, context);
}

export async function getOutput(node: GatewayComponents, context: Context): Promise<Response> {
  const task = number(context.req.param('task'), 'task');
  const path = node.buyer.outputPath(hashParam(context, 'id'), task, context.req.param('name') ?? '');
  return fileResponse(path, context.req.raw.signal);
}

export function jobEvents(node: GatewayComponents, context: Context): Response {
  const id = hashParam(context, 'id');
  node.buyer.get(id); // An unknown job is a 404, not an empty stream.
  const afterSeq = number(context.req.query('after') ?? context.req.header('last-event-id') ?? '0', 'after');
  const follow = context.req.query('follow') !== 'false';
  return streamSSE(context, async (stream) => {
    const end = new AbortController();
    stream.onAbort(() => end.abort());
    const heartbeat = setInterval(() => void stream.write(': alive\n\n'), HEARTBEAT_MS);
    try {
      for await (const event of node.buyer.events(id, { afterSeq, follow, signal: end.signal })) {
        await stream.writeSSE({ id: String(event.seq), event: event.type, data: toJson(event) });
      }
    } catch (error) {
      if (!end.signal.aborted) throw error;
    } finally {
      clearInterval(heartbeat);
    }
  });
}

const number = (text: string | undefined, what: string): number => decode(z.coerce.number().pipe(u32), text, what);
