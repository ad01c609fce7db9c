import type { z } from 'zod';
import { hashObject } from './canonical.ts';
import { digest, type LodeType, type NetworkId, typedData } from './eip712.ts';
import { isSignedBy } from './recover.ts';
import type { Hex } from './scalars.ts';

/** How one kind of object is hashed and signed: its schema, its EIP-712 type, and the fields shown beside `body`. */
export interface SignedKind<Schema extends z.ZodType> {
  readonly type: LodeType;
  readonly schema: Schema;
  fields(value: z.output<Schema>): Record<string, unknown>;
}

/** An object with its signature: what is stored and sent. */
export interface Signed<T> {
  readonly value: T;
  readonly signature: Hex;
}

/** Whoever can sign: a viem local account, or a wallet. */
export interface Signer {
  readonly address: Hex;
  signTypedData(args: ReturnType<typeof typedData>): Promise<Hex>;
}

export const signedKind = <Schema extends z.ZodType>(kind: SignedKind<Schema>): SignedKind<Schema> => kind;

/** The EIP-712 message of a value: `body` (canonical hash of everything) and the kind's fields. */
export const messageOf = <Schema extends z.ZodType>(kind: SignedKind<Schema>, value: z.output<Schema>) => ({
  body: hashObject(kind.schema, value),
  ...kind.fields(value),
});

/** The digest that is signed; for leases and receipts it is also the identifier, on chain and off. */
export const digestOf = <Schema extends z.ZodType>(
  kind: SignedKind<Schema>,
  network: NetworkId,
  value: z.output<Schema>,
): Hex => digest(network, kind.type, messageOf(kind, value));

export const sign = async <Schema extends z.ZodType>(
  kind: SignedKind<Schema>,
  network: NetworkId,
  value: z.output<Schema>,
  signer: Signer,
): Promise<Hex> =>
  (await signer.signTypedData(typedData(network, kind.type, messageOf(kind, value)))).toLowerCase() as Hex;

/**
 * True when `signature` is that of `account`, a plain key. Signatures of ERC-1271 accounts need the chain
 * and are checked there. Takes exactly the signatures that the contracts take: see {@link isSignedBy}.
 * Never throws: a malformed signature is simply not valid.
 */
export async function verify<Schema extends z.ZodType>(
  kind: SignedKind<Schema>,
  network: NetworkId,
  value: z.output<Schema>,
  signature: Hex,
  account: Hex,
): Promise<boolean> {
  try {
    return await isSignedBy(digestOf(kind, network, value), signature, account);
  } catch {
    return false;
  }
}
