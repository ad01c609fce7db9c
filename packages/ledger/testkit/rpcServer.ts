import { createPrecompiles } from '@lode/evm';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { createRpcServer, type RpcServerOptions } from '../src/rpc/createRpcServer.ts';
import { createTestChain, type TestChain, type TestChainOptions } from './rpcChain.ts';
import { PROGRAMS } from './rpcPrograms.ts';

export const ACCOUNTS: readonly PrivateKeyAccount[] = [1, 2, 3].map((n) =>
  privateKeyToAccount(`0x${n.toString(16).padStart(64, '0')}`),
);

export interface RpcAnswer {
  jsonrpc: '2.0';
  id: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

export interface TestRpc {
  chain: TestChain;
  url: string;
  webSocketUrl: string;
  /** What the server logged as its own faults. */
  faults: unknown[];
  /** The answer to one call. */
  call(method: string, ...params: unknown[]): Promise<RpcAnswer>;
  /** Its result; an error throws. */
  ask(method: string, ...params: unknown[]): Promise<unknown>;
  /** Signs with the first account and sends; the hash. */
  send(transaction: {
    to?: Uint8Array | undefined;
    value?: bigint;
    data?: `0x${string}`;
    gas?: bigint;
  }): Promise<string>;
  post(body: BodyInit, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

export const accountBytes = (index: number): Uint8Array => Uint8Array.fromHex(ACCOUNTS[index]?.address.slice(2) ?? '');

export interface TestRpcOptions {
  chain?: Partial<TestChainOptions>;
  server?: Omit<RpcServerOptions, 'chain'>;
}

/** A server on loopback over a chain of its own, with some accounts and programs on it. */
export async function startTestRpc({
  chain: chainOptions,
  server: serverOptions,
}: TestRpcOptions = {}): Promise<TestRpc> {
  const funded = ACCOUNTS.map((_, i) => accountBytes(i));
  const chain = await createTestChain({ funded, contracts: Object.values(PROGRAMS), baseFee: 7n, ...chainOptions });
  const faults: unknown[] = [];
  const logger = { error: (details: object) => faults.push(details) };
  // The portable precompiles are there at once.
  const server = createRpcServer({ chain, logger, precompiles: createPrecompiles(), ...serverOptions });
  const { url, webSocketUrl } = await server.start().catch(async (error: unknown) => {
    await chain.stop();
    throw error;
  });

  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  async function call(method: string, ...params: unknown[]): Promise<RpcAnswer> {
    const response = await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    return (await response.json()) as RpcAnswer;
  }
  async function ask(method: string, ...params: unknown[]): Promise<unknown> {
    const { result, error } = await call(method, ...params);
    if (error !== undefined) throw new Error(`${method}: ${error.code} ${error.message}`);
    return result;
  }

  return {
    chain,
    url,
    webSocketUrl,
    faults,
    call,
    ask,
    post,
    async send({ to, value = 0n, data = '0x', gas = 1_000_000n }) {
      const [account] = ACCOUNTS;
      if (account === undefined) throw new Error('there is an account');
      const raw = await account.signTransaction({
        type: 'eip1559',
        chainId: Number(chain.chainId),
        nonce: Number(chain.pendingNonce(accountBytes(0))),
        maxFeePerGas: 10n ** 9n,
        maxPriorityFeePerGas: 3n,
        gas,
        value,
        data,
        ...(to === undefined ? {} : { to: `0x${to.toHex()}` }),
      });
      return String(await ask('eth_sendRawTransaction', raw));
    },
    async stop() {
      await server.stop();
      await chain.stop();
    },
  };
}
