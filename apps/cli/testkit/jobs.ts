import type { Hex, JobView } from '@lode/protocol';

export const hashOf = (byte: string): Hex => `0x${byte.repeat(32)}`;
export const accountOf = (byte: string): Hex => `0x${byte.repeat(20)}`;

/** A job of two tasks on two providers, one of which answered wrong once. */
export function sampleJob(more: Partial<JobView> = {}): JobView {
  const line = { lease: hashOf('1a'), receipt: hashOf('2b'), gpuMs: 40, priceMicroUsd: 4_000n, streamedMicroUsd: 0n };
  const attempt = { lease: hashOf('1a'), device: 'swiftshader-0', attempt: 0, gpuMs: 40 };
  return {
    id: hashOf('ab'),
    name: 'fractal',
    state: 'completed',
    submittedAtMs: 1_763_700_000_000,
    runningAtMs: 1_763_700_000_180,
    endedAtMs: 1_763_700_002_500,
    tasks: [
      {
        index: 0,
        state: 'accepted',
        attempts: [
          { ...attempt, provider: accountOf('0c'), state: 'accepted' },
          { ...attempt, provider: accountOf('0d'), state: 'rejected' },
        ],
        outputs: [{ name: 'tile', file: 'tile.bin', hash: hashOf('3c'), sizeBytes: 16 }],
      },
      { index: 1, state: 'accepted', attempts: [{ ...attempt, provider: accountOf('0c'), state: 'accepted' }] },
    ],
    bill: {
      maxMicroUsd: 50_000n,
      fundedMicroUsd: 50_000n,
      paidMicroUsd: 8_000n,
      streamedMicroUsd: 0n,
      exposureMicroUsd: 0n,
      refundedMicroUsd: 42_000n,
      lockedMicroUsd: 0n,
      lines: [
        { ...line, task: 1, provider: accountOf('0c'), paidMicroUsd: 4_000n, outcome: 'paid', millijoules: 1_500 },
        { ...line, task: 0, provider: accountOf('0c'), paidMicroUsd: 4_000n, outcome: 'paid' },
        { ...line, task: 0, provider: accountOf('0d'), paidMicroUsd: 0n, outcome: 'unpaid-minority' },
      ],
    },
    exclusions: [],
    checked: '2 tasks on 2 providers each; 1 provider disagreed once',
    ...more,
  };
}
