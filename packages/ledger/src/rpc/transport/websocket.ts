import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { RpcLimits } from '../limits.ts';
import type { Caller } from '../method.ts';
import type { RpcMetrics } from '../metrics.ts';
import type { Admission } from './admission.ts';
import type { Dispatch } from './dispatch.ts';
import type { Guard } from './guard.ts';
import type { Rates } from './rates.ts';

export interface WebSocketOptions {
  server: Server;
  guard: Guard;
  dispatch: Dispatch;
  admission: Admission;
  rates: Rates;
  limits: Pick<RpcLimits, 'bodyBytes' | 'outgoingBytes'>;
  metrics: RpcMetrics;
}

export interface WebSockets {
  readonly size: number;
  close(): void;
}

/** A peer that is gone without a word is noticed after two of these. */
const PING_MS = 30_000;
/** About two microseconds of the thread, at the price of processor time (`unitsPerMs`). */
const NOTIFICATION_UNITS = 0.02;
/** RFC 6455, 7.4.1: the peer broke a rule of ours; the server is busy. */
const CLOSE_POLICY = 1008;
const CLOSE_BUSY = 1013;

function bytesOf(message: RawData): Uint8Array {
  if (Array.isArray(message)) return Buffer.concat(message);
  return message instanceof ArrayBuffer ? new Uint8Array(message) : message;
}

/** JSON-RPC over WebSocket on the server's port: each message a request or a batch, and notifications. */
export function attachWebSockets(options: WebSocketOptions): WebSockets {
  const { server, guard, dispatch, admission, rates, limits, metrics } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.bodyBytes, perMessageDeflate: false });
  const alive = new WeakSet<WebSocket>();

  function onConnection(socket: WebSocket, request: IncomingMessage): void {
    const closed = new AbortController();
    const cut = (reason: 'slow-reader' | 'rate'): void => {
      metrics.refused(reason);
      socket.terminate();
      closed.abort();
    };
    const send = (text: string): void => {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(text);
      if (socket.bufferedAmount > limits.outgoingBytes) cut('slow-reader');
    };
    const client = request.socket.remoteAddress ?? '';
    const notify = (text: string): void => {
      if (rates.charge(client, NOTIFICATION_UNITS)) cut('rate');
      else send(text);
    };
    const caller: Caller = { client, connection: { notify, signal: closed.signal } };
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('close', () => closed.abort());
    // A message that is too long, or no WebSocket: ws closes the connection itself.
    socket.on('error', () => undefined);
    socket.on('message', (message) => {
      const leave = admission.enter();
      if (leave === undefined) {
        metrics.refused('busy');
        return socket.close(CLOSE_BUSY, 'too many requests at once');
      }
      dispatch
        .handle(bytesOf(message), caller)
        .then((text) => text !== undefined && send(text))
        .finally(leave)
        .catch(() => socket.close(CLOSE_POLICY));
    });
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    const refusal = guard.refuse(request);
    if (refusal !== undefined) {
      metrics.refused('guard');
      socket.end(`HTTP/1.1 ${refusal.status} Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => onConnection(client, request));
  });

  const timer = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, PING_MS);
  timer.unref();

  return {
    get size() {
      return sockets.clients.size;
    },
    close() {
      clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
