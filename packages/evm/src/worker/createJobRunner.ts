import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { CompiledModule } from '../compiler/compiler.ts';
import type { Fork } from '../types.ts';
import type { CompileReply, CompileRequest } from './messages.ts';

/** Threads that jobs may take down with them before all further contracts stay interpreted. */
const MAX_DEATHS = 8;
/** A compiler needs some tens of megabytes for the largest contract. */
const HEAP_LIMIT_MB = 512;

export interface Job {
  code: Uint8Array;
  fork: Fork;
  done(compiled: CompiledModule | undefined): void;
}

export interface JobRunner {
  /** Runs after those given before. */
  add(job: Job): void;
  poll(): void;
  close(): Promise<void>;
}

interface Thread {
  worker: Worker;
  port: MessagePort;
}

function startThread(script: URL, hear: (reply: CompileReply) => void, died: (thread: Thread) => void): Thread {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB } });
  worker.postMessage(port2, [port2]);
  const thread = { worker, port: port1 };
  port1.on('message', hear);
  worker.on('error', () => died(thread));
  worker.on('exit', () => died(thread));
  // An idle compiler keeps no process alive.
  worker.unref();
  port1.unref();
  return thread;
}

/**
 * One job after the other on a worker. A job that takes too long, or takes the worker down, is refused, and a new
 * worker goes on with the next one.
 */
export function createJobRunner(script: URL, limitMs: number): JobRunner {
  const queue: Job[] = [];
  let thread: Thread | undefined;
  let running: { id: number; job: Job; timer: NodeJS.Timeout } | undefined;
  let nextId = 0;
  let deaths = 0;

  function finish(compiled: CompiledModule | undefined): void {
    if (running === undefined) return;
    const { job, timer } = running;
    clearTimeout(timer);
    running = undefined;
    job.done(compiled);
  }

  function hear({ id, compiled }: CompileReply): void {
    if (running?.id !== id) return;
    finish(compiled);
    runNext();
  }

  function died(dead: Thread): void {
    if (thread !== dead) return;
    thread = undefined;
    deaths++;
    dead.port.close();
    void dead.worker.terminate();
    finish(undefined);
    runNext();
  }

  function runNext(): void {
    if (running !== undefined) return;
    if (deaths >= MAX_DEATHS) for (const job of queue.splice(0)) job.done(undefined);
    const job = queue.shift();
    if (job === undefined) return;
    thread ??= startThread(script, hear, died);
    const to = thread;
    const timer = setTimeout(() => died(to), limitMs);
    timer.unref();
    running = { id: nextId++, job, timer };
    const request: CompileRequest = { id: running.id, code: job.code, fork: job.fork };
    to.port.postMessage(request);
  }

  return {
    add(job) {
      queue.push(job);
      runNext();
    },
    poll() {
      for (let port = thread?.port; port !== undefined; port = thread?.port) {
        const got = receiveMessageOnPort(port);
        if (got === undefined) return;
        hear(got.message);
      }
    },
    async close() {
      deaths = MAX_DEATHS;
      const last = thread;
      thread = undefined;
      finish(undefined);
      runNext();
      last?.port.close();
      await last?.worker.terminate();
    },
  };
}
