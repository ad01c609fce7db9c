import { expect, test } from 'vitest';
import { createNotices } from './notices.ts';

test('trouble that repeats is printed once in five minutes; facts once, and kept', () => {
  const printed: string[] = [];
  let nowMs = 0;
  const notices = createNotices(
    (text) => printed.push(text),
    () => nowMs,
  );
  for (const atMs of [0, 1_000, 299_999]) {
    nowMs = atMs;
    notices.trouble('the chain does not answer');
    notices.fact('no GPU');
  }
  notices.trouble('another');
  nowMs = 300_000;
  notices.trouble('the chain does not answer');
  expect(printed).toEqual(['the chain does not answer', 'no GPU', 'another', 'the chain does not answer']);
  expect(notices.facts()).toEqual(['no GPU']);
});

test('both memories are bounded', () => {
  const printed: string[] = [];
  const notices = createNotices(
    (text) => printed.push(text),
    () => 0,
  );
  for (let i = 0; i < 200; i++) {
    notices.fact(`fact ${i}`);
    notices.trouble(`trouble ${i}`);
  }
  expect(notices.facts()).toHaveLength(32);
  notices.trouble('trouble 0');
  notices.trouble('trouble 199');
  expect(printed).toHaveLength(401);
});
