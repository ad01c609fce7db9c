import { parseDocument, YAMLParseError, YAMLWarning } from 'yaml';
import { decode } from '../decode.ts';
import { LodeError } from '../errors.ts';
import { type JobSpec, jobSpecSchema } from './spec.ts';

/** Spec files are written by hand; a larger one is a mistake or an attack. */
export const MAX_SPEC_BYTES = 1_048_576;

/** A text of that length has at most half as many values; only aliases, which count each time they are used, make more. */
const MAX_SPEC_VALUES = MAX_SPEC_BYTES / 2;

/**
 * Parses a job spec in YAML or JSON (which is YAML).
 * Errors name the place: line and column for syntax (in `details` too); path, what was expected and the nearest valid key for content.
 *
 * @throws LodeError `SPEC_TOO_LARGE`, `BAD_YAML`, `BAD_JOB_SPEC` with `details.problems`
 * @example
 * const spec = parseJobSpec(await readFile('fractal.yaml', 'utf8'));
 */
export function parseJobSpec(text: string): JobSpec {
  if (text.length > MAX_SPEC_BYTES) {
    throw new LodeError('SPEC_TOO_LARGE', `The spec is longer than ${MAX_SPEC_BYTES} characters.`, {
      hint: 'Put data into input files and name them under "inputs".',
    });
  }
  return decode(jobSpecSchema, parseYaml(text), 'job spec', { maxValues: MAX_SPEC_VALUES });
}

function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, stringKeys: true });
    // A warning is a tag we do not know: its value would be taken for something else than was written.
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) throw badYaml(problem.message, problem);
    // The alias limit stops documents that expand without end ("billion laughs").
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    if (cause instanceof LodeError) throw cause;
    throw badYaml(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function badYaml(message: string, cause: unknown): LodeError {
  // The parser is recursive and reports an exhausted stack as an error of the text.
  const tooDeep = message.includes('Maximum call stack');
  const [position] = cause instanceof YAMLParseError || cause instanceof YAMLWarning ? (cause.linePos ?? []) : [];
  return new LodeError(
    'BAD_YAML',
    `The spec is not valid YAML: ${tooDeep ? 'it is nested too deep.' : message.trim()}`,
    {
      hint: 'Check the indentation and quotes at that line.',
      ...(position === undefined ? {} : { details: { line: position.line, column: position.col } }),
      cause,
    },
  );
}
