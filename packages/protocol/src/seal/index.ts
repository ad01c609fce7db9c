/**
 * Sealed files and texts, without the schemas and hashes of the rest of the package: what a GPU worker and a browser load.
 * The keys' way to a provider is in `key.ts`.
 */
export { createOpener, createSealer, openBytes, openedSize, type Stream, sealBytes, sealedSize } from './file.ts';
export { type JobSecret, newContentKey, type SealedPlace, subkeyOf } from './secret.ts';
export { openText, openTexts, sealText } from './text.ts';
