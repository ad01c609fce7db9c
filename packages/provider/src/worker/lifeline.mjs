import { Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';

/**
 * A thread of its own in each worker, because a compile bomb or a lost GPU blocks the main thread in native code.
 * The parent holds the other end of this pipe and never writes to it: the end of the pipe is the end of the parent,
 * however it died, and then this process must not outlive it. SIGKILL is the one signal that native code cannot delay.
 *
 * Plain JavaScript, as a thread that strips types costs every lease 35 ms of CPU more.
 */
const LIFELINE_FD = 4;

const lifeline = new Socket({ fd: LIFELINE_FD, readable: true, writable: false });
lifeline.on('error', () => {});
lifeline.on('close', () => process.kill(process.pid, 'SIGKILL'));
lifeline.resume();
parentPort?.postMessage('watching');
