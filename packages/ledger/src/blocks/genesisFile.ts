import { z } from 'zod';
import { DEFAULT_MAX_BLOCK_BYTES, HIGHEST_MAX_BLOCK_BYTES } from './constants.ts';
import { BlockFault } from './errors.ts';

/**
 * The genesis file: geth's format, and a section `lode`. Numbers are JSON numbers (up to 2^53), decimal strings or hex
 * strings. Fields of geth's that mean nothing here (difficulty, nonce, number, ...) are accepted and not used.
 */

const MAX_U64 = (1n << 64n) - 1n;
const MAX_U63 = (1n << 63n) - 1n;
const MAX_WORD = (1n << 256n) - 1n;
/** geth's params.MinGasLimit. */
const MIN_GAS_LIMIT = 5_000n;
const GWEI = 10n ** 9n;
/** EIP-170. */
const MAX_CODE_BYTES = 24_576;
const DEFAULT_BLOCK_TIME_MS = 250;

function quantity(max: bigint, min = 0n) {
  return z
    .union([z.number().int().nonnegative(), z.string().regex(/^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/, 'a number')])
    .refine((value) => typeof value === 'string' || Number.isSafeInteger(value), 'write numbers beyond 2^53 as strings')
    .transform(BigInt)
    .refine((value) => value >= min && value <= max, `a number from ${min} to ${max}`);
}

/** Bytes of at most `most`, or of exactly `most`. */
function hexBytes(most: number, exactly = false) {
  const length = exactly ? `{${most * 2}}` : '*';
  return z
    .string()
    .regex(new RegExp(`^(0x)?[0-9a-fA-F]${length}$`), exactly ? `${most} bytes in hex` : 'hex digits')
    .refine((text) => text.length % 2 === 0, 'an even number of hex digits')
    .transform((text): Uint8Array => Uint8Array.fromHex(text.replace(/^0x/, '')))
    .refine((bytes) => bytes.length <= most, `at most ${most} bytes`);
}

/** A word of storage: up to 32 bytes of hex, leading zeros left out or not. */
const storageWord = z
  .string()
  .regex(/^(0x)?[0-9a-fA-F]{1,64}$/, 'a word of up to 32 bytes in hex')
  .transform((text) => BigInt(`0x${text.replace(/^0x/, '')}`));

const account = z
  .strictObject({
    balance: quantity(MAX_WORD).default(0n),
    nonce: quantity(MAX_U64 - 1n).default(0n),
    code: hexBytes(MAX_CODE_BYTES).default(new Uint8Array()),
    storage: z.record(z.string(), storageWord).default({}),
  })
  .refine(
    ({ nonce, code, storage }) => Object.keys(storage).length === 0 || nonce > 0n || code.length > 0,
    'an account with storage needs code or a nonce: give it one, or leave its storage out',
  );

const lodeSection = z.strictObject({
  /** A block is made when this much has passed since the one before, if there are transactions. */
  blockTimeMs: z.int().min(1).max(60_000).default(DEFAULT_BLOCK_TIME_MS),
  maxBlockBytes: z.int().min(131_072).max(HIGHEST_MAX_BLOCK_BYTES).default(DEFAULT_MAX_BLOCK_BYTES),
  /** Legacy transactions without a chain id, which some deployers need and which can be replayed from other chains. */
  allowUnprotectedTransactions: z.boolean().default(false),
});

const unused = z.unknown().optional();

const genesisFile = z.strictObject({
  config: z.looseObject({ chainId: quantity(BigInt(Number.MAX_SAFE_INTEGER), 1n) }),
  alloc: z.record(z.string(), account).default({}),
  gasLimit: quantity(MAX_U63, MIN_GAS_LIMIT),
  baseFeePerGas: quantity(MAX_U64).default(GWEI),
  timestamp: quantity(MAX_U63).default(0n),
  extraData: hexBytes(32).default(new Uint8Array(32)),
  coinbase: hexBytes(20, true).default(new Uint8Array(20)),
  mixHash: hexBytes(32, true).default(new Uint8Array(32)),
  lode: lodeSection.prefault({}),
  difficulty: unused,
  nonce: unused,
  number: unused,
  gasUsed: unused,
  parentHash: unused,
  excessBlobGas: unused,
  blobGasUsed: unused,
});

export type GenesisFile = z.infer<typeof genesisFile>;
export type GenesisAccount = z.infer<typeof account>;

/** Checks a parsed JSON file; throws `bad-genesis` with every place that is wrong. */
export function parseGenesisFile(json: unknown): GenesisFile {
  const parsed = genesisFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  const shown = problems.slice(0, 10).join('; ');
  const more = problems.length > 10 ? ` and ${problems.length - 10} more` : '';
  throw new BlockFault('bad-genesis', `correct the genesis file: ${shown}${more}`, { problems });
}
