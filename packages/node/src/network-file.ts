import { readFile } from 'node:fs/promises';
import { address, decode, LodeError } from '@lode/protocol';
import { z } from 'zod';
import { writePrivate } from './data-dir.ts';

/** A network: one deployment of the contracts on one chain. Kept in `network.json`, and told to peers who join. */
export const networkSchema = z.strictObject({
  name: z.string().min(1).max(64),
  chainId: z.int().min(1),
  /** Where the chain answers; null: through a peer of the network. */
  rpcUrl: z.string().nullable(),
  token: address,
  registry: address,
  market: address,
});
export type Network = z.output<typeof networkSchema>;

/** @throws LodeError `BAD_NETWORK`, `NETWORK_UNREADABLE` */
export async function readNetwork(path: string): Promise<Network | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new LodeError('NETWORK_UNREADABLE', `The network file ${path} cannot be read: ${String(cause)}`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LodeError('BAD_NETWORK', `The network file ${path} is not JSON.`, { cause });
  }
  return decode(networkSchema, value, 'network');
}

export const writeNetwork = (path: string, network: Network): Promise<void> =>
  writePrivate(path, `${JSON.stringify(network, null, 2)}\n`);
