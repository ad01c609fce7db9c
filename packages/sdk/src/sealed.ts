import {
  createContentHasher,
  createOpener,
  encode,
  type Hex,
  type JobEventView,
  type JobView,
  type LeaseKeyView,
  LodeError,
  leaseKeyKind,
  leaseKeysView,
  type NetworkId,
  openTexts,
  sealContentKey,
  sealedKeysRequest,
  subkeyOf,
  verify,
} from '@lode/protocol';
import { type FollowOptions, followEvents } from './events.ts';
import { type Connection, requestView } from './http.ts';
import type { JobKey } from './keys.ts';

/** What a client does for its sealed jobs: it gives the key to the providers that run them, and opens what comes back. */

/**
 * Seals the content key to every lease that waits for it and sends it on its way through the gateway, which cannot open it.
 *
 * @throws LodeError `LEASE_KEY_REFUSED` where the gateway asks for somebody who must not have it
 */
export async function giveKeys(connection: Connection, network: NetworkId, id: Hex, key: JobKey): Promise<void> {
  const path = `/v1/jobs/${id}/keys`;
  const { keys: waiting } = await requestView(connection, leaseKeysView, 'GET', path);
  if (waiting.length === 0) return;
  for (const one of waiting) await checkLeaseKey(network, id, key, one);
  const keys = await Promise.all(waiting.map((one) => sealContentKey(network, one.key.value, key.contentKey)));
  try {
    await requestView(connection, leaseKeysView, 'POST', path, encode(sealedKeysRequest, { keys }));
  } catch (error) {
    // A provider that is away: the node leases to another, which then waits in its turn.
    if (!(error instanceof LodeError && error.code.startsWith('PEER_'))) throw error;
  }
}

async function checkLeaseKey(network: NetworkId, id: Hex, { providers }: JobKey, given: LeaseKeyView): Promise<void> {
  const { key, provider } = given;
  if (providers !== undefined && !providers.includes(provider))
    throw refused(`${provider} is none of the providers that this job names`);
  if (key.value.job !== id) throw refused('it belongs to another job');
  if (!(await verify(leaseKeyKind, network, key.value, key.signature, provider)))
    throw refused(`it is not signed by ${provider}`);
}

const refused = (why: string): LodeError =>
  new LodeError('LEASE_KEY_REFUSED', `The gateway asks for the key of this sealed job where it must not go: ${why}.`, {
    hint: 'Nothing was given away. Cancel the job, and use another gateway.',
  });

/** A sealed job's events, opened; while it is followed, every provider that waits for the key is given it. */
export async function* sealedEvents(
  connection: Connection,
  network: () => Promise<NetworkId>,
  id: Hex,
  key: JobKey,
  options: FollowOptions,
): AsyncGenerator<JobEventView> {
  for await (const event of followEvents(connection, id, options)) {
    if (event.type === 'key' && options.follow !== false) await giveKeys(connection, await network(), id, key);
    yield openTexts(key, event);
  }
}

/**
 * Opens an output as it comes. The stream fails, at its end at the latest, where the bytes are not those that the
 * gateway's view of the job names.
 */
export function openedOutput(
  body: ReadableStream<Uint8Array>,
  key: JobKey,
  job: JobView,
  task: number,
  name: string,
): ReadableStream<Uint8Array> {
  const output = job.tasks
    .find((one) => one.index === task)
    ?.outputs?.find((one) => one.name === name || one.file === name);
  if (output === undefined) throw new LodeError('OUTPUT_UNKNOWN', `Task ${task} has no accepted output "${name}".`);
  const opener = createOpener(subkeyOf(key, { task, output: output.name }));
  const hasher = createContentHasher();
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        hasher.update(part);
        for (const plain of opener.push(part)) controller.enqueue(plain);
      },
      flush(controller) {
        const last = opener.end();
        // Any replica can seal an output: that it is the accepted one, its hash says.
        if (hasher.digest() !== output.hash)
          throw new LodeError('OUTPUT_MISMATCH', `The bytes of output "${name}" do not match the hash in its receipt.`);
        controller.enqueue(last);
      },
    }),
  );
}
