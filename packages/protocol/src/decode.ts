import { z } from 'zod';
import { LodeError } from './errors.ts';
import { describeIssues, type Problem, pathText } from './problems.ts';
import { WIRE_LIMITS, wireProblem } from './wire.ts';
import { wording } from './wording.ts';

/** Problems that an error carries; an input can have millions, and the error crosses wires. */
export const MAX_PROBLEMS = 64;
const MAX_SUMMARY_LINES = 8;

/**
 * Decodes a wire value into its in-memory form (amounts as `bigint`); unknown keys are refused.
 * Depth and size are bounded first ({@link WIRE_LIMITS}), so that no input can exhaust the stack.
 *
 * @throws LodeError `BAD_<WHAT>` with `details.problems: Problem[]` (at most {@link MAX_PROBLEMS}) and `details.problemCount`
 */
export function decode<Schema extends z.ZodType>(
  schema: Schema,
  wire: unknown,
  what: string,
  { maxValues = WIRE_LIMITS.maxValues }: { readonly maxValues?: number } = {},
): z.output<Schema> {
  const unfit = wireProblem(wire, maxValues);
  if (unfit !== undefined) throw unusable(what, [{ path: pathText(unfit.path), message: unfit.message }], 1);
  const result = z.safeDecode(schema, wire as z.input<Schema>, { error: wording });
  if (result.success) return result.data;
  const { issues } = result.error;
  const problems = describeIssues(issues.slice(0, MAX_PROBLEMS), schema, wire);
  const reported = problems.length < MAX_PROBLEMS ? problems.length : slipsIn(issues);
  throw unusable(what, problems, reported);
}

/**
 * The wire form of an in-memory object: what is stored, sent and hashed.
 *
 * @throws LodeError `NOT_ENCODABLE` where the object breaks its schema
 */
export function encode<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): z.input<Schema> {
  const result = z.safeEncode(schema, value, { error: wording });
  if (result.success) return result.data;
  const problems = describeIssues(result.error.issues.slice(0, MAX_PROBLEMS), schema, value);
  throw new LodeError('NOT_ENCODABLE', summary('This object breaks its schema:', problems, problems.length), {
    details: { problems },
  });
}

/** At least this many things are wrong: an issue can name many unknown keys. */
const slipsIn = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);

function unusable(what: string, problems: readonly Problem[], problemCount: number): LodeError {
  return new LodeError(
    `BAD_${what.toUpperCase().replaceAll(' ', '_')}`,
    summary(`This ${what} cannot be used:`, problems, problemCount),
    { details: { problems: problems.slice(0, MAX_PROBLEMS), problemCount } },
  );
}

function summary(title: string, problems: readonly Problem[], problemCount: number): string {
  const lines = problems.slice(0, MAX_SUMMARY_LINES).map((problem) => `  ${problem.path}: ${problem.message}`);
  const more = problemCount > lines.length ? [`  and ${problemCount - lines.length} more`] : [];
  return [title, ...lines, ...more].join('\n');
}
