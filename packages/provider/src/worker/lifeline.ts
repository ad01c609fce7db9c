import { Worker } from 'node:worker_threads';

/**
 * Starts the thread that ends this process when its parent is gone; resolves once it is watching.
 *
 * A thread of its own, because a compile bomb or a lost GPU blocks the main thread in native code. The parent holds the
 * other end of a pipe and never writes to it: the end of the pipe is the end of the parent, however it died. SIGKILL is
 * the one signal that native code cannot delay.
 *
 * The thread gets the text of a function, not a file: stripping types once more, in a fresh thread, costs every lease
 * 35 ms of CPU.
 */
export function startLifeline(): Promise<void> {
  const thread = new Worker(`(${watch.toString()})()`, { eval: true });
  return new Promise((resolve) => thread.once('message', () => resolve()));
}

/** Runs in the thread, from its text: it sees nothing of this file. File descriptor 4 is the lifeline's end of the pipe. */
function watch(): void {
  const { Socket } = process.getBuiltinModule('node:net');
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  const lifeline = new Socket({ fd: 4, readable: true, writable: false });
  lifeline.on('error', () => {});
  lifeline.on('close', () => process.kill(process.pid, 'SIGKILL'));
  lifeline.resume();
  parentPort?.postMessage('watching');
}
