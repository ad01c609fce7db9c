import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { LodeError } from '@lode/protocol';
import { anvilBinary } from './anvil-binary.ts';
import { type RpcCall, rpcCaller } from './json-rpc.ts';

export interface AnvilOptions {
  readonly chainId: number;
  readonly genesisTimestampSec: number;
  /** State dump to begin from. */
  readonly snapshotPath: string | undefined;
}

/** One anvil process: it knows nothing of durability or restarts. */
export interface Anvil {
  readonly pid: number;
  readonly call: RpcCall;
  /** Resolves, with what it last said, when the process has ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** Anvil answers within 100-200 ms on two busy cores; a large snapshot takes longer to load. */
const READY_TIMEOUT_MS = 30_000;
const READY_POLL_MS = 15;
const STOP_TIMEOUT_MS = 3_000;
/** What is kept of its standard error, to say why it died. */
const MAX_STDERR_CHARS = 4_096;

const guardScript = fileURLToPath(new URL('./anvil-guard.ts', import.meta.url));

/** @throws LodeError `ANVIL_MISSING`, `CHAIN_START_FAILED` */
export async function startAnvil(options: AnvilOptions, signal: AbortSignal): Promise<Anvil> {
  signal.throwIfAborted();
  const port = await freePort();
  const guard = spawn(process.execPath, [guardScript, anvilBinary(), ...anvilArguments(options, port)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  const ended = endOf(guard);
  const call = rpcCaller(`http://127.0.0.1:${port}`);
  const stop = () => stopGuard(guard, ended);
  try {
    const pid = await spawned(guard, ended);
    // Should only the guard be killed, anvil is ended from here.
    guard.once('exit', (_code, exitSignal) => {
      if (exitSignal !== null) killQuietly(pid);
    });
    await answering(call, ended, AbortSignal.any([signal, AbortSignal.timeout(READY_TIMEOUT_MS)]));
    return { pid, call, ended, stop };
  } catch (cause) {
    await stop();
    if (signal.aborted) throw signal.reason;
    throw new LodeError('CHAIN_START_FAILED', `The devnet's chain did not start: ${String(cause)}`, { cause });
  }
}

function anvilArguments(options: AnvilOptions, port: number): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(options.chainId)],
    // No rich accounts with well-known keys; gas costs nothing, so nobody needs the native coin.
    ...['--accounts', '0', '--gas-price', '0', '--base-fee', '0', '--disable-min-priority-fee'],
    // Web pages cannot read it; our own server in front of it decides who may.
    ...['--no-cors', '--no-request-size-limit', '--quiet'],
    // Without this old blocks' states are written to a cache folder outside the data directory.
    ...['--max-persisted-states', '0'],
    // With a snapshot too: otherwise its clock starts today, and replayed blocks would lie in its past.
    ...['--timestamp', String(options.genesisTimestampSec)],
    ...(options.snapshotPath === undefined ? [] : ['--load-state', options.snapshotPath]),
  ];
}

/** Below the ports that systems give to outgoing connections, which could take one between our look and anvil's bind. */
const PORTS = { from: 20_000, to: 32_000 } as const;
const PORT_TRIES = 32;

async function freePort(): Promise<number> {
  for (let i = 0; i < PORT_TRIES; i++) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port among ${PORT_TRIES} between ${PORTS.from} and ${PORTS.to}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function endOf(guard: ChildProcess): Promise<string> {
  let said = '';
  guard.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MAX_STDERR_CHARS);
  });
  return new Promise((resolve) => {
    guard.once('error', (error) => resolve(error.message));
    guard.once('exit', (code, signal) => resolve(said.trim() || `exit ${signal ?? code}`));
  });
}

function spawned(guard: ChildProcess, ended: Promise<string>): Promise<number> {
  return new Promise((resolve, reject) => {
    guard.once('message', (message: { pid?: number; error?: string }) =>
      message.pid === undefined ? reject(new Error(message.error ?? 'no process')) : resolve(message.pid),
    );
    void ended.then((reason) => reject(new Error(reason)));
  });
}

async function answering(call: RpcCall, ended: Promise<string>, signal: AbortSignal): Promise<void> {
  let reason: string | undefined;
  void ended.then((text) => {
    reason = text;
  });
  for (;;) {
    signal.throwIfAborted();
    if (reason !== undefined) throw new Error(reason);
    try {
      await call('eth_chainId', []);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
    }
  }
}

async function stopGuard(guard: ChildProcess, ended: Promise<string>): Promise<void> {
  if (guard.connected) guard.disconnect();
  const timer = setTimeout(() => guard.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
