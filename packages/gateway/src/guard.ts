import { timingSafeEqual } from 'node:crypto';
import { LodeError } from '@lode/protocol';
import type { Context, MiddlewareHandler } from 'hono';
import { jobTokenOf } from './paid-jobs.ts';

/** Under which Host headers the gateway answers. */
export interface HostNames {
  readonly preferred: string;
  accepts(host: string): boolean;
}

export interface GuardOptions {
  /** Bearer token that every request but the public ones must carry. */
  readonly token: string;
  readonly hosts: () => HostNames;
  readonly nowMs: () => number;
  /** Requests without the token that go on, to be asked for payment. */
  readonly isPaid?: (context: Context) => boolean;
}

/** Requests a second and burst for the whole gateway: far above what one CLI or console does, far below what a core serves. */
const REQUESTS_PER_SECOND = 500;
const BURST = 2_000;

/**
 * Who may talk to the gateway. It can spend the owner's money, so being on loopback is not enough:
 * any web page can send requests there. Three checks stop that: a token that pages cannot read,
 * the Host header (DNS rebinding) and the Origin header (cross-site requests).
 */
export function guard(options: GuardOptions): MiddlewareHandler {
  let allowance = BURST;
  let lastMs = options.nowMs();
  return async (context, next) => {
    const nowMs = options.nowMs();
    allowance = Math.min(BURST, allowance + ((nowMs - lastMs) / 1_000) * REQUESTS_PER_SECOND);
    lastMs = nowMs;
    if (allowance < 1)
      throw new LodeError('TOO_MANY_REQUESTS', 'The gateway gets more requests than it takes.', {
        hint: 'Slow down and try again in a second.',
      });
    allowance -= 1;
    const host = context.req.header('host') ?? '';
    const { accepts, preferred } = options.hosts();
    if (!accepts(host)) {
      throw new LodeError('FORBIDDEN_ORIGIN', `The gateway is not reached under the name "${host}".`, {
        hint: `Use http://${preferred}.`,
      });
    }
    const origin = context.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
      throw new LodeError('FORBIDDEN_ORIGIN', `Pages of ${origin} may not use this gateway.`);
    }
    if (!isPublic(context.req.path)) {
      const given = context.req.header('authorization') ?? '';
      const isOwner = bears(given, options.token);
      context.set('isOwner', isOwner);
      // Whoever shows a token that is wrong is told so, not asked for money.
      const isPayer = given === '' && options.isPaid?.(context) === true;
      if (!isOwner && !isPayer && !bears(given, jobTokenOf(options.token, context))) {
        throw new LodeError('UNAUTHORIZED', 'The request has no valid token.', {
          hint: 'Send "Authorization: Bearer TOKEN"; the token is in gateway.json in the data directory.',
        });
      }
    }
    await next();
  };
}

function bears(given: string, token: string | undefined): boolean {
  if (token === undefined) return false;
  const [is, expected] = [Buffer.from(given), Buffer.from(`Bearer ${token}`)];
  return is.byteLength === expected.byteLength && timingSafeEqual(is, expected);
}

/** Health and the API description hold nothing secret. */
const isPublic = (path: string): boolean => path === '/healthz' || path === '/openapi.json';
