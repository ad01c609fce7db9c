import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { http, type Transport } from 'viem';

/** A real EVM chain on a random loopback port; gas is free and every transaction makes a block. */
export interface Anvil {
  readonly url: string;
  readonly chainId: number;
  readonly transport: Transport;
  rpc(method: string, params?: readonly unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startAnvil(options: { extraArgs?: readonly string[] } = {}): Promise<Anvil> {
  const port = await freePort();
  const args = ['--port', String(port), '--host', '127.0.0.1', '--silent', '--base-fee', '0', '--no-priority-fee'];
  const child = spawn(anvilPath(), [...args, ...(options.extraArgs ?? [])], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const rpc = async (method: string, params: readonly unknown[] = []): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
    if (answer.error !== undefined) throw new Error(answer.error.message);
    return answer.result;
  };
  await untilReady(() => rpc('eth_chainId'));
  return {
    url,
    chainId: 31_337,
    transport: http(url, { retryCount: 0 }),
    rpc,
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** The binary of this platform, from npm. */
function anvilPath(): string {
  const require = createRequire(import.meta.url);
  const launcher = require.resolve('@foundry-rs/anvil/package.json');
  const name = `@foundry-rs/anvil-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  return join(dirname(createRequire(launcher).resolve(`${name}/package.json`)), 'bin', 'anvil');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function untilReady(ask: () => Promise<unknown>): Promise<void> {
  for (let i = 0; ; i++) {
    try {
      await ask();
      return;
    } catch (error) {
      if (i >= 500) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
