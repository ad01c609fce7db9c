import { z } from 'zod';
import { LodeError } from './errors.ts';
import { nearest } from './nearest.ts';

/** One thing wrong with an input: where, what was expected, and the nearest valid key if one was misspelt. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/**
 * Decodes a wire value into its in-memory form (amounts as `bigint`); unknown keys are refused.
 *
 * @throws LodeError `BAD_<WHAT>` with `details.problems: Problem[]`
 */
export function decode<Schema extends z.ZodType>(schema: Schema, wire: unknown, what: string): z.output<Schema> {
  const result = z.safeDecode(schema, wire as z.input<Schema>);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describe(issue, schema));
  throw new LodeError(`BAD_${what.toUpperCase().replaceAll(' ', '_')}`, summary(what, problems), {
    details: { problems },
  });
}

/** The wire form of an in-memory object: what is stored, sent and hashed. */
export function encode<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): z.input<Schema> {
  return z.encode(schema, value);
}

function summary(what: string, problems: readonly Problem[]): string {
  const lines = problems.slice(0, 8).map((problem) => `  ${problem.path}: ${problem.message}`);
  const more = problems.length > 8 ? [`  and ${problems.length - 8} more`] : [];
  return [`This ${what} cannot be used:`, ...lines, ...more].join('\n');
}

function describe(issue: z.core.$ZodIssue, schema: z.ZodType): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const valid = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const suggestion = nearest(key, valid);
      const hint = suggestion === undefined ? `valid keys: ${valid.join(', ')}` : `did you mean "${suggestion}"?`;
      return { path: pathText([...issue.path, key]), message: `unknown key; ${hint}` };
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
    if (depth(closest) > 0)
      return closest.flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] }, schema));
  }
  return [{ path: pathText(issue.path), message: issue.message }];
}

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length));

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(root)';
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

/** Keys the schema allows at a path; empty where it does not say (a record, a scalar). */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let candidates: z.ZodType[] = unwrap(schema);
  for (const part of path) candidates = candidates.flatMap((candidate) => unwrap(child(candidate, part)));
  return [
    ...new Set(
      candidates.flatMap((candidate) => (candidate instanceof z.ZodObject ? Object.keys(candidate.shape) : [])),
    ),
  ];
}

function child(schema: z.ZodType, part: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(part)];
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  return undefined;
}

/** The schemas behind optional, default, pipe, union and lazy wrappers. */
function unwrap(schema: z.ZodType | undefined): z.ZodType[] {
  if (schema === undefined) return [];
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodLazy
  ) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option as z.ZodType));
  return [schema];
}
