import { expect, test } from 'vitest';
import { createBucket } from './bucket.ts';
import { createPeerGuard } from './guard.ts';
import { BLOCK_MS, MAX_TRACKED_PEERS, OFFENCE_WINDOW_MS, OFFENCES_TO_BLOCK } from './limits.ts';

function guardAt(options: { onBlocked?(peerId: string): void } = {}) {
  const time = { nowMs: 1_000 };
  const clock = { nowMs: () => time.nowMs, sleep: async () => {} };
  return { time, guard: createPeerGuard({ clock, ...options }) };
}

test('so many offences within the window block a peer for a while, and no other', () => {
  const blocked: string[] = [];
  const { time, guard } = guardAt({ onBlocked: (peerId) => blocked.push(peerId) });
  for (let i = 1; i < OFFENCES_TO_BLOCK; i++) expect(guard.offend('bad', 'X')).toBe(false);
  expect(guard.isBlocked('bad')).toBe(false);
  expect(guard.offend('bad', 'X')).toBe(true);
  expect([guard.isBlocked('bad'), guard.isBlocked('good')]).toEqual([true, false]);
  expect(blocked).toEqual(['bad']);
  expect(guard.blocked()).toEqual(['bad']);
  expect(guard.counts()).toEqual({ X: OFFENCES_TO_BLOCK, PEER_BLOCKED: 1 });
  time.nowMs += BLOCK_MS;
  expect(guard.isBlocked('bad')).toBe(false);
});

test('offences far apart do not add up, and a burst over a limit is one', () => {
  const { time, guard } = guardAt();
  for (let i = 0; i < OFFENCES_TO_BLOCK * 3; i++) {
    guard.offend('slow', 'X');
    time.nowMs += OFFENCE_WINDOW_MS / 4;
  }
  expect(guard.isBlocked('slow')).toBe(false);
  for (let i = 0; i < 1_000; i++) guard.offend('burst', 'PEER_FLOOD');
  expect(guard.isBlocked('burst')).toBe(false);
});

test('what is remembered is bounded, and a blocked peer is not forgotten for the sake of new ones', () => {
  const { guard } = guardAt();
  for (let i = 0; i < OFFENCES_TO_BLOCK; i++) guard.offend('bad', 'X');
  for (let i = 0; i < MAX_TRACKED_PEERS * 2; i++) guard.offend(`sybil-${i}`, 'X');
  expect(guard.isBlocked('bad')).toBe(true);
});

test('a bucket gives its burst, then its rate, and nothing for a clock that goes back', () => {
  const bucket = createBucket({ burst: 3, perSecond: 2 });
  const taken = (nowMs: number, times: number) => Array.from({ length: times }, () => bucket.take(nowMs));
  expect(taken(1_000, 4)).toEqual([true, true, true, false]);
  expect(taken(1_500, 2)).toEqual([true, false]);
  expect(taken(0, 1)).toEqual([false]);
  expect(taken(60_000, 4)).toEqual([true, true, true, false]);
});
