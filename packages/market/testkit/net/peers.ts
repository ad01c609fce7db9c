import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPeerHost, type PeerHost, type PeerHostOptions } from '../../src/net/host.ts';

/** Real libp2p hosts on loopback, in this process; all are stopped and their folders removed by `stop`. */
export interface Peers {
  readonly folder: string;
  host(options?: Partial<PeerHostOptions>): Promise<PeerHost>;
  /** Runs at the end, last one first. */
  defer(end: () => unknown): void;
  stop(): Promise<void>;
}

export async function createPeers(): Promise<Peers> {
  const folder = await mkdtemp(join(tmpdir(), 'lode-peers-'));
  const ends: (() => unknown)[] = [];
  let count = 0;
  return {
    folder,
    async host(options = {}) {
      const host = await createPeerHost({ keyPath: join(folder, `peer-${count++}.key`), ...options });
      await host.start();
      ends.push(() => host.stop());
      return host;
    },
    defer: (end) => void ends.push(end),
    async stop() {
      for (const end of ends.splice(0).reverse()) await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The loopback address of a host. */
export function addressOf(host: PeerHost): string {
  const address = host.addresses().find((one) => one.startsWith('/ip4/127.0.0.1/') && !one.includes('/p2p-circuit'));
  if (address === undefined) throw new Error('The host does not listen on loopback.');
  return address;
}

export const connected = (a: PeerHost, b: PeerHost) => a.connect(addressOf(b));

/** Waits for something that another task brings about; the test's own timeout bounds it. */
export async function until(condition: () => unknown): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
