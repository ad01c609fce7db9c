import { createHmac } from 'node:crypto';
import { formatUsd, type Hex, type Job, LodeError, submitRequest } from '@lode/protocol';
import type { Context, MiddlewareHandler } from 'hono';
import { readJson } from './body.ts';
import type { GatewayComponents } from './components.ts';
import { errorResponse } from './http-error.ts';
import { jsonResponse } from './json.ts';

/** Jobs of anybody who pays for them by x402, instead of showing the owner's token. */
export interface PaidJobs {
  /** Answers 402, or lets a paid request through: the middleware of `createX402`. */
  readonly payment: MiddlewareHandler;
  /** What a submission costs, and all that such a job may cost the owner. */
  readonly priceMicroUsd: bigint;
}

/**
 * The one path that payment opens: POST submits, GET is where x402 clients ask for what is left in their channel.
 * Compared exactly, with the path that both the routes and x402 go by, so that no other spelling is let past the token
 * and then not asked for payment.
 */
export const PAID_PATH = '/v1/jobs';
export const isPaidRoute = ({ req: { method, path } }: Context): boolean =>
  path === PAID_PATH && (method === 'POST' || method === 'GET');

/** With it x402 says that the money has come: https://github.com/coinbase/x402, HTTP transport, version 2. */
const SETTLED_HEADER = 'PAYMENT-RESPONSE';
/** Where the answer to a paid submission has its job's token. */
export const JOB_TOKEN_HEADER = 'Lode-Job-Token';

/** What whoever paid for a job reads and cancels it with: a bearer token for that job alone, made again at each request. */
export const jobToken = (token: string, id: Hex): string =>
  createHmac('sha256', token).update(`lode job ${id}`).digest('base64url');

const JOB_PATH = /^\/v1\/jobs\/(0x[0-9a-f]{64})(?:\/|$)/;
/** The token that opens this request's job, where it is about one. */
export function jobTokenOf(token: string, { req }: Context): string | undefined {
  const id = JOB_PATH.exec(req.path)?.[1];
  return id === undefined ? undefined : jobToken(token, id as Hex);
}

/**
 * Takes jobs for pay. A job is checked, then paid for, and only then submitted: x402 settles a payment after what it is
 * for was answered, and by then its money may be somewhere else.
 */
export const takePayers =
  (node: GatewayComponents, { payment, priceMicroUsd }: PaidJobs, token: string): MiddlewareHandler =>
  async (context, next) => {
    if (context.get('isOwner') === true) return next();
    let job: Job | undefined;
    const response = await payment(context, async () => {
      try {
        job = await readPaid(node, context, priceMicroUsd);
        context.res = jsonResponse({}, 201);
      } catch (error) {
        // What is refused is not charged.
        context.res = errorResponse(context, error);
      }
    });
    if (job === undefined || !context.res.ok || !context.res.headers.has(SETTLED_HEADER)) return response;
    const submitted = await node.buyer.submit(job);
    const { headers } = context.res;
    headers.set(JOB_TOKEN_HEADER, jobToken(token, submitted.id));
    // Without this Hono puts the old answer's headers over the new one's.
    context.res = undefined;
    context.res = new Response(jsonResponse(submitted, 201).body, { status: 201, headers });
  };

/** @throws LodeError `UNAUTHORIZED`, `JOB_TOO_DEAR`, and what `submit` would throw */
async function readPaid(node: GatewayComponents, context: Context, paidMicroUsd: bigint): Promise<Job> {
  // Refunds are answered before it comes to this.
  if (context.req.method !== 'POST') throw new LodeError('UNAUTHORIZED', "Only the owner's token lists jobs.");
  const { job } = await readJson(context, submitRequest, 'job');
  const { maxTotalMicroUsd } = job.price;
  if (maxTotalMicroUsd > paidMicroUsd)
    throw new LodeError(
      'JOB_TOO_DEAR',
      `The job may cost ${formatUsd(maxTotalMicroUsd)}; a submission here pays for ${formatUsd(paidMicroUsd)}.`,
      { hint: 'Lower its price.max, or use a gateway with a higher price.' },
    );
  await node.buyer.check(job);
  return job;
}
