import { createGenesis, createLedger, createRpcServer } from '@lode/ledger';
import { embeddedGenesis } from '../src/chain/genesis.ts';

export type RpcCall = (method: string, params?: readonly unknown[]) => Promise<unknown>;

/** Lode's own chain in memory, as `lode up` begins one, with a clock that can be moved ahead. */
export interface LedgerChain {
  readonly url: string;
  readonly call: RpcCall;
  passTime(seconds: number): void;
  stop(): Promise<void>;
}

/** @param withPredeploys `false`: a chain as others are, without Lode's contracts. */
export async function startLedgerChain(chainId: number, withPredeploys = true): Promise<LedgerChain> {
  let aheadMs = 0;
  const file = embeddedGenesis(chainId, Math.floor(Date.now() / 1_000));
  const genesis = createGenesis(withPredeploys ? file : { ...file, alloc: {} });
  const now = () => Date.now() + aheadMs;
  const ledger = await createLedger({ genesis, inMemory: true, workers: 0, recoveryWorkers: 1, now });
  ledger.start();
  const server = createRpcServer({ chain: ledger });
  const { url } = await server.start();
  const call: RpcCall = async (method, params = []) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
    if (answer.error !== undefined) throw Object.assign(new Error(answer.error.message), answer.error);
    return answer.result;
  };
  return {
    url,
    call,
    passTime(seconds) {
      aheadMs += seconds * 1_000;
    },
    async stop() {
      await server.stop();
      await ledger.stop();
    },
  };
}
