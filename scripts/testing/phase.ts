import { spawn } from 'node:child_process';

/** Output kept to count tests in; a runner writes well under a megabyte. Past the bound the oldest is dropped. */
const MAX_KEPT_CHARACTERS = 8 * 2 ** 20;

export interface PhaseResult {
  /** Exit status; 1 where a signal ended it or it did not start. */
  readonly code: number;
  readonly output: string;
}

/** Runs a command with its output passed on as it comes, and kept. Ends with the command; a signal to us is passed on to it. */
export function runPhase(command: readonly string[], cwd: string): Promise<PhaseResult> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  let output = '';
  const keep = (to: NodeJS.WriteStream) => (chunk: Buffer) => {
    to.write(chunk);
    output = (output + chunk.toString()).slice(-MAX_KEPT_CHARACTERS);
  };
  child.stdout.on('data', keep(process.stdout));
  child.stderr.on('data', keep(process.stderr));
  return new Promise((resolve) => {
    const end = (code: number) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      console.error(`${program}: ${error.message}`);
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}
