import { LodeError } from '@lode/protocol';
import type { Context } from 'hono';
import type { GatewayComponents } from '../components.ts';

/** @throws LodeError `NOT_FOUND` where this node counts nothing */
export async function serveMetrics(node: GatewayComponents, context: Context): Promise<Response> {
  const metrics = await node.metrics?.();
  if (metrics === undefined)
    throw new LodeError('NOT_FOUND', 'This node has no metrics: its chain runs elsewhere.', {
      hint: 'Ask the node that runs the chain.',
    });
  return context.body(metrics.text, 200, { 'content-type': metrics.type });
}
