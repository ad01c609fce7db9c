import type { SubmitError } from '../seams.ts';

/** Why an envelope was refused: the code for clients, and what to do. */
export interface Refusal {
  code: SubmitError;
  message: string;
}

export const MAX_TRANSACTION_BYTES = 128 * 1024;

/** By the reasons of assembly/seal/reader.ts. 0: it was accepted. */
const REFUSALS: readonly (Refusal | undefined)[] = [
  undefined,
  { code: 'malformed', message: 'the transaction is empty' },
  { code: 'too-large', message: `oversized data: a transaction has at most ${MAX_TRANSACTION_BYTES} bytes` },
  { code: 'unsupported-type', message: 'transaction type not supported: send type 0, 1, 2 or 4' },
  { code: 'unsupported-type', message: 'blob transactions are not supported: this chain keeps no blobs' },
  { code: 'malformed', message: 'rlp: an item is longer than what contains it' },
  { code: 'malformed', message: 'rlp: bytes after the end of the transaction' },
  { code: 'malformed', message: 'rlp: not canonical: leading zeros, or a longer form than needed' },
  { code: 'malformed', message: 'rlp: wrong number or kind of fields' },
  { code: 'malformed', message: 'rlp: a number is too large for its field' },
  { code: 'malformed', message: 'rlp: an address has 20 bytes' },
  { code: 'wrong-chain', message: 'invalid chain id for signer: sign for the chain id of this chain' },
  { code: 'wrong-chain', message: 'only replay-protected (EIP-155) transactions allowed: sign with the chain id' },
  { code: 'bad-signature', message: 'invalid signature values: v, r or s is out of range' },
  { code: 'bad-signature', message: 'invalid signature values: s is in the upper half of the order (EIP-2)' },
  { code: 'malformed', message: 'a set-code transaction cannot create a contract: give it a recipient' },
  { code: 'malformed', message: 'a set-code transaction needs an authorization' },
];

export const REFUSED_TOO_LARGE = 2;
export const REFUSED_FIELDS = 8;
export const REFUSED_UNPROTECTED = 12;
export const REFUSED_SIGNATURE = 13;
export const REFUSED_HIGH_S = 14;

export function refusalOf(reason: number): Refusal | undefined {
  return REFUSALS[reason] ?? (reason === 0 ? undefined : { code: 'malformed', message: `refused (${reason})` });
}
