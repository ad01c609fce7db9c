import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A `lode` command as a process of its own. */
export interface LodeProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The first line on stdout. Rejects when the process ends before. */
  readonly firstLine: Promise<string>;
  /** What it has printed on stderr so far. */
  err(): string;
  readonly ended: Promise<Ended>;
}

export function lode(args: readonly string[], env: NodeJS.ProcessEnv): LodeProcess {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  let onLine: (line: string) => void = () => undefined;
  let onEarlyEnd: (error: Error) => void = () => undefined;
  const firstLine = new Promise<string>((resolve, reject) => {
    onLine = resolve;
    onEarlyEnd = reject;
  });
  firstLine.catch(() => undefined);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    const end = out.indexOf('\n');
    if (end >= 0) onLine(out.slice(0, end));
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => {
    onEarlyEnd(new Error(`lode ${args.join(' ')} ended with ${String(code)}:\n${err}`));
    return { code: code as number | null, out, err };
  });
  return { child, pid: child.pid ?? -1, firstLine, err: () => err, ended };
}

/** Runs a command to its end. */
export const run = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> => lode(args, env).ended;

/** Linux: process ids of everything that was started by `pid`, at any depth, and `pid` itself. */
export function treeOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const tree = [pid];
  for (let i = 0; i < tree.length; i++) for (const [child, parent] of parents) if (parent === tree[i]) tree.push(child);
  return tree;
}

/** Linux: true while the process exists and is not merely waiting to be reaped. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until all are gone; the test's own timeout bounds it. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await delay(20);
}
