/** The one function used here; the package carries no types. */
declare module 'tar-fs' {
  export function extract(folder: string, options?: { ignore?(path: string): boolean }): import('node:stream').Writable;
}
