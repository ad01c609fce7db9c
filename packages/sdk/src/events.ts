import { decode, type Hex, type JobEventView, jobEventView, jobView, LodeError } from '@lode/protocol';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { hasEnded } from './ended.ts';
import { type Connection, request, requestView } from './http.ts';

/** Tries in a row without one event before the stream is given up: about 15 s with the delays below. */
const MAX_TRIES = 6;
const FIRST_DELAY_MS = 250;

export interface FollowOptions {
  readonly afterSeq?: number;
  /** False: only the events there are. Default: live ones too, until the job has ended. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * A job's events from the gateway's server-sent event stream. Ends when the job has ended;
 * a connection that breaks is made again from the last event seen.
 *
 * @throws LodeError `NODE_UNREACHABLE` when it cannot be made again, or the gateway's own code
 */
export async function* followEvents(
  connection: Connection,
  id: Hex,
  options: FollowOptions,
): AsyncGenerator<JobEventView> {
  let lastSeq = options.afterSeq ?? 0;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (tries > 0) await delay(FIRST_DELAY_MS * 2 ** (tries - 1), options.signal);
    try {
      for await (const event of readStream(connection, id, lastSeq, options)) {
        lastSeq = event.seq;
        tries = 0;
        yield event;
      }
      if (options.follow === false) return;
      // A node that stops closes the stream as cleanly as a job that ends.
      if (hasEnded(await requestView(connection, jobView, 'GET', `/v1/jobs/${id}`, undefined, options.signal))) return;
    } catch (error) {
      if (options.signal?.aborted === true) return;
      if (error instanceof LodeError && error.code !== 'NODE_UNREACHABLE') throw error;
    }
  }
  throw new LodeError('NODE_UNREACHABLE', `The connection to ${connection.url} broke and cannot be made again.`, {
    hint: 'The job goes on in the node: look with `lode jobs` once it is reachable.',
  });
}

async function* readStream(
  connection: Connection,
  id: Hex,
  afterSeq: number,
  { follow = true, signal }: FollowOptions,
): AsyncGenerator<JobEventView> {
  const { body } = await request(connection, 'GET', `/v1/jobs/${id}/events?after=${afterSeq}&follow=${follow}`, {
    headers: { accept: 'text/event-stream' },
    signal,
  });
  if (body === null) return;
  const messages = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: 2 ** 24 }));
  for await (const message of messages) yield decode(jobEventView, JSON.parse(message.data), 'event');
}

function delay(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
