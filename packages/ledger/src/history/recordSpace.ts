/**
 * Memory for the records that are on their way to the disk: three to six blocks of 20,000 token transfers. Fresh memory
 * for each costs its pages, 8 MB a block, twice what filling it does.
 */
const SPACE_BYTES = 48 * 1024 * 1024;
const WASM_PAGE = 65_536;

/** Gives out pieces of one shared memory, which are given back in the order in which they were taken. */
export interface RecordSpace {
  /** At a multiple of 4,096 where `bytes` always is one; what it holds is left from before. Undefined where it is full. */
  take(bytes: number): Uint8Array | undefined;
  /** Gives the oldest piece back. */
  release(): void;
}

export function createRecordSpace(size = SPACE_BYTES): RecordSpace {
  // WebAssembly's memory begins at a page, as a write past the page cache wants it.
  const pages = size / WASM_PAGE;
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const taken: { from: number; to: number }[] = [];
  return {
    take(bytes) {
      const [oldest, newest] = [taken[0], taken.at(-1)];
      // One piece after the other; at the end from the beginning on, up to the oldest. Empty, it begins where it is warm.
      let from = newest?.to ?? 0;
      const wrapped = oldest !== undefined && from <= oldest.from;
      if (!wrapped && from + bytes > size) from = 0;
      const end = oldest !== undefined && from <= oldest.from ? oldest.from : size;
      if (from + bytes > end) return undefined;
      taken.push({ from, to: from + bytes });
      return new Uint8Array(buffer, from, bytes);
    },
    release() {
      taken.shift();
    },
  };
}
