import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  commandLine,
  lodeIn,
  makeSmallInternet,
  RELAY_ADDRESS,
  type SmallInternet,
  whyNoNamespaces,
} from '../testkit/netns.ts';
import { capturePackets, type PacketCapture, whyNoPackets } from '../testkit/packets.ts';
import { type Peer, startPeer } from '../testkit/peer-process.ts';
import { type RecordingProxy, startRecordingProxy } from '../testkit/recording-proxy.ts';
import { type Finding, type Secret, secretsIn, secretsUnder, secretText, watchFor } from '../testkit/secrets.ts';
import { dataDirAt } from './data-dir.ts';

/**
 * A job with secrets in its input, its output, its log and its error messages runs on real nodes, sealed: the client gets
 * all of them, and no disk and no wire between has any. The same job unsealed leaves them where the scan looks.
 */

const INPUT = 'LODE-SECRET-INPUT-5f1c09a7d2e84b36';
/** Each byte of the input, one bit flipped. */
const OUTPUT = Buffer.from(INPUT).map((byte) => byte ^ 1);
const INPUT_BYTES = 34 * 4_000;
const SECRETS: readonly Secret[] = [
  secretText('input', INPUT),
  { name: 'output', bytes: OUTPUT },
  // What a compiler says is a task's log; what it refuses is its error. Neither text is in the program, which is public.
  secretText('log', 'code is unreachable'),
  secretText('error', "unresolved call target 'undefined_here'"),
];

const spec = (sealed: boolean, last: string) => `
apiVersion: lode/v1
name: flip
sealed: ${sealed}
webgpu:
  kernels:
    flip:
      source: |
        @group(0) @binding(0) var<storage, read> data: array<u32>;
        @group(0) @binding(1) var<storage, read_write> out: array<u32>;
        @compute @workgroup_size(64) fn main(@builtin(local_invocation_index) id: u32) {
          for (var i = id; i < arrayLength(&data); i += 64u) { out[i] = data[i] ^ 0x01010101u; }
          return;
          ${last}
        }
  buffers: { data: { input: data }, out: { size: ${INPUT_BYTES} } }
  steps: [{ dispatch: { kernel: flip, workgroups: 1, bind: { 0: data, 1: out } } }]
  outputs: [{ name: out, buffer: out }]
inputs: { data: { file: data.bin } }
price: { maxPerGpuHour: 2.00, max: 1.00 }
`;
const GOOD = 'out[0] = 1u;';
const BAD = 'undefined_here();';

const reason = (await whyNoNamespaces()) ?? whyNoPackets();

let swiftShader = '';
let folder = '';
const peers: Peer[] = [];
beforeAll(async () => {
  swiftShader = await mkdtemp(join(tmpdir(), 'lode-sealed-gpu-'));
});
afterAll(() => rm(swiftShader, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-sealed-'));
  await mkdir(join(folder, 'tmp'));
  await mkdir(join(folder, 'client'));
  await writeFile(join(folder, 'client', 'data.bin'), INPUT.repeat(INPUT_BYTES / INPUT.length));
});
afterEach(async () => {
  for (const peer of peers.splice(0).reverse()) await peer.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The nodes' own: temporary files go where the scan looks. The driver's libraries hold compiler messages, so they do not. */
const nodeEnv = () => ({ ...process.env, TMPDIR: join(folder, 'tmp'), LODE_SWIFTSHADER_DIR: swiftShader });

interface Report {
  readonly job: { readonly reason?: { readonly message: string } };
}

/** How a client runs a `lode` command; its data folder, which holds the keys, is none of the nodes'. */
type Client = (args: readonly string[]) => Promise<{ stdout: string; stderr: string }>;

/** Runs the job twice, once with a kernel that does not compile, and checks that the client can read everything. */
async function runBoth(client: Client, sealed: boolean): Promise<void> {
  const path = join(folder, 'client', 'job.yaml');
  const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await client([...args, '--json'])).stdout) as T;
  const run = async <T>(last: string, ...more: string[]): Promise<T> => {
    await writeFile(path, spec(sealed, last));
    return json<T>('run', path, '--patience', '60s', ...more);
  };
  // Each command a process of its own: what one needs of the other, the key, is in the client's folder.
  const { id } = await run<{ id: string }>(GOOD, '--detach');
  const log = await client(['logs', '-f', id]);
  expect(log.stdout).toContain('job completed');
  expect(log.stdout).toContain('code is unreachable');
  const out = join(folder, 'client', `out-${sealed}`);
  const { files } = await json<{ files: { path: string }[] }>('outputs', id, '--out', out);
  expect((await readFile(files[0]?.path ?? '')).subarray(0, OUTPUT.byteLength)).toEqual(Buffer.from(OUTPUT));
  const { job } = await run<Report>(BAD);
  expect(job.reason?.message).toContain("unresolved call target 'undefined_here'");
}

/** The keys that the client made, which are secrets too. */
async function keySecrets(): Promise<Secret[]> {
  const keys = dataDirAt(join(folder, 'client', 'data')).jobKeysDir;
  const names = await readdir(keys);
  // As the node looks for them when it forgets a job.
  expect(names.filter((name) => !/^0x[0-9a-f]{64}\.json$/.test(name))).toEqual([]);
  const texts = await Promise.all(names.map((name) => readFile(join(keys, name), 'utf8')));
  return texts.map((text) => ({
    name: 'content key',
    bytes: Uint8Array.fromHex((JSON.parse(text) as { contentKey: string }).contentKey.slice(2)),
  }));
}

const has = (found: readonly Finding[], secret: string, place: string): boolean =>
  found.some((one) => one.startsWith(`${secret} as`) && one.includes(place));

const lode = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

async function startLode(name: string, args: readonly string[]): Promise<string> {
  const data = join(folder, name);
  const loopback = ['--listen', '/ip4/127.0.0.1/tcp/0', '--gateway-port', '0'];
  peers.push(await startPeer(name, [lode, ...args, ...loopback, '--json', '--data', data], nodeEnv()));
  return data;
}

describe('a sealed job', () => {
  it('leaves nothing on the disks of gateway and provider, and nothing on the wire between client and gateway', async (context) => {
    if (reason === undefined) return context.skip('the other test does this and more');
    const gateway = await startLode('gateway', ['up', '--no-provider', '--rpc-port', '0']);
    const provider = await startLode('provider', ['join', peers[0]?.ready.joinAddress ?? '']);
    const scanned = [gateway, provider, join(folder, 'tmp')];
    let wire: RecordingProxy | undefined;
    const client: Client = async (args) => {
      const env = {
        ...process.env,
        LODE_GATEWAY_URL: wire?.url,
        LODE_GATEWAY_TOKEN: (await readFile(join(gateway, 'gateway.token'), 'utf8')).trim(),
        LODE_DATA: join(folder, 'client', 'data'),
      };
      return runFile(process.execPath, [lode, ...args], env);
    };
    const tapped = async (sealed: boolean): Promise<Finding[]> => {
      wire = await startRecordingProxy(peers[0]?.ready.gatewayUrl ?? '');
      const watch = watchFor(scanned, SECRETS);
      try {
        await runBoth(client, sealed);
      } finally {
        await wire.stop();
      }
      const keys = sealed ? await keySecrets() : [];
      expect(keys.length).toBe(sealed ? 2 : 0);
      const recorded = wire.recorded().flatMap((stream) => secretsIn(stream, 'HTTP', [...SECRETS, ...keys]));
      return [...(await watch.stop()), ...(await secretsUnder(scanned, keys)), ...recorded];
    };

    await runFile(process.execPath, [lode, 'wallet', 'faucet', '10', '--data', gateway], nodeEnv());
    expect(await tapped(true)).toEqual([]);
    const control = await tapped(false);
    for (const { name } of SECRETS)
      for (const place of [gateway, 'HTTP'])
        expect([name, place, has(control, name, place)]).toEqual([name, place, true]);
    // Logs pass through a provider's memory alone, sealed or not.
    for (const name of ['input', 'output', 'error']) expect([name, has(control, name, provider)]).toEqual([name, true]);
  }, 300_000);

  it('leaves nothing in the packets that a relay, a gateway and a NAT see', async (context) => {
    if (reason !== undefined) return context.skip(reason);
    const net = await makeSmallInternet();
    const captures: PacketCapture[] = [];
    try {
      await net.closeBuyer();
      const nodes = await startHosts(net);
      const client: Client = async (args) => {
        const env = {
          LODE_GATEWAY_URL: peers[1]?.ready.gatewayUrl,
          LODE_GATEWAY_TOKEN: (await readFile(join(folder, 'buyer', 'gateway.token'), 'utf8')).trim(),
          LODE_DATA: join(folder, 'client', 'data'),
        };
        const [file, ...rest] = commandLine({ host: net.buyer, args });
        return runFile(file, rest, { ...process.env, ...env });
      };
      await lodeIn(net.buyer, ['wallet', 'faucet', '10', '--data', join(folder, 'buyer')]);
      const captured = async (sealed: boolean) => {
        for (const host of [net.relay, net.buyer, net.provider])
          captures.push(await capturePackets(host, join(folder, `${host}-${sealed}.pcap`)));
        const watch = watchFor(nodes, SECRETS);
        await runBoth(client, sealed);
        const seen = await watch.stop();
        const [relay, buyer, provider] = await Promise.all(captures.splice(0).map((capture) => capture.stop()));
        if (!relay || !buyer || !provider) throw new Error('a capture is missing');
        const keys = sealed ? await keySecrets() : [];
        expect(keys.length).toBe(sealed ? 2 : 0);
        const secrets = [...SECRETS, ...keys];
        const places = { relay, buyer, provider };
        const found = Object.entries(places).flatMap(([name, packets]) =>
          secretsIn(packets, `${name} packets`, secrets),
        );
        return { found: [...found, ...seen, ...(await secretsUnder(nodes, keys))], relayedBytes: relay.byteLength };
      };
      const sealed = await captured(true);
      expect(sealed.found).toEqual([]);
      // The input went through the relay once, in and out.
      expect(sealed.relayedBytes).toBeGreaterThan(2 * INPUT_BYTES);
      const { found } = await captured(false);
      for (const { name } of SECRETS)
        for (const place of ['buyer packets', join(folder, 'buyer')])
          expect([name, place, has(found, name, place)]).toEqual([name, place, true]);
      for (const name of ['input', 'output', 'error'])
        expect([name, has(found, name, join(folder, 'provider'))]).toEqual([name, true]);
      // Between peers everything is encrypted, sealed or not: what sealing adds there is that the ends hold nothing plain.
      expect(found.filter((one) => one.endsWith('relay packets') || one.endsWith('provider packets'))).toEqual([]);
    } finally {
      await Promise.allSettled(captures.map((capture) => capture.stop()));
      for (const peer of peers.splice(0).reverse()) await peer.stop();
      await net.remove();
    }
  }, 480_000);
});

/** The hub with the chain and the relay, the buyer's gateway, and the provider behind NAT; returns what is scanned. */
async function startHosts({ relay, buyer, provider }: SmallInternet): Promise<string[]> {
  const start = async (name: string, host: string, args: readonly string[]) => {
    const data = join(folder, name);
    const [file, ...rest] = commandLine({ host, args: [...args, '--json', '--data', data, '--gateway-port', '0'] });
    peers.push(await startPeer(name, { file, args: rest }, nodeEnv()));
    return data;
  };
  const listen = `/ip4/${RELAY_ADDRESS}/tcp/8422`;
  const hub = await start('relay', relay, ['up', '--no-provider', '--rpc-port', '0', '--listen', listen]);
  const address = peers[0]?.ready.joinAddress ?? '';
  const gateway = await start('buyer', buyer, ['join', address, '--no-provider', '--listen', '/ip4/0.0.0.0/tcp/8422']);
  return [hub, gateway, await start('provider', provider, ['join', address]), join(folder, 'tmp')];
}

/** Runs a command to its end, whatever its exit status: the report says how the job ended. */
async function runFile(file: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const run = promisify(execFile);
  return run(file, args, { maxBuffer: 2 ** 26, env }).catch((error: { stdout?: string; stderr?: string }) => {
    if (error.stdout === undefined || error.stdout === '') throw error;
    return { stdout: error.stdout, stderr: error.stderr ?? '' };
  });
}
