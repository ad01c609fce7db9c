import { describe, expect, test } from 'vitest';
import { accountOf, hashOf, sampleJob } from '../../testkit/jobs.ts';
import { exclusionsText, jobReport, jobsTable, outputsText } from './job.ts';
import { table } from './table.ts';
import { bytes, duration, joules, safe } from './text.ts';

describe('text', () => {
  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_500, '1.5 s'],
    [61_000, '1 min 1 s'],
    [3_660_000, '1 h 1 min'],
  ])('%i ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  test.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_536, '1.5 KiB'],
    [64 * 2 ** 20, '64.0 MiB'],
  ])('%i bytes are %s', (count, text) => expect(bytes(count)).toBe(text));

  test('energy in joules, and in kilowatt-hours where it is much', () => {
    expect(joules(1_500)).toBe('1.50 J');
    expect(joules(123_456)).toBe('123.5 J');
    expect(joules(7_200_000_000)).toBe('2.000 kWh');
  });

  test('text of others cannot move the cursor, rename the window or turn writing around', () => {
    expect(safe('a\u001b[2Jb\u0007c\rd\u202ee\u009bf')).toBe('a?[2Jb?c?d?e?f');
    expect(safe('tab\tand\nline, Zoë 😀')).toBe('tab\tand\nline, Zoë 😀');
  });

  test('a table aligns words to the left and numbers to the right', () => {
    expect(
      table(
        ['NAME', '>PAID'],
        [
          ['a', '$1.00'],
          ['long one', '$10.00'],
        ],
      ),
    ).toBe('NAME        PAID\na          $1.00\nlong one  $10.00');
  });
});

describe('a job', () => {
  test('says who ran it, what was checked, and every micro-dollar', () => {
    const text = jobReport(sampleJob());
    expect(text).toContain('fractal: completed, 2 of 2 tasks finished');
    expect(text).toContain('running after 180 ms, ended after 2.5 s');
    expect(text).toMatch(/0x0c0c0c…0c0c\s+swiftshader-0\s+2\s+80 ms/);
    expect(text).toMatch(/0x0d0d0d…0d0d\s+swiftshader-0\s+0\s+40 ms\s+1 rejected/);
    expect(text).toContain('1 provider disagreed once');
    expect(text).toContain('paid to providers  $0.008 (at most $0.05 was possible)');
    expect(text).toContain('put into escrow    $0.05, came back $0.042');
    expect(text).toContain('not paid: disagreed with the majority');
    expect(text).toContain('1.50 J (1 of 3 receipts)');
    expect(text).not.toContain('still locked');
  });

  test('says why it failed, what is locked and until when, and why offers were left out', () => {
    const bill = {
      ...sampleJob().bill,
      lockedMicroUsd: 42_000n,
      lockedUntilMs: 1_763_700_060_000,
      refundedMicroUsd: 0n,
    };
    const text = jobReport(
      sampleJob({
        state: 'failed',
        bill,
        reason: { code: 'STRANDED', message: 'Nobody is left.\u001b[31m', hint: 'Try again.' },
        exclusions: [
          { offer: hashOf('01'), provider: accountOf('0e'), device: 'gpu-0', code: 'VRAM', reason: '1 MiB' },
        ],
      }),
    );
    expect(text).toContain('reason: STRANDED: Nobody is left.?[31m');
    expect(text).toContain('hint: Try again.');
    expect(text).toContain('still locked       $0.042 until 2025-11-21T');
    expect(text).toMatch(/0x0e0e0e…0e0e\s+gpu-0\s+VRAM\s+1 MiB/);
  });

  test('long lists are cut with a count', () => {
    const one = { offer: hashOf('01'), provider: accountOf('0e'), code: 'VRAM', reason: 'too little' };
    expect(exclusionsText(Array.from({ length: 40 }, () => one))).toContain('and 8 more (--json lists all)');
    expect(exclusionsText([])).toContain('npm run lode -- up');
    expect(outputsText([{ path: 'a/tile.bin', sizeBytes: 4 }])).toBe('a/tile.bin (4 B)');
  });

  test('the list shows the newest first, and says how to begin when it is empty', () => {
    const older = sampleJob({ id: hashOf('aa'), name: 'older', submittedAtMs: 1 });
    const rows = jobsTable([older, sampleJob()]).split('\n');
    expect(rows[1]).toContain('fractal');
    expect(rows[2]).toContain('older');
    expect(jobsTable([])).toContain('npm run lode -- run');
  });
});
