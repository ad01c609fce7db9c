import type { Backend, Signer } from '@lode/protocol';
import type { FileBlobStore } from '../net/blob-store.ts';
import type { BlobTransfer, Clock, MarketChain } from '../seams.ts';
import type { Journal } from './journal.ts';

/** What the parts of a provider share. */
export interface ProviderParts {
  readonly clock: Clock;
  readonly chain: MarketChain;
  readonly signer: Signer;
  readonly backend: Backend;
  readonly store: FileBlobStore;
  readonly blobs: BlobTransfer;
  readonly journal: Journal;
  /** Folder for the outputs of running sessions; emptied at the start. */
  readonly sessionFolder: string;
  warn(message: string): void;
}
