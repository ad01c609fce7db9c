import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { collectFractal } from '@lode/examples';
import { type Peer, startPeer } from '@lode/node/testkit';
import { decode, formatUsd, type JobView, jobView, parseJobSpec } from '@lode/protocol';
import { createClient } from '@lode/sdk';
import { moneyLines, readBalances } from './demo/money.ts';

/**
 * A whole network on this machine: a chain and a buyer, two honest providers and a cheating one, each in a process of
 * its own. A picture is computed over them, checked and paid. What it makes is in `.lode/demo` and `out/fractal`.
 */
const root = join(import.meta.dirname, '..');
const data = join(root, '.lode', 'demo');
const out = join(root, 'out', 'fractal');
const spec = join(root, 'examples', 'fractal', 'job.yaml');
const lode = join(root, 'apps', 'cli', 'src', 'main.ts');
/** Unpacked once for all providers of the demo, and kept for the next one. */
const env = { ...process.env, LODE_SWIFTSHADER_DIR: join(root, '.lode', 'swiftshader') };
const anyPort = ['--listen', '/ip4/127.0.0.1/tcp/0', '--gateway-port', '0'];

/** How long gossip may take to bring all offers: it is there within a second. */
const OFFERS_TIMEOUT_MS = 30_000;

const startedMs = performance.now();
const since = (fromMs: number): string => `${((performance.now() - fromMs) / 1_000).toFixed(1)} s`;
const say = (text = ''): void => console.log(text);

const peers: Peer[] = [];
const stopAll = async (): Promise<void> => {
  // Providers first: they say goodbye to the network before the chain under them ends.
  const [buyer, ...providers] = peers.splice(0);
  await Promise.all(providers.map((peer) => peer.stop()));
  await buyer?.stop();
};

process.on('SIGINT', () => void stopAll().then(() => process.exit(130)));
try {
  await demo();
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await stopAll();
}

async function demo(): Promise<void> {
  await rm(data, { recursive: true, force: true });
  await rm(out, { recursive: true, force: true });
  say('A GPU job on other people’s GPUs, checked and paid.\n');
  const buyer = await startNetwork();
  const { rpcUrl = '', network, account } = buyer.ready;
  const accounts = new Map([
    ['buyer', account],
    ...peers.flatMap(({ name, ready }) =>
      ready.providerAccount === undefined ? [] : [[name, ready.providerAccount] as const],
    ),
    ['escrow contract', network.market],
  ]);
  const before = await readBalances(rpcUrl, network.token, accounts);
  say(`\n[${since(startedMs)}] npm run lode -- run examples/fractal/job.yaml`);
  const jobMs = performance.now();
  const job = await run();
  const jobTime = since(jobMs);
  const after = await readBalances(rpcUrl, network.token, accounts);
  const picture = await collectFractal(out, parseJobSpec(await readFile(spec, 'utf8')));
  const cheat = peers.find(({ name }) => name === 'cheater')?.ready.providerAccount;
  say(`\nPicture\n  ${picture.text}`);
  say(`\nChecked\n  ${job.checked}`);
  say(`  ${cheatText(job, cheat)}`);
  say(`\nPaid\n  ${'account'.padEnd(18)} ${'balance'.padStart(16)}   change`);
  for (const line of moneyLines(before, after)) say(line);
  say(`  ${escrowText(job)}`);
  say('\nTimes');
  say(`  submit to running on a GPU   ${(job.runningAtMs ?? Number.NaN) - job.submittedAtMs} ms`);
  say(`  submit to checked and paid   ${jobTime}`);
  say(`  the whole demo               ${since(startedMs)}`);
  say('\nNext: npm run lode -- up, and in another terminal: npm run example -- heat --replicas 1');
}

/** The chain and the buyer, then the three providers side by side. */
async function startNetwork(): Promise<Peer> {
  const buyerArgs = [
    lode,
    'up',
    '--no-provider',
    '--json',
    '--data',
    join(data, 'buyer'),
    '--rpc-port',
    '0',
    ...anyPort,
  ];
  const buyer = await startPeer('buyer', buyerArgs, env);
  peers.push(buyer);
  say(`[${since(startedMs)}] a chain with the contracts, and a buyer: ${buyer.ready.account}`);
  const address = buyer.ready.joinAddress ?? '';
  const join1 = (name: string) => [
    lode,
    'join',
    address,
    '--json',
    '--name',
    name,
    '--data',
    join(data, name),
    ...anyPort,
  ];
  const cheater = [join(root, 'packages/node/testkit/cheater.ts'), address, join(data, 'cheater')];
  const starting = [
    startPeer('alice', join1('alice'), env),
    startPeer('bob', join1('bob'), env),
    startPeer('cheater', cheater, env),
  ];
  for (const settled of await Promise.allSettled(starting)) {
    if (settled.status === 'rejected') throw settled.reason;
    peers.push(settled.value);
    say(`[${since(startedMs)}] provider ${settled.value.name}: ${settled.value.ready.providerAccount}`);
  }
  for (const notice of new Set(peers.flatMap(({ ready }) => ready.notices))) say(`  note: ${notice}`);
  await offersSeen(peers.length - 1);
  return buyer;
}

async function offersSeen(wanted: number): Promise<void> {
  const access = JSON.parse(await readFile(join(data, 'buyer', 'gateway.json'), 'utf8')) as {
    url: string;
    token: string;
  };
  const client = createClient(access);
  for (const endMs = Date.now() + OFFERS_TIMEOUT_MS; Date.now() < endMs; ) {
    if ((await client.offers()).length >= wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the buyer did not see ${wanted} offers within ${OFFERS_TIMEOUT_MS / 1_000} s`);
}

/** The command a user would type; its progress goes to the terminal, its report comes back. */
async function run(): Promise<JobView> {
  const child = spawn(process.execPath, [lode, 'run', spec, '--out', out, '--json', '--data', join(data, 'buyer')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  let report = '';
  for await (const part of child.stdout.setEncoding('utf8')) report += part;
  const { job, error } = JSON.parse(report) as { job?: unknown; error?: { message: string } };
  if (error !== undefined) throw new Error(error.message);
  const view = decode(jobView, job, 'report');
  if (view.state !== 'completed')
    throw new Error(`the job ended as ${view.state}: ${view.reason?.message ?? 'no reason given'}`);
  return view;
}

function cheatText(job: JobView, cheat: string | undefined): string {
  const results = job.tasks.flatMap((task) => task.attempts).filter((attempt) => attempt.provider === cheat);
  const caught = results.filter((attempt) => attempt.state === 'rejected').length;
  const paid = job.bill.lines
    .filter((line) => line.provider === cheat)
    .reduce((sum, line) => sum + line.paidMicroUsd, 0n);
  return `the cheater returned ${results.length} results, each wrong in one bit: ${caught} caught, ${formatUsd(paid)} paid for them`;
}

function escrowText({ bill }: JobView): string {
  const parts = `put into escrow ${formatUsd(bill.fundedMicroUsd)} = paid ${formatUsd(bill.paidMicroUsd)} + back ${formatUsd(bill.refundedMicroUsd)} + locked ${formatUsd(bill.lockedMicroUsd)}`;
  if (bill.lockedMicroUsd === 0n || bill.lockedUntilMs === undefined) return parts;
  return `${parts} (the cheater’s leases end at ${new Date(bill.lockedUntilMs).toLocaleTimeString()}; then this too goes back to the buyer)`;
}
