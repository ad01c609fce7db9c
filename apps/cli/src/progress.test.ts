import type { JobEventView } from '@lode/protocol';
import { expect, test } from 'vitest';
import { accountOf, hashOf } from '../testkit/jobs.ts';
import { countsText, createModel, createProgress } from './progress.ts';

const task = (index: number, state: Extract<JobEventView, { type: 'task' }>['state']): JobEventView => ({
  seq: 1,
  atMs: 1,
  type: 'task',
  task: index,
  state,
});
const running = (index: number, done: number, total: number): JobEventView => ({
  seq: 1,
  atMs: 1,
  type: 'attempt',
  task: index,
  attempt: {
    lease: hashOf('01'),
    provider: accountOf('02'),
    device: 'gpu-0',
    attempt: 0,
    state: 'running',
    phase: 'running',
    progress: { done, total },
  },
});

test('the model counts tasks, and shows the replica that is furthest', () => {
  const model = createModel(3);
  for (const event of [task(0, 'running'), running(0, 3, 4), running(0, 1, 4), task(1, 'accepted'), task(9, 'failed')])
    model.apply(event);
  expect(model.tasks.map((one) => one.fraction)).toEqual([0.75, 1, 0]);
  expect(countsText(model)).toBe('1/3 done, 1 running, 1 waiting');
});

test('progress of nothing, or past its end, stays within the bar', () => {
  const model = createModel(1);
  model.apply(running(0, 5, 0));
  expect(model.tasks[0]?.fraction).toBe(0);
  model.apply(running(0, 9, 4));
  expect(model.tasks[0]?.fraction).toBe(1);
});

test('without a terminal: plain lines, at most ten for the tasks', () => {
  let text = '';
  const progress = createProgress({ write: (part) => (text += part) }, 100);
  progress.event({ seq: 1, atMs: 1, type: 'state', state: 'running' });
  for (let i = 0; i < 100; i++) progress.event(task(i, 'accepted'));
  progress.event({
    seq: 1,
    atMs: 1,
    type: 'log',
    task: 4,
    provider: accountOf('02'),
    level: 'warn',
    text: 'hot\u0007',
  });
  progress.stop();
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(12);
  expect(lines[0]).toBe('job: running');
  expect(lines[10]).toBe('tasks: 100/100 done');
  expect(lines[11]).toBe('[task 4] warn: hot?');
});

test('on a terminal: a bar a task', () => {
  let text = '';
  const sink = { isTTY: true, columns: 100, write: (part: string) => (text += part), on: () => sink, once: () => sink };
  const progress = createProgress(sink, 2);
  progress.event(task(0, 'accepted'));
  progress.event(running(1, 1, 2));
  progress.stop();
  expect(text).toContain('task  0');
  expect(text).toContain('100 %');
  expect(text).toContain(' 50 %');
});
