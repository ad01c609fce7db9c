import type { Backend, Signer } from '@lode/protocol';
import type { MarketWatch } from '../chain/watch.ts';
import type { FileBlobStore } from '../net/blob-store.ts';
import type { BlobTransfer, Clock, MarketChain } from '../seams.ts';
import type { Journal } from './journal.ts';

/** A chain whose logs can be read tells exactly how a task was closed; without, it is inferred from the last state seen. */
export type ProviderChain = MarketChain & Partial<Pick<MarketWatch, 'head' | 'leaseMoney'>>;

/** What the parts of a provider share. */
export interface ProviderParts {
  readonly clock: Clock;
  readonly chain: ProviderChain;
  readonly signer: Signer;
  readonly backend: Backend;
  readonly store: FileBlobStore;
  readonly blobs: BlobTransfer;
  readonly journal: Journal;
  /** Folder for the outputs of running sessions; emptied at the start. */
  readonly sessionFolder: string;
  /** See {@link ProviderServiceOptions}. */
  readonly removeContent: boolean;
  warn(message: string): void;
}
