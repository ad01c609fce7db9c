import { z } from 'zod';

/** Hex parameters as strict as geth's (common/hexutil), with its words for what is wrong. */

export function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

const text = z.string({ error: 'a hex string is expected' });
const PREFIX = /^0x/i;
const DIGITS = /^[0-9a-f]*$/i;

function quantityFault(input: string, bits: number): string | undefined {
  if (input.length === 0) return 'empty hex string';
  if (!PREFIX.test(input)) return 'hex string without 0x prefix';
  if (input.length === 2) return 'hex string "0x"';
  if (input.length > 3 && input[2] === '0') return 'hex number with leading zero digits';
  // The length first: what follows takes time that grows with it.
  if (input.length - 2 > bits / 4) return `hex number > ${bits} bits`;
  if (!DIGITS.test(input.slice(2))) return 'invalid hex string';
  return undefined;
}

/** A number of at most `bits` bits, a multiple of four, without leading zeros. */
export function quantity(bits = 256) {
  return text.transform((input, context): bigint => {
    const why = quantityFault(input, bits);
    return why === undefined ? BigInt(input) : refuse(context, why);
  });
}

function dataFault(input: string): string | undefined {
  if (input.length === 0) return 'empty hex string';
  if (!PREFIX.test(input)) return 'hex string without 0x prefix';
  if (input.length % 2 !== 0) return 'hex string of odd length';
  if (!DIGITS.test(input.slice(2))) return 'invalid hex string';
  return undefined;
}

/** Any number of bytes. */
export const data = text.transform((input, context): Uint8Array => {
  const why = dataFault(input);
  return why === undefined ? Uint8Array.fromHex(input.slice(2)) : refuse(context, why);
});

/** Many of them: a schema for each would take longer than the reading. */
export const dataList = z.array(text).transform((inputs, context): Uint8Array[] => {
  const out: Uint8Array[] = [];
  for (const [i, input] of inputs.entries()) {
    const why = dataFault(input);
    if (why !== undefined) return refuse(context, `${i}: ${why}`);
    out.push(Uint8Array.fromHex(input.slice(2)));
  }
  return out;
});

function fixed(bytes: number, what: string) {
  return data.transform((value, context): Uint8Array => {
    if (value.length === bytes) return value;
    return refuse(context, `hex string has length ${value.length * 2}, want ${bytes * 2} for ${what}`);
  });
}

export const address = fixed(20, 'an address');
export const hash = fixed(32, 'a hash');

/** A storage key: geth takes fewer digits here, odd numbers of them and none at all, but at most 64. */
export const storageKey = text.transform((input, context): bigint => {
  const digits = PREFIX.test(input) ? input.slice(2) : input;
  if (digits.length > 64)
    return refuse(context, `storage key too long (want at most 32 bytes): "${input.slice(0, 80)}"`);
  if (!DIGITS.test(digits)) return refuse(context, `unable to decode storage key: "${input}"`);
  return digits === '' ? 0n : BigInt(`0x${digits}`);
});

/** A small number that may come as a hex quantity or as a JSON number, as feeHistory's first argument. */
export const count = z.union([quantity(64), z.number().int().nonnegative().transform(BigInt)], {
  error: 'a number is expected',
});

/** null means left out, as it does to geth. */
export function maybe<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => value ?? undefined, schema.optional());
}
