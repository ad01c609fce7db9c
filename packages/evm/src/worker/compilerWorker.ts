import { type MessagePort, parentPort } from 'node:worker_threads';
import { compileHere } from '../compiler/compiler.ts';
import type { CompileReply, CompileRequest } from './messages.ts';

// Gets a port first, then answers requests on it, one after the other.
parentPort?.once('message', (port: MessagePort) => {
  port.on('message', ({ id, code, fork }: CompileRequest) => {
    const reply: CompileReply = { id, compiled: compileHere(code, fork) };
    port.postMessage(reply);
  });
});
