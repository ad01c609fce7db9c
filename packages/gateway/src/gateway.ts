import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { LodeError } from '@lode/protocol';
import { Hono } from 'hono';
import type { GatewayComponents } from './components.ts';
import { guard, type HostNames } from './guard.ts';
import { errorResponse } from './http-error.ts';
import { openApiDocument } from './openapi.ts';
import { isPaidRoute, PAID_PATH, type PaidJobs, takePayers } from './paid-jobs.ts';
import { ROUTES } from './routes.ts';

export interface GatewayOptions {
  readonly token: string;
  /** Default: loopback. The owner must ask for anything else. */
  readonly host?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly version: string;
  readonly nowMs: () => number;
  /** Left out: nobody submits without the token. */
  readonly paidJobs?: PaidJobs;
}

export interface Gateway {
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
}

/** How long open responses (event streams) may take to end once the gateway stops. */
const CLOSE_GRACE_MS = 1_000;

/**
 * The HTTP face of a node.
 *
 * @example
 * const gateway = createGateway({ token, port: 8420, version: '0.1.0', nowMs: Date.now })(components);
 * const { url } = await gateway.start();
 */
export const createGateway =
  (options: GatewayOptions) =>
  (components: GatewayComponents): Gateway => {
    const host = options.host ?? '127.0.0.1';
    let server: ServerType | undefined;
    let names: HostNames = { preferred: '', accepts: () => false };
    const app = gatewayApp(options, components, () => names);
    return {
      start: async () => {
        const { started, port } = await listen(app, host, options.port);
        server = started;
        names = hostNames(host, port);
        return { url: `http://${names.preferred}` };
      },
      stop: async () => {
        if (server !== undefined) await close(server);
        server = undefined;
      },
    };
  };

function gatewayApp(options: GatewayOptions, components: GatewayComponents, hosts: () => HostNames): Hono {
  const app = new Hono();
  app.onError((error, context) => errorResponse(context, error));
  app.notFound((context) =>
    errorResponse(
      context,
      new LodeError('NOT_FOUND', `There is no ${context.req.method} ${context.req.path}.`, {
        hint: 'GET /openapi.json lists what there is.',
      }),
    ),
  );
  const { token, nowMs, paidJobs } = options;
  app.use(guard({ token, hosts, nowMs, ...(paidJobs === undefined ? {} : { isPaid: isPaidRoute }) }));
  if (paidJobs !== undefined) app.on(['GET', 'POST'], PAID_PATH, takePayers(components, paidJobs, token));
  const document = openApiDocument(options.version);
  app.get('/openapi.json', (context) => context.json(document));
  for (const route of ROUTES) {
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) =>
      route.handle(components, context),
    );
  }
  return app;
}

function listen(app: Hono, host: string, port: number): Promise<{ started: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const started = serve({ fetch: app.fetch, hostname: host, port }, (address: AddressInfo) =>
      resolve({ started, port: address.port }),
    );
    started.once('error', (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === 'EADDRINUSE'
          ? `Port ${port} on ${host} is taken.`
          : `The gateway cannot listen on ${host}:${port}: ${cause.message}`;
      reject(
        new LodeError('BAD_PORT', message, {
          hint: 'Stop the other program, or choose another port with --gateway-port.',
          cause,
        }),
      );
    });
  });
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}

/** Names a client may use in its Host header: the bound address and loopback's usual names; any where every address is bound. */
function hostNames(host: string, port: number): HostNames {
  const local = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === '0.0.0.0' || host === '::') return { preferred: local[0] ?? '', accepts: () => true };
  const bound = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const names = host === '127.0.0.1' || host === '::1' || host === 'localhost' ? [bound, ...local] : [bound];
  return { preferred: bound, accepts: (name) => names.includes(name) };
}
