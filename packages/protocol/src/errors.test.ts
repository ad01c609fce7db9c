import { describe, expect, it } from 'vitest';
import { errorShape, LodeError } from './errors.ts';

describe('LodeError', () => {
  it('is the same after a wire', () => {
    const error = new LodeError('OFFER_EXPIRED', 'The offer ended.', { hint: 'Ask again.', details: { agoMs: 3 } });
    const back = LodeError.fromJSON(JSON.parse(JSON.stringify(error)));
    expect(back.toJSON()).toEqual(error.toJSON());
    expect(back).toBeInstanceOf(LodeError);
    expect(JSON.stringify(new LodeError('X', 'y'))).toBe('{"code":"X","message":"y"}');
  });

  it('keeps its cause to itself', () => {
    const error = new LodeError('X', 'y', { cause: new Error('secret path') });
    expect(error.cause).toBeInstanceOf(Error);
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('tells amounts as decimal strings, and never fails to be told', () => {
    const poor = new LodeError('INSUFFICIENT_FUNDS', 'Too little.', { details: { neededMicroUsd: 5n } });
    expect(poor.toJSON().details).toEqual({ neededMicroUsd: '5' });
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(JSON.stringify(new LodeError('X', 'y', { details: circle }))).toContain('no JSON form');
  });
});

describe('errorShape', () => {
  it.each([
    [new LodeError('X', 'y'), { code: 'X', message: 'y' }],
    [new TypeError('z'), { code: 'INTERNAL', message: 'z' }],
    ['text', { code: 'INTERNAL', message: 'text' }],
    [undefined, { code: 'INTERNAL', message: 'undefined' }],
  ])('of %s', (thrown, shape) => {
    expect(errorShape(thrown)).toEqual(shape);
  });
});
