import { type ErrorShape, errorShape } from '@lode/protocol';

/** A place to write text; `isTTY` tells a terminal from a pipe or a file. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** What the command line has of the world, so that tests can give it another one. */
export interface Io {
  /** Results, and nothing else: what a script reads. */
  readonly stdout: TextSink;
  /** Progress, notices and errors: what a person reads. */
  readonly stderr: TextSink;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Calls back on each Ctrl-C or SIGTERM; returns the way to stop. */
  onInterrupt(listener: () => void): () => void;
}

/** Prints in one of two ways: text for people, or JSON for scripts. */
export interface Printer {
  readonly json: boolean;
  /** The result: `wire` as one line of JSON, or `text`. */
  result(wire: unknown, text: string): void;
  /** For people only, on stderr. */
  note(text: string): void;
}

export function createPrinter(io: Io, json: boolean): Printer {
  return {
    json,
    result: (wire, text) => io.stdout.write(json ? `${JSON.stringify(wire)}\n` : text === '' ? '' : `${text}\n`),
    note: (text) => io.stderr.write(`${text}\n`),
  };
}

/** What to type, where an error says only what is missing. */
const NEXT_STEP: Readonly<Record<string, string>> = {
  INSUFFICIENT_FUNDS: 'On a devnet test money is free: npm run lode -- wallet faucet 100',
};

/** An error as people read it: what happened, its code, what to do next. */
export function errorText(error: unknown): string {
  const { code, message, hint } = errorShape(error);
  const hints = [hint, NEXT_STEP[code]].filter((one) => one !== undefined);
  return [`error ${code}: ${message}`, ...hints.map((one) => `hint: ${one}`)].join('\n');
}

export function printError(io: Io, json: boolean, error: unknown): void {
  const shape: ErrorShape = errorShape(error);
  io.stderr.write(json ? `${JSON.stringify({ error: shape })}\n` : `${errorText(error)}\n`);
}
