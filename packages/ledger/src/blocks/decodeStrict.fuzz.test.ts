import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common';
import { RLP } from '@ethereumjs/rlp';
import { createTxFromRLP } from '@ethereumjs/tx';
import fc from 'fast-check';
import { parseTransaction as parseByViem } from 'viem';
import { describe, expect, it } from 'vitest';
import { CHAIN_ID, hexOf, signed } from '../../testkit/signedTransactions.ts';
import { type ParsedTransaction, parseTransaction } from './parse.ts';
import { REFUSED_FIELDS, REFUSED_HIGH_S, REFUSED_SIGNATURE, refusalOf } from './refusals.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);
const OPTIONS = { chainId: BigInt(CHAIN_ID), allowUnprotected: true };
const common = createCustomCommon({ chainId: CHAIN_ID }, Mainnet, { hardfork: Hardfork.Prague });

type Change =
  | { kind: 'set'; at: number; byte: number }
  | { kind: 'insert'; at: number; byte: number }
  | { kind: 'remove'; at: number; byte: number }
  | { kind: 'cut'; at: number; byte: number };

/** Half of the changes strike the first 40 bytes, where most of the structure is. */
const position = fc.oneof(fc.nat(40), fc.nat(1 << 20));
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('set' as const, 'set' as const, 'insert' as const, 'remove' as const, 'cut' as const),
  at: position,
  byte: fc.oneof(fc.constantFrom(0, 0x7f, 0x80, 0x81, 0xb7, 0xb8, 0xbf, 0xc0, 0xf7, 0xf8, 0xff), fc.nat(255)),
});

function changed(raw: Uint8Array, { kind, at, byte }: Change): Uint8Array {
  const i = at % raw.length;
  if (kind === 'cut') return raw.slice(0, i);
  const bytes = [...raw];
  if (kind === 'set') bytes[i] = byte;
  if (kind === 'insert') bytes.splice(i, 0, byte);
  if (kind === 'remove') bytes.splice(i, 1);
  return Uint8Array.from(bytes);
}

const mutated = fc
  .tuple(signed, fc.array(change, { minLength: 1, maxLength: 2 }))
  .map(([item, changes]) => changes.reduce((raw, one) => (raw.length === 0 ? raw : changed(raw, one)), item.raw));

/** The one canonical encoding of what was understood. */
function encodeAgain({ tx, signature, isProtected, authorizations }: ParsedTransaction): string {
  const { r, s, yParity } = signature;
  const to = tx.to ?? new Uint8Array();
  const tail = [tx.gasLimit, to, tx.value, tx.data];
  if (tx.type === 0) {
    const v = isProtected ? BigInt(CHAIN_ID) * 2n + 35n + BigInt(yParity) : 27n + BigInt(yParity);
    return RLP.encode([tx.nonce, tx.gasPrice, ...tail, v, r, s]).toHex();
  }
  const access = (tx.accessList ?? []).map(({ address, storageKeys }) => [address, storageKeys]);
  const fees = tx.type === 1 ? [tx.gasPrice] : [tx.maxPriorityFeePerGas, tx.maxFeePerGas];
  const list = authorizations.map((a) => [a.chainId, a.address, a.nonce, a.yParity, a.r, a.s]);
  const signers = tx.type === 4 ? [list] : [];
  const fields = [CHAIN_ID, tx.nonce, ...fees, ...tail, access, ...signers, yParity, r, s];
  return `0${tx.type}${RLP.encode(fields).toHex()}`;
}

function accepts(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What ethereumjs refuses at decoding and we at execution, where the EVM checks it. */
const LATER =
  /maxFeePerGas cannot be less than maxPriorityFeePerGas|cannot exceed MAX_INTEGER|nonce cannot|initcode size|gasLimit/i;

describe(`strictness (seed ${SEED})`, () => {
  it('refuses changed bytes or reads exactly what they say', () => {
    let accepted = 0;
    const holds = (raw: Uint8Array) => {
      const parsed = parseTransaction(raw, OPTIONS);
      if (!parsed.ok) {
        expect(parsed.refusal.message).not.toMatch(/^refused/);
        return;
      }
      accepted++;
      expect(encodeAgain(parsed.transaction)).toBe(raw.toHex());
    };
    fc.assert(fc.property(mutated, holds), { seed: SEED, numRuns: 1_500 });
    // Changes within data, values and the like leave a transaction valid.
    expect(accepted).toBeGreaterThan(150);
  });

  it('survives any bytes', () => {
    const lists = fc
      .uint8Array({ maxLength: 200 })
      .map((bytes) => Uint8Array.from([2, 0xc0 + (bytes.length % 56), ...bytes]));
    const holds = (raw: Uint8Array) => {
      const parsed = parseTransaction(raw, OPTIONS);
      if (parsed.ok) expect(encodeAgain(parsed.transaction)).toBe(raw.toHex());
    };
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), lists), holds), { seed: SEED, numRuns: 2_000 });
  });

  it('accepts what viem and @ethereumjs/tx both accept, but for their laxities', () => {
    let refusedByAll = 0;
    const holds = (raw: Uint8Array) => {
      const ours = parseTransaction(raw, OPTIONS);
      const theirs = accepts(() => createTxFromRLP(raw, { common }));
      const byViem = accepts(() => parseByViem(hexOf(raw)));
      if (ours.ok) {
        if (theirs !== undefined) expect(theirs).toMatch(LATER);
        return;
      }
      if (theirs !== undefined || byViem !== undefined) {
        refusedByAll++;
        return;
      }
      expect(LAX, `${ours.refusal.message} ${raw.toHex()}`).toContain(ours.refusal.message);
    };
    fc.assert(fc.property(mutated, holds), { seed: SEED, numRuns: 1_000 });
    expect(refusedByAll).toBeGreaterThan(250);
  });
});

/** What neither library minds when it reads: signatures before they are recovered, an empty string for an empty list. */
const LAX: readonly (string | undefined)[] = [REFUSED_SIGNATURE, REFUSED_HIGH_S, REFUSED_FIELDS].map(
  (reason) => refusalOf(reason)?.message,
);
