import { describe, expect, it } from 'vitest';
import type { BlockStateCalls } from '../params/simulate.ts';
import { planBlocks } from './planBlocks.ts';

const LIMITS = { simulateBlocks: 256, simulateCalls: 4 };
const base = { number: 10n, timestamp: 50n };
const at = (number?: bigint, time?: bigint): BlockStateCalls => ({
  ...{ stateOverrides: undefined, calls: undefined },
  blockOverrides: {
    ...{ number, time, gasLimit: undefined, feeRecipient: undefined, prevRandao: undefined },
    ...{ baseFeePerGas: undefined, blobBaseFee: undefined, withdrawals: undefined },
  },
});
const plan = (...blocks: BlockStateCalls[]) =>
  planBlocks(base, blocks, LIMITS).map(({ number, timestamp }) => [number, timestamp]);
const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { fault?: { code: number } }).fault?.code;
  }
  return undefined;
};

describe('blocks of a simulation', () => {
  it('follow one another where nothing is said', () => {
    expect(plan(at(), at())).toEqual([
      [11n, 51n],
      [12n, 52n],
    ]);
  });

  it('have empty ones in the gaps', () => {
    expect(plan(at(13n, 70n), at())).toEqual([
      [11n, 51n],
      [12n, 52n],
      [13n, 70n],
      [14n, 71n],
    ]);
    expect(plan(at(11n), at(14n), at())).toEqual([
      [11n, 51n],
      [12n, 52n],
      [13n, 53n],
      [14n, 54n],
      [15n, 55n],
    ]);
  });

  it('rise in number and time', () => {
    expect(code(() => plan(at(13n), at(12n)))).toBe(-38020);
    expect(code(() => plan(at(10n)))).toBe(-38020);
    // Two empty blocks before it are at 51 and 52.
    expect(code(() => plan(at(13n, 52n)))).toBe(-38021);
    expect(code(() => plan(at(11n, 60n), at(12n, 55n)))).toBe(-38021);
    expect(code(() => plan(at(11n, 60n), at(12n, 60n)))).toBe(-38021);
    expect(code(() => plan(at(11n, 50n)))).toBe(-38021);
  });

  it('are so many, with so many calls', () => {
    expect(plan(at(266n))).toHaveLength(256);
    expect(code(() => plan(at(267n)))).toBe(-38026);
    expect(plan(...Array.from({ length: 256 }, () => at()))).toHaveLength(256);
    expect(code(() => plan(...Array.from({ length: 257 }, () => at())))).toBe(-38026);
    expect(code(() => plan())).toBe(-32602);
    const call = { input: new Uint8Array() } as NonNullable<BlockStateCalls['calls']>[number];
    expect(plan({ ...at(), calls: Array.from({ length: 4 }, () => call) })).toHaveLength(1);
    expect(
      code(() => plan({ ...at(), calls: Array.from({ length: 3 }, () => call) }, { ...at(), calls: [call, call] })),
    ).toBe(-38026);
  });
});
