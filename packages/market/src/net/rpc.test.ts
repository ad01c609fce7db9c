import { createPublicClient, custom } from 'viem';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressOf, connected, createPeers, type Peers } from '../../testkit/net/peers.ts';
import type { PeerHost } from './host.ts';
import { askNetwork, type NetworkParameters, serveNetwork } from './network.ts';
import { PROTOCOLS } from './protocols.ts';
import { type RpcHandler, rpcOverPeer, serveRpc } from './rpc.ts';

const PARAMETERS: NetworkParameters = {
  name: 'devnet',
  chainId: 31_337,
  rpcUrls: ['http://127.0.0.1:8545/'],
  token: `0x${'01'.repeat(20)}`,
  registry: `0x${'02'.repeat(20)}`,
  market: `0x${'03'.repeat(20)}`,
};

let peers: Peers;
let server: PeerHost;
let client: PeerHost;
beforeEach(async () => {
  peers = await createPeers();
  [server, client] = [await peers.host(), await peers.host()];
});
afterEach(() => peers.stop());

test('a newcomer learns the network from one address', async () => {
  await serveNetwork(server, PARAMETERS);
  expect(await askNetwork(client, addressOf(server), AbortSignal.timeout(20_000))).toEqual(PARAMETERS);
  expect(await askNetwork(client, server.peerId, AbortSignal.timeout(20_000))).toEqual(PARAMETERS);
});

test('parameters that are none are refused', async () => {
  await server.serve(
    PROTOCOLS.network,
    { rate: { burst: 9, perSecond: 9 }, maxPerPeer: 9, maxTotal: 9 },
    async (channel) => {
      await channel.writeBytes(new Uint8Array([0, 0, 0, 2, 0x7b, 0x7d]));
    },
  );
  const asked = askNetwork(client, addressOf(server), AbortSignal.timeout(20_000));
  await expect(asked).rejects.toMatchObject({ code: 'PEER_PROTOCOL' });
});

async function served(handler: RpcHandler) {
  await serveRpc(server, handler);
  await connected(client, server);
  return rpcOverPeer(client, server.peerId);
}

test('viem reads and sends through a peer', async () => {
  const seen: string[] = [];
  const request = await served(async ({ method, params }) => {
    seen.push(`${method} ${JSON.stringify(params)}`);
    return method === 'eth_chainId' ? '0x7a69' : '0x10';
  });
  const chain = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  expect(await chain.getChainId()).toBe(31_337);
  expect(await chain.getBlockNumber()).toBe(16n);
  expect(await chain.sendRawTransaction({ serializedTransaction: '0x02aa' })).toBe('0x10');
  expect(seen.at(-1)).toBe('eth_sendRawTransaction ["0x02aa"]');
});

test('a revert keeps its code and data; an internal failure shows its sentence only', async () => {
  const failures = [
    Object.assign(new Error('wrapper'), {
      cause: Object.assign(new Error('execution reverted'), { code: 3, data: '0x08c379a0' }),
    }),
    new Error('the chain is down'),
  ];
  const request = await served(async () => {
    throw failures.shift();
  });
  await expect(request({ method: 'eth_call', params: [] })).rejects.toMatchObject({ code: 3, data: '0x08c379a0' });
  await expect(request({ method: 'eth_call' })).rejects.toMatchObject({ code: -32603, message: 'the chain is down' });
});

test('methods that use the node, or change it, are served to nobody', async () => {
  let called = 0;
  const request = await served(async () => {
    called += 1;
    return null;
  });
  for (const method of [
    'eth_sendTransaction',
    'anvil_setBalance',
    'eth_accounts',
    'debug_traceTransaction',
    'personal_sign',
  ])
    await expect(request({ method })).rejects.toMatchObject({ code: -32601 });
  const channel = await client.open(server.peerId, PROTOCOLS.rpc, AbortSignal.timeout(20_000));
  const body = new TextEncoder().encode('{"method":"anvil_setBalance","params":[]}');
  const framed = new Uint8Array(4 + body.byteLength);
  new DataView(framed.buffer).setUint32(0, body.byteLength);
  framed.set(body, 4);
  await channel.writeBytes(framed);
  await expect(channel.readBytes(1, 'answer')).rejects.toMatchObject({ code: 'PEER_LOST' });
  expect(called).toBe(0);
  expect(server.guard.counts()).toMatchObject({ PEER_PROTOCOL: 1 });
});
