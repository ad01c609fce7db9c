import { execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What went over every interface of a network namespace. */
export interface PacketCapture {
  /** The capture file, once everything is written. */
  stop(): Promise<Buffer>;
}

export const whyNoPackets = (): string | undefined =>
  spawnSync('tcpdump', ['--version'], { stdio: 'ignore' }).error === undefined
    ? undefined
    : 'the program "tcpdump" is not installed (Debian package tcpdump)';

export async function capturePackets(namespace: string, path: string): Promise<PacketCapture> {
  // Root throughout: it would otherwise give up the right to write into the test's folder.
  const command = ['tcpdump', '-i', 'any', '--immediate-mode', '-U', '-s', '0', '-Z', 'root', '-w', path];
  const child = spawn('ip', ['netns', 'exec', namespace, ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (line.includes('listening on')) break;
  }
  if (child.exitCode !== null) throw new Error(`tcpdump ended: ${said.join(' ')}`);
  child.stderr.resume();
  return {
    async stop() {
      // What comes after everything else and is in the file means that everything else is.
      const last = `last packet ${randomUUID()}`;
      const send = `echo ${last} > /dev/udp/127.0.0.1/9`;
      await run('ip', ['netns', 'exec', namespace, 'bash', '-c', send]);
      while (child.exitCode === null && !(await readFile(path)).includes(last)) await delay(20);
      child.kill('SIGINT');
      await ended;
      return readFile(path);
    },
  };
}
