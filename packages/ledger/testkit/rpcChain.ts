import { createGenesis } from '../src/blocks/genesis.ts';
import { pack } from '../src/blocks/packed.ts';
import { createLedger } from '../src/ledger/createLedger.ts';
import type { Chain, SealedBlock } from '../src/seams.ts';

/** The chain in memory, with blocks made by hand: for tests of the RPC that have to know what is in which block. */
export interface TestChain extends Chain {
  /** Makes a block of what is pending, also of nothing. */
  mine(): Promise<SealedBlock>;
  /** False: transactions wait for `mine`. By default each that is sent gets its block before it is answered. */
  setAutomine(on: boolean): void;
  /** Of the state before the first block. */
  readonly genesisRows: Uint8Array;
  stop(): Promise<void>;
}

export interface TestChainOptions {
  funded: readonly Uint8Array[];
  chainId?: bigint;
  baseFee?: bigint;
  stateWindow?: number;
  /** Blocks kept; older ones are pruned. */
  keep?: number;
  contracts?: readonly { address: Uint8Array; code: Uint8Array; storage?: ReadonlyMap<bigint, bigint> }[];
}

const RICH = 10_000n * 10n ** 18n;
const COINBASE = `0x${'cb'.repeat(20)}`;
const GENESIS_SECONDS = 1_700_000_000;

const word = (value: bigint) => `0x${value.toString(16).padStart(64, '0')}`;
const quantity = (value: bigint) => `0x${value.toString(16)}`;

function genesisOf({ funded, chainId = 1280n, baseFee = 0n, contracts = [] }: TestChainOptions) {
  const accounts = funded.map((address) => [address.toHex(), { balance: quantity(RICH) }] as const);
  const programs = contracts.map(({ address, code, storage = new Map() }) => {
    const slots = Object.fromEntries([...storage].map(([key, value]) => [word(key), word(value)]));
    return [address.toHex(), { balance: '0x0', nonce: '0x1', code: `0x${code.toHex()}`, storage: slots }] as const;
  });
  return createGenesis({
    config: { chainId: Number(chainId) },
    lode: { allowUnprotectedTransactions: true },
    coinbase: COINBASE,
    gasLimit: '0x3938700',
    baseFeePerGas: quantity(baseFee),
    timestamp: quantity(BigInt(GENESIS_SECONDS)),
    alloc: Object.fromEntries([...accounts, ...programs]),
  });
}

export async function createTestChain(options: TestChainOptions): Promise<TestChain> {
  const { stateWindow, keep } = options;
  const genesis = genesisOf(options);
  // Time goes by with the blocks, a second each.
  let seconds = GENESIS_SECONDS + 1;
  const ledger = await createLedger({
    ...{ genesis, inMemory: true, consensus: 'manual', workers: 0, recoveryWorkers: 1 },
    now: () => seconds * 1_000 + 7,
    ...(stateWindow === undefined ? {} : { stateWindow }),
    ...(keep === undefined ? {} : { historyWindow: keep }),
  });
  let automine = true;
  let turn: Promise<unknown> = Promise.resolve();

  async function makeBlock(): Promise<SealedBlock> {
    const pending = ledger.pendingTransactions();
    const { durable } = await ledger.buildBlock({
      transactions: pack(pending.map(({ raw }) => raw)),
      senders: pack(pending.map(({ sender }) => sender)).bytes,
    });
    await durable;
    seconds++;
    return ledger.head();
  }

  function mine(): Promise<SealedBlock> {
    const made = turn.then(makeBlock);
    turn = made.catch(() => undefined);
    return made;
  }

  return {
    ...ledger,
    // Getters are not copied as such.
    get stateWindow() {
      return ledger.stateWindow;
    },
    async submit(raw) {
      const results = await ledger.submit(raw);
      if (automine && results.some(({ ok }) => ok)) await mine();
      return results;
    },
    mine,
    setAutomine(on) {
      automine = on;
    },
    genesisRows: genesis.changes.rows,
    stop: () => ledger.stop(),
  };
}
