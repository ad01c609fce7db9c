import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { CompiledModule, ContractCompiler } from '../compiler/compiler.ts';
import type { CompileReply, CompileRequest } from './messages.ts';

export interface PortCompiler extends ContractCompiler {
  close(): void;
}

/** The compiler behind a port that `CompilerThread.connect` gave, for EVMs of any thread. */
export function compilerOverPort(port: MessagePort): PortCompiler {
  const waiting = new Map<number, (compiled: CompiledModule | undefined) => void>();
  let next = 0;
  let open = true;

  function hear({ id, compiled }: CompileReply): void {
    const done = waiting.get(id);
    waiting.delete(id);
    done?.(compiled);
  }

  function end(): void {
    open = false;
    for (const id of [...waiting.keys()]) hear({ id });
  }

  port.on('message', hear);
  port.on('close', end);
  // An idle compiler keeps no process alive.
  port.unref();
  return {
    compile(code, fork, done) {
      if (!open) return done(undefined);
      const request: CompileRequest = { id: next++, code, fork };
      waiting.set(request.id, done);
      port.postMessage(request);
    },
    poll() {
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) hear(got.message);
    },
    close() {
      port.close();
      end();
    },
  };
}
