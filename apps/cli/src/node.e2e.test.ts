import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { decode, type JobView, jobView, walletView } from '@lode/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isAlive, type LodeProcess, lode, run, treeOf, untilGone } from '../testkit/lode-process.ts';
import { countingSpec } from '../testkit/specs.ts';
import { EXIT } from './exit-codes.ts';

/** Nodes in processes of their own, a real chain, a real (software) GPU, on loopback. */
const MINUTES = 60_000;
const LOOPBACK = ['--listen', '/ip4/127.0.0.1/tcp/0', '--gateway-port', '0'];

let shared: string;
let folder: string;
let nodes: LodeProcess[];
beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'lode-e2e-shared-'));
});
afterAll(() => rm(shared, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-e2e-'));
  nodes = [];
});
afterEach(async () => {
  const all = nodes.flatMap((node) => treeOf(node.pid));
  for (const node of nodes) node.child.kill('SIGKILL');
  await untilGone(all);
  await rm(folder, { recursive: true });
});

/** All share the unpacked software GPU; each command's folder is its own. */
const env = (name = 'up') => ({
  LODE_DATA: join(folder, name),
  LODE_SWIFTSHADER_DIR: shared,
  INIT_CWD: folder,
});

interface Ready {
  readonly joinAddress: string;
  readonly gatewayUrl: string;
}

async function start(args: readonly string[], name = 'up'): Promise<{ process: LodeProcess; ready: Ready }> {
  const process = lode([...args, ...LOOPBACK, '--json'], env(name));
  nodes.push(process);
  return { process, ready: JSON.parse(await process.firstLine) as Ready };
}
const startUp = (...more: string[]) => start(['up', '--rpc-port', '0', ...more]);

const spec = async (options: Parameters<typeof countingSpec>[0]): Promise<string> => {
  await writeFile(join(folder, 'job.yaml'), countingSpec(options));
  return 'job.yaml';
};
const runJson = async (...args: string[]) => {
  const ended = await run([...args, '--json'], env());
  return { ...ended, value: ended.out === '' ? undefined : (JSON.parse(ended.out) as Record<string, unknown>) };
};
const jobOf = (value: unknown): JobView => decode(jobView, value, 'job');
const balance = async () => decode(walletView, (await runJson('wallet', 'balance')).value, 'wallet').microUsd;

/** Nothing lost: what was put into escrow is paid, back, or still locked. */
const expectSettled = ({ bill }: JobView) =>
  expect(bill.paidMicroUsd + bill.refundedMicroUsd + bill.lockedMicroUsd).toBe(bill.fundedMicroUsd);

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(200);
  }
}

const runningJob = (id: string) =>
  eventually(async () => {
    const job = jobOf((await runJson('job', id)).value);
    return job.tasks.some((task) => task.attempts.some((one) => one.state === 'running')) ? job : undefined;
  });
const endedJob = (id: string) =>
  eventually(async () => {
    const job = jobOf((await runJson('job', id)).value);
    return job.endedAtMs === undefined ? undefined : job;
  });

describe.runIf(process.platform === 'linux')('nodes in processes', () => {
  test('up, a job from spec to files and bill, and Ctrl-C that leaves nothing behind', {
    timeout: 5 * MINUTES,
  }, async () => {
    const { process: node } = await startUp();
    const before = await balance();

    const done = await runJson('run', await spec({ tasks: 3, rounds: 2 }), '--out', 'results');
    expect(done.err).toContain('job: completed');
    expect(done.code).toBe(EXIT.ok);
    const job = jobOf(done.value?.job);
    expect(job.tasks.map((task) => task.state)).toEqual(['accepted', 'accepted', 'accepted']);
    expect((await readdir(join(folder, 'results'))).length).toBe(3);
    const files = done.value?.files as { task: number; path: string }[];
    for (const { task, path } of files) {
      const words = new Uint32Array((await readFile(path)).buffer.slice(0));
      expect([...words.slice(0, 3)]).toEqual([task, 3, task + 100]);
    }
    expectSettled(job);
    expect(job.bill.paidMicroUsd).toBeGreaterThan(0n);
    expect(await balance()).toBe(before - job.bill.paidMicroUsd - job.bill.lockedMicroUsd);
    const provider = (await runJson('provider', 'status')).value;
    expect(BigInt(String(provider?.earnedMicroUsd))).toBe(job.bill.paidMicroUsd);

    const list = await run(['jobs'], env());
    expect(list.out).toContain('counting');
    const shown = await run(['job', job.id.slice(0, 10)], env());
    expect(shown.out).toContain('counting: completed, 3 of 3 tasks finished');
    const log = await run(['logs', job.id.slice(0, 10)], env());
    expect(log.out).toContain('job completed');
    expect((await run(['offers'], env())).out).toContain('SwiftShader');
    expect((await run(['offers', '--for', 'job.yaml'], env())).code).toBe(EXIT.ok);

    const watched = lode(['run', await spec({ tasks: 2, rounds: 2_000 }), '--json'], env());
    const started = await eventually(async () => {
      const jobs = ((await runJson('jobs')).value as unknown as unknown[]).map(jobOf);
      return jobs.find((one) => one.state === 'running');
    });
    watched.child.kill('SIGINT');
    expect((await watched.ended).code).toBe(EXIT.cancelled);
    const cancelled = await endedJob(started.id);
    expect(cancelled.state).toBe('cancelled');
    expectSettled(cancelled);

    const second = await run(['up', ...LOOPBACK, '--rpc-port', '0'], env());
    expect(second.code).toBe(EXIT.notStarted);
    expect(second.err).toContain(`process ${node.pid}`);

    const tree = treeOf(node.pid);
    expect(tree.length).toBeGreaterThan(1);
    node.child.kill('SIGINT');
    expect((await node.ended).code).toBe(EXIT.ok);
    expect(tree.filter(isAlive)).toEqual([]);
    await expect(stat(join(folder, 'up', 'gateway.json'))).rejects.toThrow('ENOENT');
    expect((await run(['jobs'], env())).code).toBe(EXIT.unreachable);
  });

  test('a job nobody can take ends with 3 and says why, offer by offer', { timeout: 5 * MINUTES }, async () => {
    await startUp('--price', '9.99');
    const refused = await run(['run', await spec({ tasks: 1, rounds: 1 }), '--patience', '4s'], env());
    expect(refused.code).toBe(EXIT.nobody);
    expect(refused.out).toContain('PRICE_ABOVE_CAP');
    const explained = await runJson('offers', '--for', 'job.yaml');
    expect(explained.code).toBe(EXIT.nobody);
    expect(JSON.stringify(explained.value)).toContain('PRICE_ABOVE_CAP');
    expect((await run(['jobs', '--json'], env())).out.trim()).toBe('[]');
  });

  test('two providers join; one is killed during a job, and the job still finishes', {
    timeout: 8 * MINUTES,
  }, async () => {
    const { ready } = await startUp('--no-provider');
    const first = await start(['join', ready.joinAddress, '--region', 'DE'], 'one');
    await start(['join', ready.joinAddress, '--region', 'FR'], 'two');
    await eventually(async () => {
      const offers = (await runJson('offers')).value as unknown as { bondMicroUsd: string }[];
      return offers.filter((offer) => BigInt(offer.bondMicroUsd) > 0n).length === 2 ? true : undefined;
    });

    const compared = await runJson('run', await spec({ tasks: 2, rounds: 2, replicas: 2 }));
    expect(compared.code).toBe(EXIT.ok);
    const job = jobOf(compared.value?.job);
    for (const task of job.tasks)
      expect(new Set(task.attempts.filter((one) => one.state === 'accepted').map((one) => one.provider)).size).toBe(2);
    expectSettled(job);

    const detached = await runJson('run', await spec({ tasks: 8, rounds: 400 }), '--detach');
    const id = String(detached.value?.id);
    await runningJob(id);
    first.process.child.kill('SIGKILL');
    const ended = await endedJob(id);
    expect(ended.state).toBe('completed');
    expect(ended.tasks.every((task) => task.state === 'accepted')).toBe(true);
    expectSettled(ended);
  });

  test('a node killed during a job takes it up again, or says why not, and no money is stuck', {
    timeout: 8 * MINUTES,
  }, async () => {
    const { process: node } = await startUp();
    const before = await balance();
    const detached = await runJson('run', await spec({ tasks: 6, rounds: 400, acceptance: '2s' }), '--detach');
    const id = String(detached.value?.id);
    await runningJob(id);
    const tree = treeOf(node.pid);
    node.child.kill('SIGKILL');
    await untilGone(tree);

    await startUp();
    const job = await endedJob(id);
    if (job.state !== 'completed') expect(job.reason?.message ?? '').not.toBe('');
    expectSettled(job);
    // What is locked comes back, or is paid, once the leases' time is over; nothing else may be missing.
    expect(await balance()).toBe(before - job.bill.paidMicroUsd - job.bill.lockedMicroUsd);
  });
});
