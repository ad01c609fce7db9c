import { Socket } from 'node:net';
import { type FromWorker, MAX_LINE_BYTES, type ToWorker } from './messages.ts';

/** Not stdout: drivers print there. */
export const CHANNEL_FD = 3;

/** The worker's end of the line to its parent. */
export function openChannel(onMessage: (message: ToWorker) => void): (message: FromWorker) => void {
  const socket = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    rest += text;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      onMessage(JSON.parse(line));
    }
    if (rest.length > MAX_LINE_BYTES) throw new Error('The parent sent a line without end.');
  });
  // The lifeline thread ends the process when the parent is gone; a write that fails meanwhile has no reader to miss it.
  socket.on('error', () => {});
  return (message) => {
    socket.write(`${JSON.stringify(message)}\n`);
  };
}
