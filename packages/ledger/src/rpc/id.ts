const ID_BYTES = 16;

/** An identifier that cannot be guessed: whoever knows it can read and remove what it names. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return `0x${bytes.toHex().replace(/^0+/, '')}`;
}
