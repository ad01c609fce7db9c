import { readFile, rm } from 'node:fs/promises';
import { LodeError } from '@lode/protocol';
import { z } from 'zod';
import { type DataDir, writePrivate } from './data-dir.ts';

/** How the command line finds the node that runs in a data directory. */
const gatewayFileSchema = z.object({ url: z.url(), token: z.string().min(1) });
export type GatewayAccess = z.output<typeof gatewayFileSchema>;

export const writeGatewayAccess = (dir: DataDir, access: GatewayAccess): Promise<void> =>
  writePrivate(dir.gatewayFile, `${JSON.stringify(access)}\n`);

export const removeGatewayAccess = (dir: DataDir): Promise<void> => rm(dir.gatewayFile, { force: true });

/** @throws LodeError `NODE_UNREACHABLE` when no node has left its address there */
export async function readGatewayAccess(dir: DataDir): Promise<GatewayAccess> {
  try {
    return gatewayFileSchema.parse(JSON.parse(await readFile(dir.gatewayFile, 'utf8')));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new LodeError(
      'NODE_UNREACHABLE',
      missing ? `No node runs in ${dir.root}.` : `${dir.gatewayFile} cannot be read: ${String(cause)}`,
      { hint: 'Start one with `npm run lode -- up`, or name its data directory with --data DIR.', cause },
    );
  }
}
