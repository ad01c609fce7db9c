import { z } from 'zod';
import { wordBytes } from '../hex.ts';
import { address, data, hash, maybe, quantity, refuse } from './hex.ts';

const storage = z.record(z.string(), hash).transform((slots, context): Map<bigint, bigint> => {
  const out = new Map<bigint, bigint>();
  for (const [key, value] of Object.entries(slots)) {
    const parsed = hash.safeParse(key);
    if (!parsed.success) return refuse(context, parsed.error.issues[0]?.message ?? 'invalid storage key');
    out.set(BigInt(key), BigInt(`0x${value.toHex()}`));
  }
  return out;
});

const accountOverride = z
  .object({
    nonce: maybe(quantity(64)),
    balance: maybe(quantity()),
    code: maybe(data),
    state: maybe(storage),
    stateDiff: maybe(storage),
    movePrecompileToAddress: maybe(address),
  })
  .transform((value, context) => {
    if (value.state !== undefined && value.stateDiff !== undefined) {
      return refuse(context, "an account has both 'state' and 'stateDiff'");
    }
    return value;
  });

export type AccountOverride = z.output<typeof accountOverride>;

/** By the address in lower-case hex without a prefix. */
export type StateOverrides = ReadonlyMap<string, AccountOverride>;

/** geth's StateOverride: accounts by address. */
export const stateOverrides = z.record(z.string(), accountOverride).transform((accounts, context): StateOverrides => {
  const out = new Map<string, AccountOverride>();
  for (const [key, value] of Object.entries(accounts)) {
    const parsed = address.safeParse(key);
    if (!parsed.success) return refuse(context, parsed.error.issues[0]?.message ?? 'invalid address');
    out.set(parsed.data.toHex(), value);
  }
  return out;
});

/** 32 bytes as geth takes them, or the number that execution-apis has. */
const word = z.unknown().transform((value, context): Uint8Array => {
  const bytes = hash.safeParse(value);
  if (bytes.success) return bytes.data;
  const number = quantity().safeParse(value);
  return number.success ? wordBytes(number.data) : refuse(context, bytes.error.issues[0]?.message ?? 'invalid word');
});

/** geth's BlockOverrides, which execution-apis has for eth_simulateV1. */
export const blockOverrides = z.object({
  number: maybe(quantity()),
  time: maybe(quantity(64)),
  gasLimit: maybe(quantity(64)),
  feeRecipient: maybe(address),
  prevRandao: maybe(word),
  baseFeePerGas: maybe(quantity()),
  blobBaseFee: maybe(quantity()),
  withdrawals: maybe(z.array(z.unknown()).max(0, 'this chain has no withdrawals')),
});

export type BlockOverrides = z.output<typeof blockOverrides>;
