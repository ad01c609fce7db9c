/** Address bits that choose a counter: with 100,000 senders in the pool, nine changed rows in ten are passed over. */
const BITS = 20;
const MASK = (1 << BITS) - 1;
const MAX_COUNT = 0xffff;

/**
 * Says quickly that an address is surely not in the pool: a block changes hundreds of thousands of rows, of which the
 * pool knows few. A counter that overflows stays where it is and only costs time.
 */
export interface AddressFilter {
  add(address: Uint8Array): void;
  remove(address: Uint8Array): void;
  /** Of an address in a changed row: little-endian at `at`. */
  mayHave(rows: Uint8Array, at: number): boolean;
}

export function createAddressFilter(): AddressFilter {
  const counters = new Uint16Array(1 << BITS);
  // The last bytes of an address are the first of its little-endian form.
  const slot = (last: number, before: number, third: number) => (last | (before << 8) | (third << 16)) & MASK;
  const slotOf = (address: Uint8Array) => slot(address[19] ?? 0, address[18] ?? 0, address[17] ?? 0);
  const step = (address: Uint8Array, by: number) => {
    const at = slotOf(address);
    const count = counters[at] ?? 0;
    if (count < MAX_COUNT) counters[at] = count + by;
  };
  return {
    add: (address) => step(address, 1),
    remove: (address) => step(address, -1),
    mayHave: (rows, at) => counters[slot(rows[at] ?? 0, rows[at + 1] ?? 0, rows[at + 2] ?? 0)] !== 0,
  };
}
