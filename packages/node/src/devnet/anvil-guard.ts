import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A small process between the node and anvil, so that anvil never outlives the node: when the node ends in whatever
 * way, SIGKILL included, the channel to it closes and anvil is ended. It runs in a session of its own, so that
 * Ctrl-C in a terminal reaches the node first and the chain ends last.
 *
 * Usage: `node anvil-guard.ts BINARY ARGS...`, with an IPC channel.
 */

/** Anvil ends within milliseconds of SIGTERM as it dumps nothing itself; after this it is made to. */
const TERM_GRACE_MS = 1_000;

function guard(binary: string, args: readonly string[]): void {
  const anvil: ChildProcess = spawn(binary, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const end = () => {
    anvil.kill('SIGTERM');
    setTimeout(() => anvil.kill('SIGKILL'), TERM_GRACE_MS);
  };
  anvil.once('error', (error) => {
    process.send?.({ error: error.message });
    process.exitCode = 1;
  });
  anvil.once('spawn', () => process.send?.({ pid: anvil.pid }));
  anvil.once('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
  process.once('disconnect', end);
  process.on('SIGTERM', end);
  process.on('SIGINT', () => undefined);
}

const [binary, ...args] = process.argv.slice(2);
if (binary === undefined || process.send === undefined) {
  process.stderr.write('usage: node anvil-guard.ts BINARY ARGS... (started by the node, with an IPC channel)\n');
  process.exitCode = 2;
} else {
  guard(binary, args);
}
