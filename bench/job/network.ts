import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Peer, startPeer } from '@lode/node/testkit';
import { type Client, createClient } from '@lode/sdk';
import { type BenchRow, percentile } from '../report.ts';
import { spinJob } from './worker.ts';

const lode = join(import.meta.dirname, '../../apps/cli/src/main.ts');

/** Jobs whose submit-to-running time is taken, after some that warm the code. */
const JOBS = 40;
const WARM_UP = 5;
const TINY_TASKS = 1_000;
/** A kernel of some microseconds. */
const TINY_LOOPS = 16;

/** Both figures of a whole network: a chain, a buyer and its gateway in one process, one provider in another. */
export async function measureNetwork(swiftShaderDir: string, say: (text: string) => void): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lode-bench-'));
  const env = { ...process.env, LODE_SWIFTSHADER_DIR: swiftShaderDir };
  const ports = ['--listen', '/ip4/127.0.0.1/tcp/0', '--gateway-port', '0', '--json'];
  const peers: Peer[] = [];
  try {
    peers.push(
      await startPeer(
        'buyer',
        [lode, 'up', '--no-provider', '--rpc-port', '0', '--data', join(folder, 'buyer'), ...ports],
        env,
      ),
    );
    peers.push(
      await startPeer(
        'provider',
        [lode, 'join', peers[0]?.ready.joinAddress ?? '', '--data', join(folder, 'provider'), ...ports],
        env,
      ),
    );
    const access = JSON.parse(await readFile(join(folder, 'buyer', 'gateway.json'), 'utf8')) as {
      url: string;
      token: string;
    };
    const client = createClient(access);
    while ((await client.offers()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    say(`${JOBS} jobs one after another`);
    const startup = await submitToRunning(client);
    say(`one job of ${TINY_TASKS} tiny tasks`);
    return [startup, await tinyTasks(client)];
  } finally {
    for (const peer of peers.reverse()) await peer.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const freshJob = (tasks: number) => spinJob(TINY_LOOPS, { tasks, nonce: `0x${randomBytes(32).toString('hex')}` });

/** From the call of the client until its event stream says that a provider runs the task on its device. */
async function submitToRunning(client: Client): Promise<BenchRow> {
  const samples: number[] = [];
  for (let i = 0; i < WARM_UP + JOBS; i++) {
    const startMs = performance.now();
    const { id } = await client.submit(freshJob(1));
    for await (const event of client.events(id)) {
      if (event.type === 'attempt' && (event.attempt.phase === 'running' || event.attempt.state === 'returned')) break;
    }
    if (i >= WARM_UP) samples.push(performance.now() - startMs);
    await client.wait(id);
  }
  return {
    workload: 'submit to running',
    subject: 'Lode',
    variant: `${JOBS} jobs of one task`,
    p50Ms: percentile(samples, 0.5),
    p95Ms: percentile(samples, 0.95),
    p99Ms: percentile(samples, 0.99),
    includes:
      'HTTP, matching, both signatures, funding and reserving on chain, a GPU process, compiling; wallet funded before',
    ratio: {},
  };
}

async function tinyTasks(client: Client): Promise<BenchRow> {
  const startMs = performance.now();
  const { id } = await client.submit(freshJob(TINY_TASKS));
  const ended = await client.wait(id);
  if (ended.state !== 'completed')
    throw new Error(`the job of tiny tasks ended as ${ended.state}: ${ended.reason?.message ?? ''}`);
  return {
    workload: `${TINY_TASKS} tiny tasks`,
    subject: 'Lode',
    variant: 'one provider',
    perSecond: (TINY_TASKS * 1_000) / (performance.now() - startMs),
    includes: 'submit until every receipt is checked, accepted and settled on chain',
    ratio: {},
  };
}
