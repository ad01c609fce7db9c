import {
  contentHash,
  type Hex,
  type LeaseKey,
  type LeaseKeyPair,
  leaseKeyKind,
  type NetworkId,
  newContentKey,
  newLeaseKeyPair,
  type SealedKey,
  sealBytes,
  sealText,
  sign,
  subkeyOf,
} from '@lode/protocol';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { createClient, jobFromSpec, memoryKeys } from './index.ts';

/** A client against a gateway that lies, as far as one can in a few lines. */

const bytes32 = (byte: string): Hex => `0x${byte.repeat(32)}`;
const JOB = bytes32('0b');
const NETWORK: NetworkId = { chainId: 7, market: `0x${'33'.repeat(20)}` };
const honest = privateKeyToAccount(bytes32('41'));
const stranger = privateKeyToAccount(bytes32('42'));
const accountOf = (account: typeof honest): Hex => account.address.toLowerCase() as Hex;

interface Asked {
  readonly provider: Hex;
  readonly signer: typeof honest;
  readonly value: LeaseKey;
}

const taskView = (hash: Hex, sizeBytes: number, text: string) => ({
  index: 0,
  state: 'accepted',
  outputs: [{ name: 'out', file: 'out', hash, sizeBytes }],
  attempts: [
    {
      lease: bytes32('0c'),
      provider: accountOf(honest),
      device: 'gpu-0',
      attempt: 0,
      state: 'accepted',
      error: { code: 'X', message: text },
    },
  ],
});

const money = Object.fromEntries(
  ['max', 'funded', 'paid', 'streamed', 'exposure', 'refunded', 'locked'].map((key) => [`${key}MicroUsd`, '0']),
);

async function clientOf(given: { asked?: Asked; output?: Uint8Array; hash?: Hex; text?: string; providers?: Hex[] }) {
  const { asked, output = new Uint8Array(0), hash = contentHash(output), text = '' } = given;
  const posted: SealedKey[] = [];
  const answer = async (path: string, init: RequestInit | undefined): Promise<unknown> => {
    if (path === '/v1/info') return info;
    if (path !== `/v1/jobs/${JOB}/keys`) {
      const tasks = [taskView(hash, output.byteLength, text)];
      const bill = { ...money, lines: [] };
      return {
        id: JOB,
        name: 'x',
        sealed: true,
        state: 'completed',
        submittedAtMs: 0,
        tasks,
        bill,
        exclusions: [],
        checked: '',
      };
    }
    if (init?.method === 'POST') {
      posted.push(...(JSON.parse(String(init.body)) as { keys: SealedKey[] }).keys);
      return { keys: [] };
    }
    if (asked === undefined) return { keys: [] };
    const signature = await sign(leaseKeyKind, NETWORK, asked.value, asked.signer);
    return { keys: [{ provider: asked.provider, key: { value: asked.value, signature } }] };
  };
  const fetcher: typeof fetch = async (input, init) => {
    const path = new URL(String(input)).pathname;
    return path.endsWith('/outputs/out') ? new Response(output.slice()) : Response.json(await answer(path, init));
  };
  const keys = memoryKeys();
  const secret = { contentKey: newContentKey(), nonce: bytes32('0d') };
  await keys.put(JOB, { ...secret, ...(given.providers === undefined ? {} : { providers: given.providers }) });
  const client = createClient({ url: 'http://gateway.test', token: 't', fetch: fetcher }, { keys });
  return { client, posted, keys, secret };
}

const info = {
  version: '0',
  name: 'x',
  ...NETWORK,
  token: NETWORK.market,
  registry: NETWORK.market,
  account: NETWORK.market,
  peerId: '1'.repeat(40),
  addresses: [],
  roles: [],
  notices: [],
};

const askFor = (pair: LeaseKeyPair, changes: Partial<Asked> = {}, job = JOB): Asked => ({
  provider: accountOf(honest),
  signer: honest,
  value: { version: 1, lease: bytes32('0c'), job, publicKey: pair.publicKey },
  ...changes,
});

describe('the key of a sealed job', () => {
  it('goes to a provider that signed for its lease, sealed so that nobody between can open it', async () => {
    const pair = await newLeaseKeyPair();
    const asked = askFor(pair);
    const { client, posted, secret } = await clientOf({ asked, providers: [accountOf(honest)] });
    await client.giveKeys(JOB);
    const [sealed] = posted;
    if (sealed === undefined) throw new Error('nothing was sent');
    expect(await pair.open(NETWORK, asked.value, sealed)).toEqual(secret.contentKey);
    expect(JSON.stringify(posted)).not.toContain(secret.contentKey.toHex());
  });

  it.each<[string, Partial<Asked>, Hex?]>([
    ['a provider that the job does not name', { provider: accountOf(stranger), signer: stranger }],
    ['a key that the provider did not sign', { signer: stranger }],
    ['another job', {}, bytes32('0e')],
  ])('is not given to %s', async (_what, changes, job) => {
    const asked = askFor(await newLeaseKeyPair(), changes, job);
    const { client, posted } = await clientOf({ asked, providers: [accountOf(honest)] });
    await expect(client.giveKeys(JOB)).rejects.toMatchObject({ code: 'LEASE_KEY_REFUSED' });
    expect(posted).toEqual([]);
  });
});

describe('what comes back of a sealed job', () => {
  const read = async (body: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(body).arrayBuffer());
  const plain = new TextEncoder().encode('the result');

  it('is opened for who holds the key, and stays closed for others', async () => {
    const { secret } = await clientOf({});
    const output = sealBytes(subkeyOf(secret, { task: 0, output: 'out' }), plain);
    const { client, keys } = await clientOf({ output, text: sealText(secret, 'a secret', 500) });
    await keys.put(JOB, secret);
    expect(await read(await client.output(JOB, 0, 'out'))).toEqual(plain);
    expect((await client.get(JOB)).tasks[0]?.attempts[0]?.error?.message).toBe('a secret');
    const other = (await clientOf({ output, text: sealText(secret, 'a secret', 500) })).client;
    expect((await other.get(JOB)).tasks[0]?.attempts[0]?.error?.message).not.toContain('a secret');
    await expect(other.output(JOB, 0, 'out').then(read)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });

  it('is refused where it is another replica’s, another task’s, or changed', async () => {
    const { secret } = await clientOf({});
    const good = sealBytes(subkeyOf(secret, { task: 0, output: 'out' }), plain);
    const fails = async (output: Uint8Array, hash: Hex, code: string) => {
      const { client, keys } = await clientOf({ output, hash });
      await keys.put(JOB, secret);
      await expect(client.output(JOB, 0, 'out').then(read)).rejects.toMatchObject({ code });
    };
    // Sealed with the right key, by a provider that has it, but not what was accepted.
    await fails(good, bytes32('00'), 'OUTPUT_MISMATCH');
    const elsewhere = sealBytes(subkeyOf(secret, { task: 1, output: 'out' }), plain);
    await fails(elsewhere, contentHash(elsewhere), 'SEAL_BROKEN');
    await fails(good.with(3, (good[3] ?? 0) ^ 1), contentHash(good), 'SEAL_BROKEN');
    await fails(good.subarray(0, 8), contentHash(good), 'SEAL_BROKEN');
  });

  it('is not submitted without the key it was sealed with, nor followed under another name', async () => {
    const { client } = await clientOf({});
    const spec = `apiVersion: lode/v1
name: x
sealed: true
webgpu:
  kernels: { k: { source: "@compute @workgroup_size(1) fn main() {}" } }
  buffers: { out: { size: 4 } }
  steps: [{ dispatch: { kernel: k, workgroups: 1, bind: { 0: out } } }]
  outputs: [{ name: out, buffer: out }]
price: { maxPerGpuHour: 1, max: 1 }`;
    const { job, contentKey } = await jobFromSpec(spec, { read: async () => new Uint8Array(0) });
    await expect(client.submit(job)).rejects.toMatchObject({ code: 'SEAL_KEY_UNKNOWN' });
    // This gateway says that it took another job: what it asks keys for, or hands out, would be another's.
    await expect(client.submit(job, new Map(), contentKey)).rejects.toMatchObject({ code: 'BAD_ANSWER' });
  });
});
