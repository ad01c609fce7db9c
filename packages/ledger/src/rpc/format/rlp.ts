/** Writing RLP (yellow paper, appendix B): what debug_getRaw* hands out, and addresses of new contracts. */

function header(length: number, first: number): number[] {
  if (length < 56) return [first + length];
  const size: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
  return [first + 55 + size.length, ...size];
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function rlpBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 1 && (bytes[0] ?? 0) < 0x80) return bytes;
  return join([Uint8Array.from(header(bytes.length, 0x80)), bytes]);
}

export function rlpNumber(value: bigint): Uint8Array {
  if (value === 0n) return Uint8Array.of(0x80);
  const hex = value.toString(16);
  return rlpBytes(Uint8Array.fromHex(hex.length % 2 === 0 ? hex : `0${hex}`));
}

export function rlpList(items: readonly Uint8Array[]): Uint8Array {
  const body = join(items);
  return join([Uint8Array.from(header(body.length, 0xc0)), body]);
}

/** Bytes of the header of a string or list of this length, of more than one byte. */
export function rlpHeaderBytes(length: number): number {
  return header(length, 0).length;
}
