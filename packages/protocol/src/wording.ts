import type { z } from 'zod';
import { nearest } from './nearest.ts';
import { quoted } from './text.ts';

/** An error of a union whose schema brings no words of its own: `describeIssue` finds better ones. */
export const NO_WORDS = '';

/** What the schema expected and what came, in words; messages that a schema brings itself go before these. */
export const wording: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return expectedText(nounOf(issue.expected), issue.input);
    case 'invalid_value':
      return expectedText(choices(issue.values), issue.input, issue.values);
    case 'too_small':
      return `must ${measure(issue.origin, 'at least', issue.minimum, issue.inclusive)}`;
    case 'too_big':
      return `must ${measure(issue.origin, 'at most', issue.maximum, issue.inclusive)}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return issue.format === 'url' ? expectedText('an http or https URL', issue.input) : 'is not in the expected form';
    case 'invalid_key':
      return 'this key is not allowed';
    case 'invalid_union':
      return NO_WORDS;
    default:
      return undefined;
  }
};

/** How the complaint about something absent begins. */
export const MISSING = 'missing';

/** `missing; expected X` or `expected X, got Y`, with the nearest of the values allowed where there is one. */
export function expectedText(expected: string, input: unknown, values: readonly unknown[] = []): string {
  if (input === undefined) return `${MISSING}; expected ${expected}`;
  const words = values.filter((value) => typeof value === 'string');
  const suggestion = typeof input === 'string' ? nearest(input, words) : undefined;
  const hint = suggestion === undefined ? '' : `; did you mean ${quoted(suggestion)}?`;
  return `expected ${expected}, got ${received(input)}${hint}`;
}

export const choices = (values: readonly unknown[]): string =>
  values.length === 1 ? quoted(String(values[0])) : `one of ${values.map((value) => quoted(String(value))).join(', ')}`;

const NOUNS: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['template_literal', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['bigint', 'a whole number'],
  ['boolean', 'true or false'],
  ['object', 'an object'],
  ['record', 'an object'],
  ['array', 'a list'],
  ['tuple', 'a list'],
  ['null', 'null'],
]);

export const nounOf = (type: string): string => NOUNS.get(type) ?? type;

function received(input: unknown): string {
  if (input === null) return 'nothing (null)';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'an object';
  if (typeof input === 'string') return quoted(input);
  return String(input);
}

function measure(origin: string, bound: 'at least' | 'at most', limit: number | bigint, inclusive = true): string {
  const entries = `${limit} ${origin === 'string' ? 'character' : 'entr'}${plural(origin, limit)}`;
  if (origin === 'string' || origin === 'array' || origin === 'tuple') return `have ${bound} ${entries}`;
  if (inclusive) return `be ${bound} ${limit}`;
  return bound === 'at least' ? `be more than ${limit}` : `be less than ${limit}`;
}

function plural(origin: string, count: number | bigint): string {
  const one = Number(count) === 1;
  if (origin === 'string') return one ? '' : 's';
  return one ? 'y' : 'ies';
}
