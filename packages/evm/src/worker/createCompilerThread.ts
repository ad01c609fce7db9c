import { createHash } from 'node:crypto';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { CompiledModule, ContractCompiler } from '../compiler/compiler.ts';
import type { Fork } from '../types.ts';
import { createJobRunner } from './createJobRunner.ts';
import type { CompileReply, CompileRequest } from './messages.ts';

/** Modules kept for EVMs that ask for the same code: up to a few hundred kilobytes each, and as much machine code. */
const MAX_CACHED = 256;
/** Contracts that wait. An EVM asks for 16 at once, so that this serves 64 of them; more are refused. */
const MAX_WAITING = 1024;
/** The slowest contract that the tests know takes a second on a busy machine. */
const JOB_LIMIT_MS = 10_000;

export interface CompilerThreadOptions {
  /** Default 10,000: then a contract is refused, and the thread made anew. */
  jobLimitMs?: number;
  /** Modules kept, default 256. */
  cached?: number;
  /** The worker's script, for tests that need one which fails. */
  script?: URL;
}

export interface CompilerThread extends ContractCompiler {
  /** A port for `compilerOverPort` in another thread. Answers pass through this thread's event loop. */
  connect(): MessagePort;
  close(): Promise<void>;
}

type Done = (compiled: CompiledModule | undefined) => void;

/** Answers by code; the one used longest ago makes room. */
function createCache(size: number) {
  const answers = new Map<string, CompiledModule | undefined>();
  return {
    has: (key: string) => answers.has(key),
    use(key: string): CompiledModule | undefined {
      const answer = answers.get(key);
      answers.delete(key);
      answers.set(key, answer);
      return answer;
    },
    add(key: string, answer: CompiledModule | undefined): void {
      answers.set(key, answer);
      const [oldest] = answers.keys();
      if (answers.size > size && oldest !== undefined) answers.delete(oldest);
    },
  };
}

/** Compiles contracts on a thread of its own, for EVMs of this thread and of those that have a port. */
export function createCompilerThread(options: CompilerThreadOptions = {}): CompilerThread {
  const { jobLimitMs = JOB_LIMIT_MS, script = new URL('./compilerWorker.ts', import.meta.url) } = options;
  const cache = createCache(options.cached ?? MAX_CACHED);
  const runner = createJobRunner(script, jobLimitMs);
  const waiting = new Map<string, Done[]>();
  const ports = new Set<MessagePort>();

  function compile(code: Uint8Array, fork: Fork, done: Done): void {
    const key = `${fork} ${createHash('sha256').update(code).digest('hex')}`;
    const same = waiting.get(key);
    if (cache.has(key)) done(cache.use(key));
    else if (same !== undefined) same.push(done);
    else if (waiting.size >= MAX_WAITING) done(undefined);
    else {
      waiting.set(key, [done]);
      runner.add({ code, fork, done: (compiled) => answer(key, compiled) });
    }
  }

  function answer(key: string, compiled: CompiledModule | undefined): void {
    const asked = waiting.get(key) ?? [];
    waiting.delete(key);
    cache.add(key, compiled);
    for (const done of asked) done(compiled);
  }

  function serve(port: MessagePort): void {
    ports.add(port);
    port.on('message', ({ id, code, fork }: CompileRequest) => {
      compile(code, fork, (compiled) => port.postMessage({ id, compiled } satisfies CompileReply));
    });
    port.on('close', () => ports.delete(port));
    port.unref();
  }

  return {
    compile,
    poll: runner.poll,
    connect() {
      const { port1, port2 } = new MessageChannel();
      serve(port1);
      return port2;
    },
    async close() {
      await runner.close();
      for (const port of ports) port.close();
    },
  };
}
