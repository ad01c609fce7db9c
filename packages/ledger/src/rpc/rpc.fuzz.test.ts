import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../testkit/rpcPrograms.ts';
import { accountBytes, startTestRpc, type TestRpc } from '../../testkit/rpcServer.ts';
import { RPC_CODES } from './errors.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { createMethods } from './methods/index.ts';
import { data, quantity } from './params/hex.ts';
import type { Services } from './services.ts';
import { jsonShape } from './transport/jsonShape.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);

const encode = (text: string) => new TextEncoder().encode(text);

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe(`the shape of JSON (seed ${SEED})`, () => {
  it('is seen without parsing it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.nat(6), fc.nat(6), fc.boolean(), (value, depth, items, pretty) => {
        const shape = jsonShape(encode(JSON.stringify(value, null, pretty ? 2 : 0)), depth, items + 1);
        const size = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
        const fits = depthOf(value) <= depth && size <= items + 1;
        expect(shape === 'fits').toBe(fits);
      }),
      { seed: SEED },
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(jsonShape(bytes, 4, 4)).toMatch(/fits|too/);
      }),
      { seed: SEED },
    );
  });
});

describe(`hex (seed ${SEED})`, () => {
  const near = fc.oneof(
    fc.string(),
    fc.stringMatching(/^0?x?[0-9a-fA-Fg]{0,70}$/),
    fc.bigInt({ min: 0n }).map((n) => `0x${n.toString(16)}`),
  );

  it('quantities are numbers without leading zeros, and nothing else is', () => {
    fc.assert(
      fc.property(near, (text) => {
        const valid = /^0x(0|[1-9a-f][0-9a-f]{0,63})$/i.test(text);
        const result = quantity().safeParse(text);
        expect(result.success).toBe(valid);
        if (result.success) expect(result.data).toBe(BigInt(text));
      }),
      { seed: SEED },
    );
  });

  it('data are whole bytes, and nothing else is', () => {
    fc.assert(
      fc.property(near, (text) => {
        const result = data.safeParse(text);
        expect(result.success).toBe(/^0x([0-9a-f]{2})*$/i.test(text));
        if (result.success) expect(`0x${result.data.toHex()}`).toBe(text.toLowerCase());
      }),
      { seed: SEED },
    );
  });
});

describe(`whatever is asked (seed ${SEED})`, () => {
  let rpc: TestRpc;
  let methods: string[];
  const codes = new Set<number>(Object.values(RPC_CODES).filter((code) => code !== RPC_CODES.internal));

  beforeAll(async () => {
    rpc = await startTestRpc({ server: { limits: { unitsPerSecond: 1e9, unitsBurst: 1e9, syncMs: 1 } } });
    await rpc.send({ to: PROGRAMS.nesting.address });
    const { chain } = rpc;
    const names = { chain, limits: DEFAULT_LIMITS } as Partial<Services> as Services;
    methods = Object.keys(createMethods(names)); // what they work with is not needed for their names
  });
  afterAll(() => rpc.stop());

  const word = fc.oneof(
    fc.constantFrom('0x0', '0x1', '0x', 'latest', 'pending', 'earliest', 'safe', '0x64', `0x${'00'.repeat(32)}`),
    fc.constantFrom(
      ...Object.values(PROGRAMS).map(({ address }) => `0x${address.toHex()}`),
      `0x${accountBytes(0).toHex()}`,
    ),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => `0x${bytes.toHex()}`),
    fc.string({ maxLength: 10 }),
  );
  const request = fc.record(
    {
      ...{ from: word, to: word, data: word, value: word, gas: word, gasPrice: word, maxFeePerGas: word, nonce: word },
      ...{ blockHash: word, blockNumber: word, fromBlock: word, toBlock: word, address: word, topics: fc.array(word) },
      ...{ tracer: fc.constantFrom('callTracer', 'prestateTracer', '', 'x'), limit: fc.nat(), timeout: word },
    },
    { requiredKeys: [] },
  );
  const param = fc.oneof(word, request, fc.jsonValue({ maxDepth: 3 }), fc.array(word, { maxLength: 4 }), fc.boolean());

  it('is answered, with a fault that is the caller’s or none', async () => {
    const call = fc.record({ method: fc.nat(), params: fc.array(param, { maxLength: 4 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 60 }), async (calls) => {
        const batch = calls.map(({ method, params }, id) => {
          return { jsonrpc: '2.0', id, method: methods[method % methods.length], params };
        });
        const answers = (await (await rpc.post(JSON.stringify(batch))).json()) as {
          id: number;
          error?: { code: number };
        }[];
        expect(answers.map(({ id }) => id)).toEqual(batch.map(({ id }) => id));
        for (const { error } of answers) if (error !== undefined) expect(codes).toContain(error.code);
        expect(rpc.faults).toEqual([]);
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  it('bytes that are no JSON-RPC are answered too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
        const text = await (await rpc.post(body)).text();
        for (const answer of [JSON.parse(text)].flat()) expect(codes).toContain(answer.error.code);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});
