import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export interface GuardOptions {
  /** What the server is bound to. */
  host: string;
  /** Further names under which it may be called. */
  hosts: readonly string[];
  /** Web pages that may call it: their origins, or `*`. None by default. */
  origins: readonly string[];
}

export interface Refusal {
  status: number;
  text: string;
}

/** The name in a Host header: without the port, IPv6 without brackets. */
function nameOf(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host)?.[1];
  return (bracketed ?? host.replace(/:\d+$/, '')).toLowerCase();
}

/**
 * Keeps web pages out. A page can make a browser send requests here: under its own name that was pointed at this
 * machine (DNS rebinding: the Host header tells), or from its own origin (the Origin header tells). Addresses are no
 * names, so they are always taken, as geth does.
 */
export function createGuard({ host, hosts, origins }: GuardOptions) {
  const names = new Set(['localhost', host, ...hosts].map((name) => name.toLowerCase()));
  const allowed = new Set(origins);

  function allowsOrigin(origin: string | undefined): boolean {
    return origin === undefined || allowed.has('*') || allowed.has(origin);
  }

  return {
    refuse(request: IncomingMessage): Refusal | undefined {
      const name = nameOf(request.headers.host ?? '');
      if (isIP(name) === 0 && !names.has(name) && !names.has('*')) {
        return { status: 403, text: `invalid host specified: this server is not called "${name.slice(0, 100)}"` };
      }
      if (!allowsOrigin(request.headers.origin)) return { status: 403, text: 'origin not allowed' };
      return undefined;
    },
    /** CORS headers for a page that is allowed; none otherwise. */
    corsHeaders({ headers: { origin } }: IncomingMessage): Record<string, string> {
      if (origin === undefined || !allowsOrigin(origin)) return {};
      return {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '600',
        vary: 'origin',
      };
    },
  };
}

export type Guard = ReturnType<typeof createGuard>;
