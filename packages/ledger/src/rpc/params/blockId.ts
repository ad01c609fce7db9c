import { z } from 'zod';
import { hash, maybe, quantity, refuse } from './hex.ts';

export const BLOCK_TAGS = ['earliest', 'latest', 'pending', 'safe', 'finalized'] as const;

export type BlockTag = (typeof BLOCK_TAGS)[number];

export type BlockId =
  | { kind: 'tag'; tag: BlockTag }
  | { kind: 'number'; number: bigint }
  | { kind: 'hash'; hash: Uint8Array };

export const LATEST: BlockId = { kind: 'tag', tag: 'latest' };

const MAX_NUMBER = (1n << 63n) - 1n;

const tag = z.enum(BLOCK_TAGS).transform((value): BlockId => ({ kind: 'tag', tag: value }));

const number = quantity(64).transform((value, context): BlockId => {
  if (value > MAX_NUMBER) return refuse(context, 'block number larger than int64');
  return { kind: 'number', number: value };
});

function isTag(value: unknown): boolean {
  return BLOCK_TAGS.some((known) => known === value);
}

/** Gives each form its own schema, so that a fault names what was meant. */
function choose(schemas: (value: unknown) => z.ZodType<BlockId>) {
  return z.unknown().transform((value, context): BlockId => {
    const result = schemas(value).safeParse(value);
    if (result.success) return result.data;
    return refuse(context, result.error.issues[0]?.message ?? 'invalid block');
  });
}

/** A number or a tag. */
export const blockNumber = choose((value) => (isTag(value) ? tag : number));

/** EIP-1898. All blocks are canonical, so `requireCanonical` changes nothing. */
const object = z
  .object({ blockNumber: maybe(blockNumber), blockHash: maybe(hash), requireCanonical: maybe(z.boolean()) })
  .transform((value, context): BlockId => {
    if (value.blockHash !== undefined && value.blockNumber !== undefined) {
      return refuse(context, 'cannot specify both BlockHash and BlockNumber, choose one or the other');
    }
    if (value.blockHash !== undefined) return { kind: 'hash', hash: value.blockHash };
    return value.blockNumber ?? refuse(context, 'invalid arguments; neither block nor hash specified');
  });

const HASH_CHARACTERS = 66;

/** A number, a tag, a hash, or the object of EIP-1898. */
export const blockId = choose((value) => {
  if (typeof value === 'object' && value !== null) return object;
  if (isTag(value)) return tag;
  if (typeof value === 'string' && value.length === HASH_CHARACTERS) {
    return hash.transform((bytes): BlockId => ({ kind: 'hash', hash: bytes }));
  }
  return number;
});
