import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { RpcAnswer } from './rpcServer.ts';

const START_LIMIT_MS = 20_000;

export interface Anvil {
  call(method: string, ...params: unknown[]): Promise<RpcAnswer>;
  stop(): Promise<void>;
}

/** The executable itself: what npm puts in .bin is a script that starts it and would outlive being killed. */
function binary(): string {
  const manifest = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json');
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = process.platform === 'win32' ? 'anvil.exe' : 'anvil';
  return join(dirname(manifest), `../anvil-${process.platform}-${architecture}/bin`, name);
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`anvil did not listen in time: ${text}`)), START_LIMIT_MS);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`anvil left with ${code}: ${text}`)));
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const found = /Listening on (127\.0\.0\.1:\d+)/.exec(text)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(`http://${found}`);
    });
  });
}

/** anvil, revm's own node, on a free port of the loopback interface. The caller stops it. */
export async function startAnvil(...options: string[]): Promise<Anvil> {
  const child = spawn(binary(), ['--port', '0', ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await listening(child).catch((error: unknown) => {
    child.kill();
    throw error;
  });
  return {
    async call(method, ...params) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return (await response.json()) as RpcAnswer;
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill();
      }),
  };
}
