/** Bytes as JSON-RPC writes them: any number of them, two digits each. */
export function toData(bytes: Uint8Array): string {
  return `0x${bytes.toHex()}`;
}

/** A number as JSON-RPC writes it: no leading zeros. */
export function toQuantity(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

/** A word as 32 bytes. */
export function toWord(value: bigint): string {
  return `0x${value.toString(16).padStart(64, '0')}`;
}

export function wordBytes(value: bigint): Uint8Array {
  return Uint8Array.fromHex(value.toString(16).padStart(64, '0'));
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
