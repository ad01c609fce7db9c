import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LodeError } from '@lode/protocol';
import { type FromWorker, MAX_LINE_BYTES, type ToWorker, type WorkerConfig } from '../worker/messages.ts';
import { fromWorker } from './messages.ts';

/** V8's heap in a worker: its JavaScript holds a plan and 4 MiB pieces; the largest plan has some 10 MiB of values. */
const OLD_SPACE_MIB = 256;
/** A kernel driver can hold a killed process until the GPU is reset, which takes it some seconds. */
const KILL_WAIT_MS = 10_000;
/** What a driver printed last is worth showing when its process dies. */
const STDERR_TAIL = 2_048;

const WORKER_FOLDER = fileURLToPath(new URL('../worker', import.meta.url));
/** What a worker of a sealed job loads beside its own files; see `seal.ts` there. */
export const SEAL_MODULE_URL = import.meta.resolve('@lode/protocol/seal');
const SEAL_FILES = [
  fileURLToPath(new URL('.', SEAL_MODULE_URL)),
  ...['../errors.ts', '../native.ts', '../../package.json'].map((path) =>
    fileURLToPath(new URL(path, SEAL_MODULE_URL)),
  ),
  ...['@noble/ciphers/aes.js', '@noble/hashes/hkdf.js'].map((name) =>
    dirname(createRequire(SEAL_MODULE_URL).resolve(name)),
  ),
];
const PACKAGE_FILE = fileURLToPath(new URL('../../package.json', import.meta.url));
const WEBGPU_ENTRY = createRequire(import.meta.url).resolve('webgpu');

/** Part of what makes two adapters give equal bits. */
export const dawnVersion: string = String(
  JSON.parse(readFileSync(join(dirname(WEBGPU_ENTRY), 'package.json'), 'utf8')).version,
);

/** What a GPU driver may need to be found; everything else of the environment stays here. */
const PASSED_ON = [
  ...['LD_LIBRARY_PATH', 'VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'XDG_DATA_DIRS'],
  ...(process.platform === 'win32' ? ['SystemRoot', 'PATH'] : []),
];

export type Environment = Readonly<Record<string, string>>;

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface WorkerHandlers {
  onMessage(message: FromWorker): void;
  onExit(exit: WorkerExit): void;
}

export interface WorkerOptions {
  readonly config: Omit<WorkerConfig, 'webgpuUrl'>;
  /** Added to what is passed on of this process's own. */
  readonly environment: Environment;
  /** Folder in which the worker's private folder is made. */
  readonly scratchDir: string;
}

/** A GPU process: Dawn and a driver in it, nothing else, and no right to anything but its own folder. */
export class WorkerProcess {
  readonly folder: string;
  readonly exited: Promise<WorkerExit>;
  readonly #child: ChildProcess;
  readonly #channel: Socket;
  readonly #removed: Promise<void>;
  #handlers: WorkerHandlers | undefined;
  /** Messages that came before somebody listened; only `ready` can, so it is short. */
  readonly #early: FromWorker[] = [];
  #exit: WorkerExit | undefined;
  #stderr = '';

  constructor({ config, environment, scratchDir }: WorkerOptions) {
    this.folder = join(scratchDir, randomUUID());
    mkdirSync(join(this.folder, 'in', 'inputs'), { recursive: true });
    mkdirSync(join(this.folder, 'out'));
    const full: WorkerConfig = { ...config, webgpuUrl: pathToFileURL(WEBGPU_ENTRY).href };
    this.#child = spawn(process.execPath, [...workerFlags(this.folder), JSON.stringify(full)], {
      cwd: this.folder,
      env: { ...passedOn(), ...environment },
      // Channel and lifeline: see the files of these names.
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    this.#channel = this.#child.stdio[3] as Socket;
    this.#listen();
    this.exited = new Promise((resolve) => {
      const ended = (code: number | null, signal: NodeJS.Signals | null) => {
        this.#exit = { code, signal, stderr: this.#stderr.trim() };
        this.#handlers?.onExit(this.#exit);
        resolve(this.#exit);
      };
      this.#child.once('exit', ended);
      this.#child.once('error', (error) => {
        this.#stderr += error.message;
        if (this.#child.pid === undefined) ended(null, null);
      });
    });
    // What cannot be removed now is removed when the next provider starts.
    this.#removed = this.exited.then(() => rm(this.folder, { recursive: true, force: true })).catch(() => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#exit === undefined;
  }

  /** From now on messages and the end go to `handlers`; what came before is told first. */
  listen(handlers: WorkerHandlers | undefined): void {
    this.#handlers = handlers;
    if (handlers === undefined) return;
    for (const message of this.#early.splice(0)) handlers.onMessage(message);
    if (this.#exit !== undefined) handlers.onExit(this.#exit);
  }

  send(message: ToWorker): void {
    this.#channel.write(`${JSON.stringify(message)}\n`);
  }

  /**
   * Ends the process and waits until it and its folder are gone, or for {@link KILL_WAIT_MS}: {@link exited} says when
   * it really is. SIGKILL: a worker holds nothing that needs an orderly end.
   */
  async kill(): Promise<void> {
    if (this.alive) this.#child.kill('SIGKILL');
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, KILL_WAIT_MS);
    await Promise.race([this.#removed, patience.promise]);
    clearTimeout(timer);
  }

  #listen(): void {
    let rest = '';
    this.#channel.setEncoding('utf8');
    this.#channel.on('error', () => {});
    (this.#child.stdio[4] as Socket).on('error', () => {});
    this.#channel.on('data', (text: string) => {
      rest += text;
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        this.#receive(rest.slice(0, end));
        rest = rest.slice(end + 1);
      }
      if (rest.length > MAX_LINE_BYTES) this.#distrust('a line without end');
    });
  }

  #receive(line: string): void {
    const message = line.length > MAX_LINE_BYTES ? undefined : parseLine(line);
    if (message === undefined) this.#distrust('something that is no message');
    else if (this.#handlers !== undefined) this.#handlers.onMessage(message);
    else if (this.#early.length < 8) this.#early.push(message);
  }

  #distrust(what: string): void {
    this.#stderr += `\nThe worker sent ${what}.`;
    this.#child.kill('SIGKILL');
  }
}

function parseLine(line: string): FromWorker | undefined {
  try {
    return fromWorker.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Node's permission model keeps a mistake in our own code from becoming access; it does not bind native code. */
function workerFlags(folder: string): string[] {
  return [
    '--permission',
    '--allow-addons',
    '--allow-worker',
    ...[WORKER_FOLDER, PACKAGE_FILE, dirname(WEBGPU_ENTRY), ...SEAL_FILES, folder].map(
      (path) => `--allow-fs-read=${path}`,
    ),
    `--allow-fs-write=${join(folder, 'out')}`,
    `--max-old-space-size=${OLD_SPACE_MIB}`,
    '--no-warnings',
    join(WORKER_FOLDER, 'main.ts'),
  ];
}

function passedOn(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

export function exitText({ code, signal, stderr }: WorkerExit): string {
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  return stderr === '' ? how : `${how}: ${stderr}`;
}

/**
 * Starts a worker for one question, waits for its answer and ends it.
 *
 * @throws LodeError `GPU_ERROR` on a fault, an early end, or when `timeoutMs` have passed; `CANCELLED`
 */
export async function askWorker<T extends FromWorker['type']>(
  options: WorkerOptions,
  type: T,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Extract<FromWorker, { type: T }>> {
  const worker = new WorkerProcess(options);
  try {
    return await waitFor(worker, type, timeoutMs, signal);
  } finally {
    worker.listen(undefined);
    await worker.kill();
  }
}

export function waitFor<T extends FromWorker['type']>(
  worker: WorkerProcess,
  type: T,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Extract<FromWorker, { type: T }>> {
  const answer = Promise.withResolvers<Extract<FromWorker, { type: T }>>();
  const fail = (message: string) => answer.reject(new LodeError('GPU_ERROR', message));
  const cancel = () => answer.reject(new LodeError('CANCELLED', 'Cancelled while a GPU process was starting.'));
  const timer = setTimeout(() => fail(`A GPU process did not answer within ${timeoutMs} ms.`), timeoutMs);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  worker.listen({
    onMessage: (message) => {
      if (message.type === type) answer.resolve(message as Extract<FromWorker, { type: T }>);
      else if (message.type === 'fault') fail(message.message);
    },
    onExit: (exit) => fail(`A GPU process ended ${exitText(exit)}`),
  });
  return answer.promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  });
}
