/** Quantities as the suites write them: hex, decimal, or `0x:bigint 0x…` for what does not fit its field. */
export function quantity(text: string | undefined): bigint {
  if (text === undefined || text === '' || text === '0x') return 0n;
  return BigInt(text.startsWith('0x:bigint ') ? text.slice('0x:bigint '.length) : text);
}

export function bytes(text: string): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  return Uint8Array.fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
}

/** Left-padded to `length` bytes. */
export function fixedBytes(text: string, length: number): Uint8Array {
  return Uint8Array.fromHex((text.startsWith('0x') ? text.slice(2) : text).padStart(2 * length, '0'));
}

export function hex(value: Uint8Array): string {
  return `0x${value.toHex()}`;
}

export function slotKey(slot: bigint): string {
  return `0x${slot.toString(16).padStart(64, '0')}`;
}
