import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrecompiles } from '@lode/evm';
import { createNativeOperations } from '@lode/evm/native';
import {
  createGenesis,
  createLedger,
  createRpcServer,
  createSolo,
  type Genesis,
  type Ledger,
  type RpcServer,
} from '@lode/ledger';
import { LodeError } from '@lode/protocol';
import { pino } from 'pino';
import { writePrivate } from '../data-dir.ts';
import { embeddedGenesis, type GenesisFile } from './genesis.ts';

export interface EmbeddedChainOptions {
  /** Folder of its own for the chain's files. */
  readonly folder: string;
  readonly chainId: number;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  nowMs(): number;
  onNotice(text: string): void;
}

/** Lode's ledger in this process, with one sequencer, served over JSON-RPC. */
export interface EmbeddedChain {
  readonly ledger: Ledger;
  readonly url: string;
  readonly webSocketUrl: string;
  stop(): Promise<void>;
}

/** Clients ask again within seconds when a new block comes; see `SoloOptions.echoMs`. */
const ECHO_MS = 1_000;

/** @throws LodeError `CHAIN_ID_CHANGED`, `CHAIN_STATE_CORRUPT`, `BAD_PORT`, and those of `createLedger` */
export async function startEmbeddedChain(options: EmbeddedChainOptions): Promise<EmbeddedChain> {
  const dir = join(options.folder, 'ledger');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const genesis = await genesisIn(options);
  const consensus = createSolo({ blockTimeMs: genesis.blockTimeMs, echoMs: ECHO_MS, now: options.nowMs });
  // Starts, stops, recoveries and faults: some lines a run, one JSON object each.
  const log = pino({ level: 'info' }, pino.destination({ dest: join(options.folder, 'ledger.log'), sync: true }));
  const ledger = await createLedger({ genesis, dir, consensus, log, now: options.nowMs });
  let server: RpcServer | undefined;
  try {
    ledger.start();
    server = createRpcServer({
      chain: ledger,
      host: options.host,
      port: options.port,
      precompiles: createPrecompiles(await createNativeOperations()),
      metrics: ledger.registry,
      roots: ledger,
      logger: log,
    });
    const { url, webSocketUrl } = await server.start().catch(portTaken(options.port));
    const started = server;
    return {
      ledger,
      url,
      webSocketUrl,
      async stop() {
        await started.stop();
        await ledger.stop();
      },
    };
  } catch (error) {
    await server?.stop();
    await ledger.stop();
    throw error;
  }
}

/** As it was written when the chain was made: an address or a time in it would otherwise make another chain. */
async function genesisIn({ folder, chainId, nowMs, onNotice }: EmbeddedChainOptions): Promise<Genesis> {
  const path = join(folder, 'genesis.json');
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (kept === undefined) {
    if ((await readdir(folder)).some((name) => /^(journal|snapshot)-\d+/.test(name)))
      onNotice(`${folder} holds a test chain of an earlier version of Lode. It is left as it is; a new chain begins.`);
    const file = embeddedGenesis(chainId, Math.floor(nowMs() / 1_000));
    await writePrivate(path, `${JSON.stringify(file)}\n`);
    return createGenesis(file);
  }
  const file = parse(kept, path);
  if (Number(file.config.chainId) !== chainId)
    throw new LodeError('CHAIN_ID_CHANGED', `The chain in ${folder} has id ${file.config.chainId}, not ${chainId}.`, {
      hint: 'Set chain.id back, or use another data directory with --data DIR.',
    });
  return createGenesis(file);
}

function parse(text: string, path: string): GenesisFile {
  try {
    return JSON.parse(text) as GenesisFile;
  } catch (cause) {
    throw new LodeError('CHAIN_STATE_CORRUPT', `The genesis file ${path} cannot be read.`, {
      hint: 'Restore it from a backup, or begin a new chain with --data DIR.',
      cause,
    });
  }
}

/** In the words of `lode up`'s options. */
const portTaken = (port: number) => (cause: unknown) => {
  if (!(cause instanceof LodeError) || cause.code !== 'RPC_PORT') throw cause;
  throw new LodeError('BAD_PORT', `The chain's RPC cannot listen on port ${port}.`, {
    hint: 'Another node may be running; choose another port with --rpc-port.',
    cause,
  });
};
