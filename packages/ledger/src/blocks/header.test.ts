import { RLP } from '@ethereumjs/rlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockHeader } from '../seams.ts';
import { CONSTANT_FIELDS } from './constants.ts';
import { nextBaseFee, nextEnv, nextTimestamp } from './env.ts';
import { BlockFault } from './errors.ts';
import { decodeHeader, encodeHeader, hashHeader } from './header.ts';

const filled = (byte: number, size = 32) => new Uint8Array(size).fill(byte);

const header: BlockHeader = {
  ...CONSTANT_FIELDS,
  parentHash: filled(1),
  beneficiary: filled(0x22, 20),
  stateRoot: filled(3),
  transactionsRoot: filled(4),
  receiptsRoot: filled(5),
  logsBloom: filled(6, 256),
  number: 300n,
  gasLimit: 30_000_000n,
  gasUsed: 21_000n,
  timestamp: 1_700_000_000n,
  extraData: filled(7),
  mixHash: filled(8),
  baseFeePerGas: 7n,
  withdrawalsRoot: filled(9),
  parentBeaconBlockRoot: filled(10),
  requestsHash: filled(11),
};

describe('headers', () => {
  it('hash as @ethereumjs/block 10.1.3 hashes the same fields', () => {
    expect(encodeHeader(header).length).toBe(642);
    expect(hashHeader(header).toHex()).toBe('8f8a398227611adb0e627d6a6f6180e2ee11e62c8f726ded78d29e782178620b');
  });

  it('decode to what was encoded, and to nothing else', () => {
    const encoded = encodeHeader(header);
    expect(decodeHeader(encoded)).toEqual(header);
    const holds = (at: number, byte: number) => {
      const bytes = encoded.slice();
      bytes[at] = byte;
      try {
        expect(encodeHeader(decodeHeader(bytes))).toEqual(bytes);
      } catch (error) {
        if (!(error instanceof BlockFault)) throw error;
        expect(error.code).toBe('bad-header');
      }
    };
    fc.assert(fc.property(fc.nat(encoded.length - 1), fc.nat(255), holds), { seed: 1, numRuns: 2_000 });
  });

  it.each<[string, Uint8Array]>([
    ['no RLP', Uint8Array.of(0xf9, 0xff)],
    ['a string', RLP.encode(filled(1))],
    ['20 fields', RLP.encode(Array.from({ length: 20 }, () => filled(1)))],
    ['a list as a field', RLP.encode([[], ...Array.from({ length: 20 }, () => filled(1))])],
    ['fields of wrong sizes', RLP.encode(Array.from({ length: 21 }, () => filled(1)))],
    ['a number with leading zeros', RLP.encode(Object.values({ ...header, number: Uint8Array.of(0, 1) }))],
  ])('are refused: %s', (_, bytes) => {
    expect(() => decodeHeader(bytes)).toThrow(BlockFault);
  });
});

describe('what follows from the parent', () => {
  // The cases of go-ethereum's consensus/misc/eip1559 tests, with a limit of 20,000,000.
  it.each([
    [1_000_000_000n, 10_000_000n, 1_000_000_000n],
    [1_000_000_000n, 9_000_000n, 987_500_000n],
    [1_000_000_000n, 11_000_000n, 1_012_500_000n],
    [0n, 20_000_000n, 0n],
    [1n, 20_000_000n, 2n],
    [7n, 0n, 7n],
  ])('a base fee of %s with %s gas used is followed by %s', (baseFeePerGas, gasUsed, wanted) => {
    expect(nextBaseFee({ baseFeePerGas, gasUsed, gasLimit: 20_000_000n })).toBe(wanted);
  });

  it('the base fee changes by an eighth at most, or by one', () => {
    const amount = fc.bigInt({ min: 1n, max: 1n << 60n });
    const holds = (baseFeePerGas: bigint, gasLimit: bigint, part: bigint) => {
      const next = nextBaseFee({ baseFeePerGas, gasLimit, gasUsed: gasLimit / part });
      const bound = baseFeePerGas / 8n > 1n ? baseFeePerGas / 8n : 1n;
      expect(next).toBeGreaterThanOrEqual(baseFeePerGas - bound);
      expect(next).toBeLessThanOrEqual(baseFeePerGas + bound);
    };
    const limit = fc.bigInt({ min: 5_000n, max: 1n << 60n }).map((n) => n * 2n);
    fc.assert(fc.property(amount, limit, fc.bigInt({ min: 1n, max: 10n }), holds), { seed: 2, numRuns: 500 });
  });

  it('seconds never decrease, and several blocks may share one', () => {
    const parent = { timestamp: 100n };
    expect([99_999, 100_000, 100_999, 101_000].map((timeMs) => nextTimestamp(parent, timeMs))).toEqual([
      100n,
      100n,
      100n,
      101n,
    ]);
  });

  it('the environment of the next block', () => {
    const hash = hashHeader(header);
    const env = nextEnv({ header, hash }, { chainId: 5n, coinbase: filled(1, 20), timeMs: 1_700_000_001_234 });
    expect(env).toMatchObject({
      number: 301n,
      timestamp: 1_700_000_001n,
      gasLimit: 30_000_000n,
      baseFee: 7n,
      chainId: 5n,
    });
    expect(env.prevRandao).not.toEqual(
      nextEnv({ header, hash: filled(0) }, { chainId: 5n, coinbase: filled(1, 20), timeMs: 0 }).prevRandao,
    );
  });
});
