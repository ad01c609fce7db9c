import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  anyAcceptance,
  anyChannelConfig,
  anyJob,
  anyLease,
  anyNodeRecord,
  anyObjection,
  anyOffer,
  anyReceipt,
  anySignature,
  anyVoucher,
  record,
  runs,
} from '../testkit/index.ts';
import { acceptanceSchema, objectionSchema, signedAcceptanceSchema, signedObjectionSchema } from './answer.ts';
import { canonicalJson, hashObject, hashWire } from './canonical.ts';
import { decode, encode } from './decode.ts';
import { LodeError } from './errors.ts';
import { jobSchema } from './job/job.ts';
import { leaseSchema, signedLeaseSchema } from './lease.ts';
import { nodeRecordSchema, signedNodeRecordSchema } from './node-record.ts';
import { offerSchema, signedOfferSchema } from './offer.ts';
import { receiptSchema, signedReceiptSchema } from './receipt.ts';
import { channelConfigSchema, signedVoucherSchema, voucherSchema } from './voucher.ts';

const signed = <T>(value: fc.Arbitrary<T>) => record({ value, signature: anySignature });

const OBJECTS: readonly (readonly [string, z.ZodType, fc.Arbitrary<unknown>])[] = [
  ['NodeRecord', nodeRecordSchema, anyNodeRecord],
  ['Offer', offerSchema, anyOffer],
  ['Job', jobSchema, anyJob],
  ['Lease', leaseSchema, anyLease],
  ['Receipt', receiptSchema, anyReceipt],
  ['Acceptance', acceptanceSchema, anyAcceptance],
  ['Objection', objectionSchema, anyObjection],
  ['ChannelConfig', channelConfigSchema, anyChannelConfig],
  ['Voucher', voucherSchema, anyVoucher],
  [
    'signed NodeRecord',
    signedNodeRecordSchema,
    record({ record: anyNodeRecord, accountSignature: anySignature, peerSignature: anySignature }),
  ],
  ['signed Offer', signedOfferSchema, signed(anyOffer)],
  [
    'signed Lease',
    signedLeaseSchema,
    record({ lease: anyLease, buyerSignature: anySignature, providerSignature: anySignature }),
  ],
  ['signed Receipt', signedReceiptSchema, signed(anyReceipt)],
  ['signed Acceptance', signedAcceptanceSchema, signed(anyAcceptance)],
  ['signed Objection', signedObjectionSchema, signed(anyObjection)],
  ['signed Voucher', signedVoucherSchema, signed(anyVoucher)],
];

type Container = Record<PropertyKey, unknown>;
type Path = readonly PropertyKey[];

/** Every place inside a JSON value, containers and leaves. */
function places(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap((key) => places((value as Container)[key], [...path, key]))];
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Container)[key], value);

/** A copy in which every object's keys stand in reverse order. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

/** Something else of the same type that is valid in most places. */
function different(leaf: unknown): unknown {
  if (typeof leaf === 'number') return leaf === 0 ? 1 : Number.isSafeInteger(leaf) ? leaf - 1 : leaf / 2;
  if (typeof leaf === 'boolean') return !leaf;
  if (leaf === null) return 1;
  const text = String(leaf);
  const last = text.at(-1);
  return text.slice(0, -1) + (last === '1' ? '2' : '1');
}

describe.each(OBJECTS)('%s', (name, schema, arbitrary) => {
  it('is the same after the wire, byte for byte', () => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const text = JSON.stringify(encode(schema, value));
        const back = decode(schema, JSON.parse(text), name);
        expect(back).toStrictEqual(value);
        expect(canonicalJson(encode(schema, back))).toBe(canonicalJson(JSON.parse(text)));
      }),
      runs(40),
    );
  });

  it('has one canonical form and one hash, whatever the order of its keys', () => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const wire = encode(schema, value);
        const shuffled = reversed(wire);
        expect(canonicalJson(shuffled)).toBe(canonicalJson(wire));
        expect(hashObject(schema, decode(schema, shuffled, name))).toBe(hashWire(wire));
      }),
      runs(40),
    );
  });

  it('refuses an unknown key at every depth', () => {
    fc.assert(
      fc.property(
        arbitrary,
        fc.nat(),
        fc.constantFrom('no such key', '__proto__', 'constructor'),
        (value, pick, key) => {
          const wire = JSON.parse(JSON.stringify(encode(schema, value)));
          const objects = places(wire).filter((path) => isPlainObject(at(wire, path)));
          const target = at(wire, objects[pick % objects.length] ?? []) as object;
          Object.defineProperty(target, key, { value: { a: 1 }, enumerable: true, configurable: true, writable: true });
          expect(() => decode(schema, wire, name)).toThrow(LodeError);
        },
      ),
    );
  });

  it('has another hash when any leaf changes, or is refused', () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), (value, pick) => {
        const wire = JSON.parse(JSON.stringify(encode(schema, value)));
        const before = hashWire(wire);
        const leaves = places(wire).filter((path) => !isContainer(at(wire, path)) && path.length > 0);
        const path = leaves[pick % leaves.length] ?? [];
        const parent = at(wire, path.slice(0, -1)) as Container;
        parent[path.at(-1) ?? ''] = different(at(wire, path));
        expect(outcome(() => hashObject(schema, decode(schema, wire, name)))).not.toBe(before);
      }),
      runs(40),
    );
  });

  it('throws nothing but LodeError on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        outcome(() => decode(schema, value, name));
      }),
      runs(40),
    );
  });
});

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;
const isPlainObject = (value: unknown): boolean => isContainer(value) && !Array.isArray(value);

/** The result, or the code of the LodeError; anything else that is thrown fails the test. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof LodeError) return error.code;
    throw error;
  }
}
