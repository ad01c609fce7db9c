import { expect, test } from 'vitest';
import { createLifecycle } from './lifecycle.ts';

test('stops in the opposite order, once, past parts that throw or hang', async () => {
  const order: string[] = [];
  const notices: string[] = [];
  const life = createLifecycle((text) => notices.push(text), 20);
  life.started('first', () => void order.push('first'));
  life.started('hanging', () => new Promise(() => order.push('hanging')));
  life.started('throwing', () => {
    order.push('throwing');
    throw new Error('broken');
  });
  life.started('last', async () => void order.push('last'));
  await Promise.all([life.stopAll(), life.stopAll()]);
  expect(order).toEqual(['last', 'throwing', 'hanging', 'first']);
  expect(notices).toEqual([
    'throwing did not stop in order: broken',
    'hanging did not stop in order: hanging took longer than 20 ms to stop.',
  ]);
});
