import { z } from 'zod';
import { nearest } from './nearest.ts';
import { clip, quoted } from './text.ts';
import { choices, expectedText, MISSING, NO_WORDS, nounOf } from './wording.ts';

/** One thing wrong with an input: where, what was expected, and the nearest valid key if one was misspelt. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** More than the deepest valid object has: see WIRE_LIMITS. */
const MAX_PATH_PARTS = 24;

/** Unknown keys of one object that are reported; the nearest valid key of each is looked for, which costs time. */
const MAX_KEYS = 64;

type Issue = z.core.$ZodIssue;

/** A problem, and the path of the key that was probably meant: a complaint that it is missing would be a second one of the same slip. */
interface Finding extends Problem {
  readonly meant?: string;
}

/**
 * Issues as problems: one for each slip, so that a misspelt key is not also reported as missing,
 * and a number that breaks several bounds only breaks the tightest.
 */
export function describeIssues(issues: readonly Issue[], schema: z.ZodType, wire: unknown): Problem[] {
  const findings = tightest(issues).flatMap((issue) => describeIssue(issue, schema, wire));
  const meant = new Set(findings.map((finding) => finding.meant));
  return findings
    .filter(({ path, message }) => !(message.startsWith(MISSING) && meant.has(path)))
    .map(({ path, message }) => ({ path, message }));
}

/** Without the bounds that are followed by a tighter one on the same value. */
const tightest = (issues: readonly Issue[]): Issue[] =>
  issues.filter((issue, i) => {
    const next = issues[i + 1];
    const isBound = issue.code === 'too_big' || issue.code === 'too_small';
    return !(isBound && next?.code === issue.code && pathText(next.path) === pathText(issue.path));
  });

/** An issue in words a person can act on. @param wire the whole input, so that what stands at the place can be named */
function describeIssue(issue: Issue, schema: z.ZodType, wire: unknown): Finding[] {
  if (issue.code === 'unrecognized_keys') {
    const value = valueAt(wire, issue.path);
    const siblings = isPlainObject(value) ? Object.keys(value).filter((key) => !issue.keys.includes(key)) : [];
    const valid = keysAt(schema, issue.path);
    return issue.keys.slice(0, MAX_KEYS).map((key) => unknownKey([...issue.path, key], key, valid, siblings));
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues.map((inner) => inner.message).join('; ');
    return [{ path: pathText(issue.path), message: message === '' ? issue.message : message }];
  }
  if (issue.code === 'invalid_union' && issue.message === NO_WORDS) return describeUnion(issue, schema, wire);
  return [{ path: pathText(issue.path), message: issue.message }];
}

/** The branch of a union that the input was probably meant for, described; or all that could stand there. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, schema: z.ZodType, wire: unknown): Finding[] {
  const value = valueAt(wire, issue.path);
  const branches = schemasAt(schema, issue.path);
  const here = { path: pathText(issue.path), message: expectedText(expectation(branches), value, wordsOf(branches)) };
  const fitting = issue.errors.filter((list) => !list.some(isWrongType));
  if (fitting.length === 0) return [here];
  const valid = keysAt(schema, issue.path);
  const keys = isPlainObject(value) ? Object.keys(value) : [];
  const unknown = keys.filter((key) => !valid.includes(key));
  if (valid.length > 0 && unknown.length > 0)
    return unknown.slice(0, MAX_KEYS).map((key) => unknownKey([...issue.path, key], key, valid, []));
  const [best] = [...fitting].sort((a, b) => foreignKeys(a).length - foreignKeys(b).length || depth(b) - depth(a));
  if (best === undefined || (valid.length > 0 && keys.length === 0)) return [here];
  return tightest(best).flatMap((inner) =>
    describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, schema, wire),
  );
}

/** @param siblings the keys beside it that the schema knows */
function unknownKey(
  path: readonly PropertyKey[],
  key: string,
  valid: readonly string[],
  siblings: readonly string[],
): Finding {
  // Valid in another branch of a union: it is its company that is wrong.
  const [beside] = siblings;
  if (valid.includes(key) && beside !== undefined)
    return { path: pathText(path), message: `cannot stand beside ${quoted(beside)}` };
  const suggestion = nearest(key, valid);
  if (suggestion !== undefined) {
    const meant = pathText([...path.slice(0, -1), suggestion]);
    return { path: pathText(path), message: `unknown key; did you mean ${quoted(suggestion)}?`, meant };
  }
  const hint = valid.length === 0 ? '' : `; valid keys: ${valid.join(', ')}`;
  return { path: pathText(path), message: `unknown key${hint}` };
}

const isWrongType = (issue: Issue): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

const foreignKeys = (issues: readonly Issue[]): string[] =>
  issues.flatMap((issue) => (issue.path.length === 0 && issue.code === 'unrecognized_keys' ? issue.keys : []));

const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length));

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueAt(wire: unknown, path: readonly PropertyKey[]): unknown {
  let value = wire;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

/** `webgpu.steps[0].bind`, as a person would write it; keys that are no plain words are quoted. */
export function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(root)';
  const end = path.length > MAX_PATH_PARTS ? '…' : '';
  return path
    .slice(0, MAX_PATH_PARTS)
    .map((part, i) => {
      if (typeof part === 'number') return `[${part}]`;
      const key = String(part);
      if (!/^[\w$-]+$/.test(key)) return `[${quoted(key)}]`;
      return `${i === 0 ? '' : '.'}${clip(key)}`;
    })
    .join('')
    .concat(end);
}

/** The schemas that may stand at a path, wrappers and unions opened. */
function schemasAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType[] {
  let candidates = unwrap(schema);
  for (const part of path) candidates = candidates.flatMap((candidate) => unwrap(child(candidate, part)));
  return [...new Set(candidates)];
}

/** Keys the schema allows at a path; empty where it does not say (a record, a scalar). */
const keysAt = (schema: z.ZodType, path: readonly PropertyKey[]): string[] => [
  ...new Set(
    schemasAt(schema, path).flatMap((candidate) =>
      candidate instanceof z.ZodObject ? Object.keys(candidate.shape) : [],
    ),
  ),
];

function child(schema: z.ZodType, part: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const key = String(part);
    return Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
  }
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodTuple) return schema.def.items[Number(part)] as z.ZodType | undefined;
  return undefined;
}

/** The schemas behind optional, default, nullable, pipe, union and lazy wrappers. */
function unwrap(schema: z.ZodType | undefined): z.ZodType[] {
  if (schema === undefined) return [];
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodLazy
  ) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option as z.ZodType));
  return [schema];
}

const expectation = (schemas: readonly z.ZodType[]): string => [...new Set(schemas.map(expectationOf))].join(' or ');

function expectationOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodLiteral) return choices([...schema.values]);
  if (schema instanceof z.ZodEnum) return choices(schema.options);
  if (schema instanceof z.ZodObject) {
    const required = Object.entries(schema.shape).filter(
      ([, value]) => !(value as z.ZodType).safeParse(undefined).success,
    );
    return `an object with ${required.map(([key]) => quoted(key)).join(' and ')}`;
  }
  return nounOf(schema instanceof z.ZodNumber && schema.isInt ? 'int' : schema.def.type);
}

const wordsOf = (schemas: readonly z.ZodType[]): unknown[] =>
  schemas.flatMap((schema) => (schema instanceof z.ZodLiteral ? [...schema.values] : []));
