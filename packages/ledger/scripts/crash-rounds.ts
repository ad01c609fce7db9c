import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '../testkit/faultyDiskBlocks.ts';

/**
 * What a child says over IPC. It is forked as `child DIR SEED`; it says `opening`, recovers what is in DIR, checks it as
 * far as it can, says `recovered` with the last block it has, then makes blocks and says `acked` for each it promises.
 */
export type CrashMessage = { opening: true } | { recovered: string } | { acked: string } | { wrong: string };

export interface CrashOptions {
  rounds: number;
  seed: number;
  /** Replaceable, so that the same rounds are run against a whole node. */
  child: string;
  /** A kill comes up to this long after the first acknowledged block, or up to a tenth of it after `opening`. */
  maxLifeMs: number;
  /** Rounds that share a directory. */
  roundsPerDirectory: number;
  progress?(line: string): void;
}

export interface CrashReport {
  rounds: number;
  /** Blocks that were acknowledged before a kill, all of which were there after it. */
  acked: bigint;
  /** Kills before the first block of a life: during recovery. */
  killedInRecovery: number;
}

/** Kills the child with SIGKILL at random moments. @throws Error when an acknowledged block is not there afterwards */
export async function runCrashRounds(options: CrashOptions): Promise<CrashReport> {
  const { rounds, seed, child, maxLifeMs, roundsPerDirectory, progress } = options;
  const random = seededRandom(seed);
  const report: CrashReport = { rounds: 0, acked: 0n, killedInRecovery: 0 };
  for (let done = 0; done < rounds; done += roundsPerDirectory) {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'lode-crash-'));
    let last = -1n;
    try {
      for (let round = done; round < Math.min(rounds, done + roundsPerDirectory); round += 1) {
        const inRecovery = random() < 0.2;
        const lifeMs = random() * maxLifeMs;
        const end = await oneLife({ child, dir, seed: seed + done, promised: last, lifeMs, inRecovery });
        report.rounds += 1;
        report.acked += end.acked > last ? end.acked - last : 0n;
        if (end.recovered === undefined) report.killedInRecovery += 1;
        if (end.acked > last) last = end.acked;
        progress?.(`round ${round + 1}: recovered to ${end.recovered ?? '-'}, acknowledged to ${last}`);
      }
      // What the last kill left is looked at too.
      await oneLife({ child, dir, seed: seed + done, promised: last, lifeMs: 0, inRecovery: false });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }
  return report;
}

interface LifeOptions {
  child: string;
  dir: string;
  seed: number;
  /** The last block that was acknowledged in an earlier life. */
  promised: bigint;
  lifeMs: number;
  /** The clock runs from `opening`, not from the first block. */
  inRecovery: boolean;
}

function oneLife(options: LifeOptions): Promise<{ recovered: bigint | undefined; acked: bigint }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ recovered: bigint | undefined; acked: bigint }>();
  const { dir, seed, promised, lifeMs, inRecovery } = options;
  const child: ChildProcess = fork(options.child, [dir, String(seed)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let recovered: bigint | undefined;
  let acked = -1n;
  let problem: Error | undefined;
  let killed = false;
  let complaint = '';
  const kill = (): void => {
    killed = true;
    child.kill('SIGKILL');
  };
  const killLater = (afterMs: number): void => {
    setTimeout(kill, afterMs);
  };
  const fail = (what: string): void => {
    problem ??= new Error(`${what} (promised ${promised}, seed ${seed}) ${complaint}`);
    kill();
  };
  child.stderr?.on('data', (text) => {
    complaint = `${complaint}${text}`.slice(-4000);
  });
  child.on('message', (message: CrashMessage) => {
    if ('wrong' in message) return fail(message.wrong);
    if ('opening' in message) return inRecovery ? killLater(lifeMs / 10) : undefined;
    if ('recovered' in message) {
      recovered = BigInt(message.recovered);
      if (recovered < promised) fail(`Block ${promised} was acknowledged, but only ${recovered} came back`);
      return;
    }
    if (acked < 0n && !inRecovery) killLater(lifeMs);
    acked = BigInt(message.acked);
  });
  child.on('error', reject);
  // 'close' comes after the last message that the child managed to send.
  child.on('close', () => {
    if (!killed) fail('The child ended by itself');
    if (problem) reject(problem);
    else resolve({ recovered, acked });
  });
  return promise;
}
