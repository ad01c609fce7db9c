import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface RpcCall {
  method: string;
  params: unknown[];
}

/** An anvil on a free port of the loopback interface. */
export interface AnvilProcess {
  version: string;
  pid: number;
  call<T>(method: string, ...params: unknown[]): Promise<T>;
  /** One HTTP request; a failed call throws. */
  batch(calls: readonly RpcCall[]): Promise<unknown[]>;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 20_000;

export class RpcError extends Error {}

/** Starts anvil with `options` on the command line. The caller stops it. */
export async function startAnvil(options: readonly string[]): Promise<AnvilProcess> {
  const child = spawn(anvilBinary(), ['--port', '0', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await listeningAddress(child);
  const batch = (calls: readonly RpcCall[]) => post(url, calls);
  return {
    pid: child.pid ?? 0,
    version: String((await batch([{ method: 'web3_clientVersion', params: [] }]))[0]),
    async call<T>(method: string, ...params: unknown[]) {
      return (await batch([{ method, params }]))[0] as T;
    },
    batch,
    stop: () => stop(child),
  };
}

/** The executable itself: what npm puts in .bin is a script that starts it and would outlive being killed. */
function anvilBinary(): string {
  const manifest = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json');
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = process.platform === 'win32' ? 'anvil.exe' : 'anvil';
  return join(dirname(manifest), `../anvil-${process.platform}-${architecture}/bin`, name);
}

function listeningAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => fail('did not listen in time'), START_LIMIT_MS);
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill();
      reject(new Error(`anvil ${why}: ${text}`));
    };
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const found = /Listening on (127\.0\.0\.1:\d+)/.exec(text)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      child.stdout?.removeListener('data', read);
      child.stdout?.resume();
      child.stderr?.resume();
      resolve(`http://${found}`);
    };
    child.stdout?.on('data', read);
    child.once('error', (error) => fail(String(error)));
    child.once('exit', (code) => fail(`left with ${code}`));
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill();
  });
}

interface RpcAnswer {
  id: number;
  result?: unknown;
  error?: { message: string };
}

async function post(url: string, calls: readonly RpcCall[]): Promise<unknown[]> {
  const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call })));
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answers = ((await response.json()) as RpcAnswer[]).sort((a, b) => a.id - b.id);
  return answers.map((answer, i) => {
    if (answer.error !== undefined) throw new RpcError(`${calls[i]?.method}: ${answer.error.message}`);
    return answer.result;
  });
}
