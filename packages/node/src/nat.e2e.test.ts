import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  commandLine,
  lodeIn,
  makeSmallInternet,
  RELAY_ADDRESS,
  type SmallInternet,
  whyNoNamespaces,
} from '../testkit/netns.ts';
import { type Peer, startPeer } from '../testkit/peer-process.ts';

/** A provider behind NAT with no open port serves a job with a 64 MB input, whether or not the buyer can be dialled. */

const INPUT_BYTES = 64_000_000;
const reason = await whyNoNamespaces();

const SPEC = `
apiVersion: lode/v1
name: sum
webgpu:
  kernels: { sum: { file: sum.wgsl } }
  buffers: { data: { input: data }, total: { size: 4 } }
  steps: [{ dispatch: { kernel: sum, workgroups: 1, bind: { 0: data, 1: total } } }]
  outputs: [{ name: total, buffer: total }]
inputs: { data: { file: data.bin } }
price: { maxPerGpuHour: 2.00, max: 1.00 }
`;

/** Adds up every 4,096th word: enough to show that all of the input arrived, little enough for a software adapter. */
const WGSL = `
@group(0) @binding(0) var<storage, read> data: array<u32>;
@group(0) @binding(1) var<storage, read_write> total: array<u32>;
@compute @workgroup_size(1) fn main() {
  var sum = 0u;
  for (var i = 0u; i < arrayLength(&data); i += 4096u) { sum += data[i]; }
  total[0] = sum;
}`;

let net: SmallInternet | undefined;
let folder = '';
const peers: Peer[] = [];

afterEach(async () => {
  for (const peer of peers.splice(0).reverse()) await peer.stop();
  await net?.remove();
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

describe('a provider behind NAT with no open port', () => {
  for (const buyerIsOpen of [false, true]) {
    const how = buyerIsOpen
      ? 'straight to a buyer that can be dialled'
      : 'through the relay, to a buyer that cannot be dialled either';
    it(`completes a job with an input of 64 MB ${how}`, async (context) => {
      if (reason !== undefined) return context.skip(reason);
      folder = await mkdtemp(join(tmpdir(), 'lode-nat-'));
      net = await makeSmallInternet();
      if (!buyerIsOpen) await net.closeBuyer();
      const buyer = await startHosts(net);
      const expected = await writeJob(join(folder, 'job'));
      const out = join(folder, 'out');
      await lodeIn(net.buyer, ['wallet', 'faucet', '10', '--data', buyer]);
      const report = await lodeIn(net.buyer, [
        'run',
        join(folder, 'job', 'job.yaml'),
        '--patience',
        '30s',
        '--out',
        out,
        '--json',
        '--data',
        buyer,
      ]);
      const { job, files } = JSON.parse(report) as { job: { state: string }; files: { path: string }[] };
      expect(job.state).toBe('completed');
      expect((await readFile(files[0]?.path ?? '')).readUInt32LE(0)).toBe(expected);
      const pastRelay = await net.bytesPastRelay();
      if (buyerIsOpen) expect(pastRelay).toBeGreaterThan(INPUT_BYTES);
      else expect(pastRelay).toBeLessThan(INPUT_BYTES / 100);
      // Five processes and 64 MB on a busy machine.
    }, 480_000);
  }
});

/** The hub with the chain and the relay, the buyer, and the provider, each on its host; returns the buyer's data folder. */
async function startHosts({ relay, buyer, provider }: SmallInternet): Promise<string> {
  const start = async (name: string, host: string, args: readonly string[]) => {
    const data = join(folder, name);
    const [file, ...rest] = commandLine({ host, args: [...args, '--json', '--data', data, '--gateway-port', '0'] });
    peers.push(await startPeer(name, { file, args: rest }, process.env));
    return data;
  };
  await start('relay', relay, ['up', '--no-provider', '--rpc-port', '0', '--listen', `/ip4/${RELAY_ADDRESS}/tcp/8422`]);
  const hub = peers[0]?.ready.joinAddress ?? '';
  const buyerData = await start('buyer', buyer, ['join', hub, '--no-provider', '--listen', '/ip4/0.0.0.0/tcp/8422']);
  await start('provider', provider, ['join', hub]);
  return buyerData;
}

/** Writes spec, kernel and input; returns the sum the kernel must find. */
async function writeJob(path: string): Promise<number> {
  await mkdir(path);
  const data = randomBytes(INPUT_BYTES);
  await writeFile(join(path, 'data.bin'), data);
  await writeFile(join(path, 'sum.wgsl'), WGSL);
  await writeFile(join(path, 'job.yaml'), SPEC);
  let sum = 0;
  for (let i = 0; i < INPUT_BYTES; i += 4 * 4_096) sum = (sum + data.readUInt32LE(i)) >>> 0;
  return sum;
}
