import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What `lode up --json` and `lode join --json` print once they are ready: the fields the demo uses. */
export interface Ready {
  readonly gatewayUrl: string;
  readonly account: `0x${string}`;
  readonly providerAccount?: `0x${string}`;
  readonly rpcUrl?: string;
  readonly joinAddress?: string;
  readonly notices: readonly string[];
  readonly network: { readonly token: `0x${string}`; readonly registry: `0x${string}`; readonly market: `0x${string}` };
}

export interface Peer {
  readonly name: string;
  readonly ready: Ready;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A first start unpacks and measures the GPU; with nothing cached, on two busy cores, it took 20 s. */
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

/** Starts a node in a process of its own, by Node arguments or a whole command line, and waits until it says where it is. */
export async function startPeer(
  name: string,
  command: readonly string[] | { readonly file: string; readonly args: readonly string[] },
  env: NodeJS.ProcessEnv,
): Promise<Peer> {
  const { file, args } = 'file' in command ? command : { file: process.execPath, args: command };
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    complaints.push(line);
    if (complaints.length > 50) complaints.shift();
  });
  const stop = () => stopChild(child);
  try {
    return { name, ready: await firstLine(child, name, complaints), pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstLine(child: ChildProcess, name: string, complaints: readonly string[]): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`${name} ${what}:\n${complaints.join('\n')}`));
    const timer = setTimeout(() => fail(`was not ready within ${READY_TIMEOUT_MS / 1_000} s`), READY_TIMEOUT_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with status ${code} before it was ready`);
    });
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const ready = parse(text);
      if (ready === undefined) return;
      clearTimeout(timer);
      resolve(ready);
    });
  });
}

/** The value, once all of it has arrived; it may be printed over several lines. */
function parse(text: string): Ready | undefined {
  try {
    return JSON.parse(text) as Ready;
  } catch {
    return undefined;
  }
}

/** As Ctrl-C does; a process that does not end by itself is killed, so that nothing stays behind. */
function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGINT');
  });
}
