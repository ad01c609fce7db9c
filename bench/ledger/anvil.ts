import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface RpcCall {
  method: string;
  params: readonly unknown[];
}

/** An anvil on a free port of the loopback interface. The caller stops it. */
export interface Anvil {
  version: string;
  url: string;
  call<T>(method: string, ...params: readonly unknown[]): Promise<T>;
  /** One HTTP request; a failed call throws. */
  batch(calls: readonly RpcCall[]): Promise<unknown[]>;
  /** Processor time of all its threads (Linux; elsewhere 0). */
  cpuMs(): number;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 20_000;

export async function startAnvil(options: readonly string[]): Promise<Anvil> {
  const child = spawn(binary(), ['--port', '0', ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill();
    await ended;
  };
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error('anvil did not listen in time')), START_LIMIT_MS);
  child.once('error', reject);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (text.length > 10_000) return;
    text += chunk.toString();
    const found = /Listening on (127\.0\.0\.1:\d+)/.exec(text)?.[1];
    if (found !== undefined) resolve(`http://${found}`);
  });
  try {
    const url = await promise;
    const batch = (calls: readonly RpcCall[]) => post(url, calls);
    const version = String((await batch([{ method: 'web3_clientVersion', params: [] }]))[0]);
    return {
      version,
      url,
      batch,
      async call<T>(method: string, ...params: readonly unknown[]) {
        return (await batch([{ method, params }]))[0] as T;
      },
      cpuMs: () => cpuMsOf(child.pid ?? 0),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The executable itself: what npm puts in .bin is a script that starts it and would outlive being killed. */
function binary(): string {
  const manifest = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json');
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = process.platform === 'win32' ? 'anvil.exe' : 'anvil';
  return join(dirname(manifest), `../anvil-${process.platform}-${architecture}/bin`, name);
}

function cpuMsOf(pid: number): number {
  if (process.platform !== 'linux') return 0;
  // Fields 14 and 15 of proc_pid_stat(5), after the name in parentheses; a tick is 10 ms on every Linux of today.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

interface Answer {
  id: number;
  result?: unknown;
  error?: { message: string };
}

async function post(url: string, calls: readonly RpcCall[]): Promise<unknown[]> {
  const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call })));
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answers = ((await response.json()) as Answer[]).sort((a, b) => a.id - b.id);
  return answers.map((answer, i) => {
    if (answer.error !== undefined) throw new Error(`${calls[i]?.method}: ${answer.error.message}`);
    return answer.result;
  });
}
