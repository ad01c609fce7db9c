import type { Clock } from '@lode/market';
import type { Hex } from '@lode/protocol';
import { createEngine, type Engine, withAnvil } from './engine.ts';
import { type Journal, openJournal } from './journal.ts';
import { rpcError } from './json-rpc.ts';
import { isServed } from './methods.ts';
import { createRpcServer, type RpcServer } from './rpc-server.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

export interface DevnetOptions {
  /** Folder of its own for the chain's files. */
  readonly folder: string;
  readonly chainId: number;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly clock: Clock;
  /** Transactions after which a snapshot is written. */
  readonly snapshotEvery?: number;
  onNotice(text: string): void;
}

/** A real EVM chain of our own, whose acknowledged transactions survive any crash of it or of us. */
export interface Devnet {
  start(): Promise<{ url: string }>;
  /** Process id of anvil, for tests and for people who look. */
  pid(): Promise<number>;
  restarts(): number;
  stop(): Promise<void>;
}

/** How long a read waits for a chain that is being restarted. */
const READ_WAIT_MS = 30_000;

interface Parts {
  readonly journal: Journal;
  readonly supervisor: Supervisor;
  readonly engine: Engine;
  readonly server: RpcServer;
}

/**
 * @throws LodeError `ANVIL_MISSING`, `CHAIN_START_FAILED`, `CHAIN_STATE_CORRUPT`, `CHAIN_ID_CHANGED`, `BAD_PORT` from `start`
 * @example
 * const devnet = createDevnet({ folder, chainId: 1280, host: '127.0.0.1', port: 0, clock, onNotice: console.warn });
 * const { url } = await devnet.start();
 */
export function createDevnet(options: DevnetOptions): Devnet {
  let parts: Parts | undefined;
  return {
    async start() {
      const journal = await openJournal(options.folder, { chainId: options.chainId, nowMs: options.clock.nowMs() });
      const supervisor = createSupervisor({ journal, clock: options.clock, onNotice: options.onNotice });
      const { clock, snapshotEvery } = options;
      const engine = createEngine({
        journal,
        nowMs: clock.nowMs,
        ready: supervisor.ready,
        ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
      });
      const request = requestOver(engine, supervisor);
      const server = createRpcServer({ host: options.host, port: options.port, request });
      parts = { journal, supervisor, engine, server };
      try {
        await supervisor.start();
        return await server.start();
      } catch (error) {
        await stopParts(parts);
        parts = undefined;
        throw error;
      }
    },
    pid: async () => (await (parts?.supervisor.ready(AbortSignal.timeout(READ_WAIT_MS)) ?? notStarted())).pid,
    restarts: () => parts?.supervisor.restarts() ?? 0,
    async stop() {
      if (parts === undefined) return;
      const stopped = parts;
      parts = undefined;
      await stopped.server.stop();
      // Only spares the next start a replay: what is in the journal is safe already.
      await stopped.engine
        .snapshot()
        .catch((error: unknown) => options.onNotice(`No snapshot was taken: ${String(error)}`));
      await stopParts(stopped);
    },
  };
}

async function stopParts(parts: Parts): Promise<void> {
  await parts.server.stop();
  await parts.supervisor.stop();
  await parts.journal.close();
}

function notStarted(): never {
  throw new Error('the devnet is not started');
}

/** The methods served, as one function: over HTTP and, for peers, over the peer connection. */
function requestOver(engine: Engine, supervisor: Supervisor) {
  return async (method: string, params: readonly unknown[]): Promise<unknown> => {
    if (!isServed(method)) throw rpcError('methodNotFound', `the method ${method} is not served`);
    if (method === 'eth_sendRawTransaction') return (await engine.mine(rawOf(params))).transactionHash;
    if (method === 'eth_sendRawTransactionSync') return engine.mine(rawOf(params));
    return withAnvil(supervisor.ready, AbortSignal.timeout(READ_WAIT_MS), (anvil) => anvil.call(method, params));
  };
}

function rawOf(params: readonly unknown[]): Hex {
  const raw = params[0];
  if (typeof raw !== 'string' || !/^0x[0-9a-fA-F]+$/.test(raw))
    throw rpcError('invalidParams', 'expected 0x and hex digits');
  return raw as Hex;
}
