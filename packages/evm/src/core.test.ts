import { readFileSync } from 'node:fs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCore } from '../scripts/build-core.ts';
import { testBlock } from '../testkit/block.ts';
import { RUNS_SEED } from '../testkit/seed.ts';
import { createEvm } from './createEvm.ts';
import { LAYOUT } from './layout.ts';
import { createMachine } from './machine.ts';
import type { Evm, Transaction } from './types.ts';
import { readBytesWord } from './words.ts';

const none = () => undefined;
const address = (n: number) => new Uint8Array(20).fill(n, 18);
const INPUT = LAYOUT.TX_INPUT + 64;

describe('keccak in the core', () => {
  const { core } = createMachine({ precompiles: none });
  const hash = (input: Uint8Array) => {
    new Uint8Array(core.memory.buffer).set(input, INPUT);
    core.exports.keccak(LAYOUT.TX_INPUT, INPUT, input.length);
    return readBytesWord(new Uint8Array(core.memory.buffer), LAYOUT.TX_INPUT, 32);
  };

  it('is Keccak-256 for every length around the rate', () => {
    for (let length = 0; length < 300; length++) {
      const input = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);
      expect(hash(input).toHex()).toBe(keccak_256(input).toHex());
    }
  });

  it('gives the same digests from the cache and from SIMD pairs', () => {
    const word = fc.uint8Array({ minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(word, word, fc.boolean(), (a, b, paired) => {
        const bytes = new Uint8Array(core.memory.buffer);
        bytes.set(a, INPUT);
        bytes.set(b, INPUT + 64);
        if (paired) core.exports.prehashPair(INPUT, INPUT + 64);
        for (const [at, input] of [
          [INPUT, a],
          [INPUT + 64, b],
        ] as const) {
          core.exports.keccak64(LAYOUT.TX_INPUT, at);
          expect(readBytesWord(bytes, LAYOUT.TX_INPUT, 32).toHex()).toBe(keccak_256(input).toHex());
        }
      }),
      { seed: RUNS_SEED, numRuns: 300 },
    );
  });
});

describe('layout', () => {
  it('is the same in TypeScript and AssemblyScript', () => {
    const source = readFileSync(new URL('../assembly/core/layout.ts', import.meta.url), 'utf8');
    for (const [name, value] of Object.entries(LAYOUT)) {
      const match = source.match(new RegExp(`export const ${name}: (?:usize|u32) = ([^;]+);`));
      expect(match, name).not.toBeNull();
      expect(evaluate(match?.[1] ?? ''), name).toBe(value);
    }
  });
});

/** The sums and products of the layout file: numbers, `MB`, `*` and `<<`. */
function evaluate(text: string): number {
  if (text.includes('<<')) {
    const [base, shift] = text.split('<<').map((part) => Number(part.trim()));
    return (base ?? 0) << (shift ?? 0);
  }
  return text
    .split('*')
    .map((part) => part.trim().replace('(MB >> 2)', String(1 << 18)))
    .map((part) => (part === 'MB' ? 1 << 20 : Number(part)))
    .reduce((product, factor) => product * factor, 1);
}

describe('the generated core', () => {
  it('is what its sources give, where the compiler is installed', { timeout: 300_000 }, async (context) => {
    const changed = await buildCore(true);
    if (changed === undefined) context.skip('assemblyscript is not installed');
    expect(changed).toEqual([]);
  });
});

const SENDER = address(0x11);
const TOKEN = address(0x22);

function evm(): Evm {
  const made = createEvm({ precompiles: none });
  made.state.setAccount(SENDER, { nonce: 0n, balance: 10n ** 20n, code: new Uint8Array(), storage: new Map() });
  made.setBlock(testBlock({ number: 300n, coinbase: address(0xcc), blockHash: () => new Uint8Array(32).fill(7) }));
  return made;
}

const transfer: Transaction = {
  type: 0,
  sender: SENDER,
  to: TOKEN,
  nonce: 0n,
  gasLimit: 100_000n,
  gasPrice: 10n,
  value: 5n,
  data: new Uint8Array(),
};

describe('transactions', () => {
  it('move value, charge gas and pay the beneficiary', () => {
    const one = evm();
    const result = one.applyTransaction(transfer);
    expect(result).toMatchObject({ status: 'success', gasUsed: 21_000n, logs: [] });
    expect(one.state.getAccount(TOKEN)?.balance).toBe(5n);
    expect(one.state.getAccount(SENDER)).toMatchObject({ nonce: 1n, balance: 10n ** 20n - 5n - 210_000n });
    expect(one.state.getAccount(address(0xcc))?.balance).toBe(21_000n * 9n);
  });

  it('are refused without a trace where they are invalid', () => {
    const cases: [Partial<Transaction>, string][] = [
      [{ nonce: 1n }, 'nonce too high'],
      [{ gasLimit: 20_000n }, 'intrinsic gas too low'],
      [{ gasLimit: 1n << 25n }, 'gas limit above'],
      [{ gasPrice: 0n }, 'base fee'],
      [{ value: 1n << 200n }, 'insufficient funds'],
      [{ value: 1n << 256n }, '256 bits'],
      [{ nonce: 1n << 64n }, '64 bits'],
    ];
    const one = evm();
    const before = [...one.state.accounts()];
    for (const [change, message] of cases) {
      const result = one.applyTransaction({ ...transfer, ...change });
      expect(result.status).toBe('invalid');
      expect(result.error).toContain(message);
    }
    expect([...one.state.accounts()]).toEqual(before);
  });

  it('give the same results in a batch as one by one', () => {
    // Counts under the hash of the caller, and logs the count.
    const code = Uint8Array.fromHex('335f5260205f20805460010180915560205fa1');
    const many = Array.from({ length: 200 }, (_, i): Transaction => ({ ...transfer, nonce: BigInt(i), value: 0n }));
    const worlds = [evm(), evm()];
    for (const world of worlds) world.state.setAccount(TOKEN, { nonce: 1n, balance: 0n, code, storage: new Map() });
    const [one, batch] = worlds as [Evm, Evm];
    const results = many.map((tx) => one.applyTransaction(tx));
    const { status, gasUsed, logs } = batch.runTransactions(batch.encodeTransactions(many));
    expect([...status]).toEqual(results.map((result) => (result.status === 'success' ? 1 : 0)));
    expect([...gasUsed]).toEqual(results.map((result) => result.gasUsed));
    results.forEach((result, i) => {
      expect(logs(i)).toEqual(result.logs);
    });
    expect(results.at(-1)?.logs).toHaveLength(1);
    expect([...batch.state.accounts()]).toEqual([...one.state.accounts()]);
  });
});
