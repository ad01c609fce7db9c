import { join } from 'node:path';
import { dataDirAt, defaultDataRoot, readGatewayAccess } from '@lode/node';
import { type Hex, type JobView, LodeError } from '@lode/protocol';
import { type Client, createClient } from '@lode/sdk';
import type { Io } from './io.ts';
import { fileKeys } from './job-keys.ts';

/** Options that every command has. */
export interface GlobalOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export const dataRootOf = (io: Io, options: GlobalOptions): string =>
  options.data ?? (io.env.LODE_DATA || defaultDataRoot());

/**
 * A client of the node that runs in the data directory, or of the gateway that `LODE_GATEWAY_URL` and
 * `LODE_GATEWAY_TOKEN` name.
 *
 * @throws LodeError `NODE_UNREACHABLE`
 */
export async function connect(io: Io, options: GlobalOptions): Promise<Client> {
  const root = dataRootOf(io, options);
  const keys = fileKeys(join(root, 'keys'));
  const { LODE_GATEWAY_URL: url, LODE_GATEWAY_TOKEN: token } = io.env;
  if (url !== undefined && url !== '' && token !== undefined && token !== '')
    return createClient({ url, token }, { keys });
  return createClient(await readGatewayAccess(dataDirAt(root)), { keys });
}

/**
 * A job by its id or the beginning of it, as `lode jobs` prints it.
 *
 * @throws LodeError `JOB_UNKNOWN`, `USAGE`
 */
export async function findJob(client: Client, text: string): Promise<JobView> {
  const wanted = text.toLowerCase();
  if (!/^0x[0-9a-f]{1,64}$/.test(wanted)) {
    throw new LodeError('USAGE', `"${text.slice(0, 80)}" is not a job id.`, {
      hint: '`lode jobs` lists them: 0x and hex digits, the first few are enough.',
    });
  }
  if (wanted.length === 66) return client.get(wanted as Hex);
  const found = (await client.list()).filter((job) => job.id.startsWith(wanted));
  const [job, second] = found;
  if (job === undefined)
    throw new LodeError('JOB_UNKNOWN', `No job begins with ${wanted}.`, { hint: '`lode jobs` lists them.' });
  if (second !== undefined)
    throw new LodeError('USAGE', `${found.length} jobs begin with ${wanted}.`, { hint: 'Give more digits.' });
  return job;
}
