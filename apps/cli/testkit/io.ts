import type { Io } from '../src/io.ts';

/** A world for the command line: what it prints is kept, and Ctrl-C is a function. */
export interface TestIo extends Io {
  out(): string;
  err(): string;
  interrupt(): void;
}

export function testIo(options: { cwd: string; env?: NodeJS.ProcessEnv }): TestIo {
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  return {
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    stderr: {
      write: (text) => {
        err += text;
      },
    },
    env: options.env ?? {},
    cwd: options.cwd,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    out: () => out,
    err: () => err,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
  };
}
