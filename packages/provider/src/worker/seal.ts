import type * as SealModule from '@lode/protocol/seal';
import type { SealedPlace, Stream } from '@lode/protocol/seal';
import type { SealOrder } from './messages.ts';

/** What opens a sealed job's inputs and seals its outputs, in this process alone. */
export interface Seal {
  opener(input: string): Stream;
  sealer(task: number, output: string): Stream;
}

/** Loaded only where a job is sealed, so that other workers start without it. */
export async function loadSeal({ moduleUrl, contentKey, nonce }: SealOrder): Promise<Seal> {
  const { createOpener, createSealer, subkeyOf }: typeof SealModule = await import(moduleUrl);
  const secret = { contentKey: Uint8Array.fromHex(contentKey), nonce };
  const key = (place: SealedPlace) => subkeyOf(secret, place);
  return {
    opener: (input) => createOpener(key({ input })),
    sealer: (task, output) => createSealer(key({ task, output })),
  };
}
