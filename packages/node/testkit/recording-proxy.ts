import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A wire that is tapped: passes HTTP connections on and keeps what went over them, a buffer for each direction of each.
 * The target's own name is put into the Host header, as it answers to no other.
 */
export interface RecordingProxy {
  readonly url: string;
  recorded(): Buffer[];
  stop(): Promise<void>;
}

export async function startRecordingProxy(targetUrl: string): Promise<RecordingProxy> {
  const { hostname, port, host: targetHost } = new URL(targetUrl);
  let host = '';
  const streams: Buffer[][] = [];
  const sockets = new Set<Socket>();
  const tap = (from: Socket, to: Socket, passedOn: (part: Buffer) => Buffer) => {
    const stream: Buffer[] = [];
    streams.push(stream);
    sockets.add(from);
    from.on('error', () => to.destroy());
    from.on('end', () => to.end());
    from.on('data', (part: Buffer) => {
      stream.push(Buffer.from(part));
      if (!to.write(passedOn(part))) from.pause();
    });
    to.on('drain', () => from.resume());
  };
  const server = createServer((client) => {
    const target = connect(Number(port), hostname);
    // A request's headers come in one write of the client's.
    tap(client, target, (part) =>
      part.includes(host) ? Buffer.from(part.toString('latin1').replace(host, targetHost), 'latin1') : part,
    );
    tap(target, client, (part) => part);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    recorded: () => streams.map((parts) => Buffer.concat(parts)),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
