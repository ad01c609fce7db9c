import { expect, test } from 'vitest';
import type { CheckpointWriter } from './checkpoint-writer.ts';
import { createCheckpointing, paceWithin } from './checkpointing.ts';
import { DurabilityFault } from './errors.ts';

const PACE = { triggerBytes: 100, delayMs: 1_000_000, maxBacklogBytes: 300 };

/** A writer that does what it is told, when it is told. */
function steppedWriter() {
  const calls: bigint[] = [];
  let progress = (_: bigint): void => {};
  let current = Promise.withResolvers<void>();
  const writer: CheckpointWriter = {
    advance(last, tell) {
      calls.push(last);
      progress = tell;
      current = Promise.withResolvers<void>();
      return current.promise;
    },
    close: async () => current.resolve(),
  };
  return {
    writer,
    calls,
    step: (block: bigint) => progress(block),
    finish: () => current.resolve(),
    fail: () => current.reject(new DurabilityFault('CHECKPOINT_FAILED', 'the disk is full')),
  };
}

const settled = () => new Promise(setImmediate);

test('an append waits while the backlog is full, until a step of the checkpoint makes room', async () => {
  const stepped = steppedWriter();
  const behind = createCheckpointing({ writer: stepped.writer, pace: PACE, start: -1n, backlog: [] });
  behind.begin();
  for (let number = 0n; number < 3n; number += 1n) {
    await behind.room();
    behind.durable({ number, bytes: 100 });
  }
  expect(stepped.calls).toEqual([0n]);
  let roomy = false;
  const waiting = behind.room().then(() => {
    roomy = true;
  });
  await settled();
  expect(roomy).toBe(false);
  expect(behind).toMatchObject({ block: -1n, backlogBytes: 300, backlogBlocks: 3 });
  stepped.step(0n);
  await waiting;
  expect(behind).toMatchObject({ block: 0n, backlogBytes: 200, backlogBlocks: 2 });
  stepped.finish();
  await settled();
  expect(stepped.calls).toEqual([0n, 2n]);
  await behind.close();
});

test('nothing is written before begin, and a backlog that was found is then', async () => {
  const stepped = steppedWriter();
  const backlog = [{ number: 5n, bytes: 200 }];
  const behind = createCheckpointing({ writer: stepped.writer, pace: PACE, start: 4n, backlog });
  expect(stepped.calls).toEqual([]);
  behind.begin();
  expect(stepped.calls).toEqual([5n]);
  await behind.close();
});

test('after the checkpoint failed no append finds room, and those that wait are told why', async () => {
  const stepped = steppedWriter();
  const behind = createCheckpointing({ writer: stepped.writer, pace: PACE, start: -1n, backlog: [] });
  behind.begin();
  behind.durable({ number: 0n, bytes: 300 });
  const waiting = expect(behind.room()).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED' });
  stepped.fail();
  await waiting;
  await expect(behind.room()).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED' });
  await behind.close();
});

test('where the state has a memory budget, a write begins at as many bytes of log at the latest', () => {
  expect(paceWithin(1000, { ...PACE, triggerBytes: 5000 })).toEqual({ ...PACE, triggerBytes: 1000 });
  expect(paceWithin(1000, PACE)).toEqual(PACE);
});
