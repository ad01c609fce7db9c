import { createPrecompiles, encodeTransactions } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { CONSTANT_FIELDS } from '../src/blocks/constants.ts';
import { readEncoded } from '../src/blocks/encoded.ts';
import { nextEnv } from '../src/blocks/env.ts';
import { hashHeader } from '../src/blocks/header.ts';
import { pack, packedItem } from '../src/blocks/packed.ts';
import { receiptsOf } from '../src/blocks/receipts.ts';
import { refusalOf } from '../src/blocks/refusals.ts';
import { EMPTY_ROOT } from '../src/blocks/roots.ts';
import { sealBlock } from '../src/blocks/seal.ts';
import { SYSTEM_CONTRACTS, systemCalls } from '../src/blocks/systemContracts.ts';
import { recoverBatch } from '../src/recovery/recoverBatch.ts';
import { loadRecover } from '../src/recovery/secp256k1.ts';
import { decodeRows, encodeAccountRow, encodeSlotRow, joinRows } from '../src/rows.ts';
import {
  type AccountRow,
  CHANGE_BYTES,
  type Chain,
  type ChainEvent,
  type History,
  type LogPlace,
  type PoolTransaction,
  type SealedBlock,
  type StateReader,
  type SubmitResult,
} from '../src/seams.ts';
import { createMemoryState } from '../src/state/memory.ts';

/**
 * The smallest chain that really executes, for tests of the RPC: the memory state, a block as soon as a transaction is
 * there, everything kept in arrays. No durability, no pool rules beyond the nonce's.
 */
export interface TestChain extends Chain {
  /** Makes a block of what waits, also of nothing. */
  mine(): Promise<SealedBlock>;
  /** False: transactions wait for `mine`. */
  setAutomine(on: boolean): void;
  /** Of the state before the first block. */
  genesisRows(): Iterable<Uint8Array>;
}

export interface TestChainOptions {
  /** Balances in wei by address. */
  funded: readonly Uint8Array[];
  chainId?: bigint;
  baseFee?: bigint;
  stateWindow?: number;
  /** Blocks kept; older ones are pruned. */
  keep?: number;
  contracts?: readonly { address: Uint8Array; code: Uint8Array; storage?: ReadonlyMap<bigint, bigint> }[];
}

const EMPTY_HASH = Uint8Array.fromHex('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
const COINBASE = new Uint8Array(20).fill(0xcb);
const RICH = 10_000n * 10n ** 18n;
const GAS_LIMIT = 60_000_000n;
const GENESIS_SECONDS = 1_700_000_000;

function hexKey(bytes: Uint8Array, key?: bigint): string {
  return key === undefined ? bytes.toHex() : `${bytes.toHex()}/${key}`;
}

/** The state before the given undo rows, oldest first. */
function pastState(reader: StateReader, undo: readonly Uint8Array[]): StateReader {
  const accounts = new Map<string, AccountRow | undefined>();
  const slots = new Map<string, bigint>();
  for (const rows of undo) {
    for (const row of decodeRows(rows)) {
      if (row.kind === 'account') {
        if (!accounts.has(hexKey(row.address))) accounts.set(hexKey(row.address), row.account);
      } else if (!slots.has(hexKey(row.address, row.key))) slots.set(hexKey(row.address, row.key), row.value);
    }
  }
  return {
    account: (address) => (accounts.has(hexKey(address)) ? accounts.get(hexKey(address)) : reader.account(address)),
    slot: (address, key) => slots.get(hexKey(address, key)) ?? reader.slot(address, key),
    code: (hash) => reader.code(hash),
  };
}

function genesisState(options: TestChainOptions) {
  const codes = new Map<string, Uint8Array>();
  const rows = options.funded.map((address) =>
    encodeAccountRow(address, { nonce: 0n, balance: RICH, codeHash: EMPTY_HASH }),
  );
  for (const { address, code, storage } of [
    ...SYSTEM_CONTRACTS.map((c) => ({ ...c, storage: undefined })),
    ...(options.contracts ?? []),
  ]) {
    const codeHash = keccak_256(code);
    codes.set(codeHash.toHex(), code);
    rows.push(encodeAccountRow(address, { nonce: 1n, balance: 0n, codeHash }));
    for (const [key, value] of storage ?? []) rows.push(encodeSlotRow(address, key, value));
  }
  return { rows: joinRows(rows), codes };
}

function genesisBlock(baseFee: bigint): SealedBlock {
  const none = { bytes: new Uint8Array(), offsets: new Uint32Array(1) };
  const header = {
    ...CONSTANT_FIELDS,
    parentHash: new Uint8Array(32),
    beneficiary: COINBASE,
    stateRoot: EMPTY_ROOT,
    transactionsRoot: EMPTY_ROOT,
    receiptsRoot: EMPTY_ROOT,
    logsBloom: new Uint8Array(256),
    number: 0n,
    gasLimit: GAS_LIMIT,
    gasUsed: 0n,
    timestamp: BigInt(GENESIS_SECONDS),
    extraData: new Uint8Array(32),
    mixHash: new Uint8Array(32),
    baseFeePerGas: baseFee,
  };
  return {
    header,
    hash: hashHeader(header),
    transactions: none,
    hashes: new Uint8Array(),
    senders: new Uint8Array(),
    status: new Uint8Array(),
    gasUsed: new BigUint64Array(),
    logs: none,
    timeMs: GENESIS_SECONDS * 1_000,
    changes: { rows: new Uint8Array(), undo: new Uint8Array(), codes: new Map() },
  };
}

function includes(list: readonly Uint8Array[] | undefined, item: Uint8Array | undefined): boolean {
  return list === undefined || (item !== undefined && list.some((one) => one.toHex() === item.toHex()));
}

function createHistory(blocks: SealedBlock[], chainId: bigint, first: () => bigint): History {
  function logs({ fromBlock, toBlock, addresses, topics = [] }: Parameters<History['logs']>[0], limit: number) {
    const found: LogPlace[] = [];
    for (let n = fromBlock; n <= toBlock; n++) {
      const block = blocks[Number(n)];
      if (block === undefined) continue;
      for (const receipt of receiptsOf(block, chainId)) {
        receipt.logs.forEach((log, i) => {
          const hit = includes(addresses, log.address) && topics.every((any, at) => includes(any, log.topics[at]));
          const place = { block: n, transactionIndex: receipt.transactionIndex, logIndex: receipt.firstLogIndex + i };
          if (hit) found.push(place);
        });
      }
    }
    return { logs: found.slice(0, limit), more: found.length > limit };
  }
  const kept = (block: SealedBlock | undefined) =>
    block !== undefined && block.header.number >= first() ? block : undefined;
  return {
    append: async () => undefined,
    get first() {
      return first();
    },
    get last() {
      return BigInt(blocks.length - 1);
    },
    get indexed() {
      return BigInt(blocks.length - 1);
    },
    block: (id) =>
      kept(typeof id === 'bigint' ? blocks[Number(id)] : blocks.find(({ hash }) => hash.toHex() === id.toHex())),
    transaction(hash) {
      for (const block of blocks) {
        for (let index = 0; index < block.status.length; index++) {
          if (block.hashes.subarray(index * 32, index * 32 + 32).toHex() !== hash.toHex()) continue;
          return kept(block) && { block: block.header.number, index };
        }
      }
      return undefined;
    },
    logs,
    close: async () => undefined,
  };
}

export function createTestChain(options: TestChainOptions): TestChain {
  const { chainId = 1280n, baseFee = 0n, stateWindow = 128, keep = Number.MAX_SAFE_INTEGER } = options;
  const state = createMemoryState({ precompiles: createPrecompiles() });
  const genesis = genesisState(options);
  state.load(genesis.rows, genesis.codes);
  const blocks = [genesisBlock(baseFee)];
  const history = createHistory(blocks, chainId, () => BigInt(Math.max(0, blocks.length - keep)));
  const listeners = new Set<(event: ChainEvent) => void>();
  const waiting: PoolTransaction[] = [];
  const { recover } = loadRecover();
  let automine = true;
  let turn: Promise<unknown> = Promise.resolve();

  const head = (): SealedBlock => blocks.at(-1) ?? genesisBlock(baseFee);
  const tell = (event: ChainEvent) => {
    for (const listener of listeners) listener(event);
  };
  const env = () => {
    // Time goes by with the blocks: a second each.
    return nextEnv(head(), { chainId, coinbase: COINBASE, timeMs: (GENESIS_SECONDS + blocks.length) * 1_000 });
  };
  const ownOf = (sender: Uint8Array) =>
    waiting.filter((one) => one.sender.toHex() === sender.toHex()).sort((a, b) => Number(a.tx.nonce - b.tx.nonce));

  /** Those of a sender that follow on its nonce. */
  function ready(sender: Uint8Array): PoolTransaction[] {
    const out: PoolTransaction[] = [];
    let nonce = state.reader.account(sender)?.nonce ?? 0n;
    for (const one of ownOf(sender)) if (one.tx.nonce === nonce) out.push(one) && nonce++;
    return out;
  }

  const senders = () => [...new Map(waiting.map(({ sender }) => [sender.toHex(), sender])).values()];
  const pending = () => senders().flatMap(ready);

  async function makeBlock(): Promise<SealedBlock> {
    const candidates = pending();
    const blockEnv = env();
    const parent = head();
    const output = await state.execute({
      env: blockEnv,
      blockHashes: blocks
        .slice(-256)
        .reverse()
        .map(({ hash }) => hash),
      systemCalls: systemCalls(parent.hash),
      transactions: pack(candidates.map(({ encoded }) => encoded)),
    });
    const block = sealBlock({
      parent,
      env: blockEnv,
      candidates: {
        raw: pack(candidates.map(({ raw }) => raw)),
        hashes: pack(candidates.map(({ hash }) => hash)).bytes,
        senders: pack(candidates.map(({ sender }) => sender)).bytes,
      },
      output,
      stateRoot: new Uint8Array(32).fill(0x5e),
      changes: state.changes(),
      timeMs: (GENESIS_SECONDS + blocks.length) * 1_000 + 7,
    });
    state.publish();
    for (const one of candidates) waiting.splice(waiting.indexOf(one), 1);
    blocks.push(block);
    tell({ kind: 'block', block });
    return block;
  }

  function mine(): Promise<SealedBlock> {
    const made = turn.then(makeBlock);
    turn = made.catch(() => undefined);
    return made;
  }

  function accept(raw: Uint8Array): SubmitResult {
    const {
      refusals,
      hashes,
      senders: who,
      encoded,
    } = recoverBatch(pack([raw]), { chainId, allowUnprotected: true }, recover);
    const refusal = refusalOf(refusals[0] ?? 0);
    if (refusal !== undefined) return { ok: false, ...refusal };
    const tx = readEncoded(packedItem(encoded, 0));
    const known = waiting.some(({ hash }) => hash.toHex() === hashes.toHex());
    if (known) return { ok: false, code: 'already-known', message: 'already known' };
    const account = state.reader.account(who);
    if (tx.nonce < (account?.nonce ?? 0n)) {
      const message = `nonce too low: next nonce ${account?.nonce ?? 0n}, tx nonce ${tx.nonce}`;
      return { ok: false, code: 'nonce-too-low', message };
    }
    const price = tx.maxFeePerGas ?? tx.gasPrice ?? 0n;
    if ((account?.balance ?? 0n) < tx.value + tx.gasLimit * price) {
      return { ok: false, code: 'insufficient-funds', message: 'insufficient funds for gas * price + value' };
    }
    const transaction = { raw, hash: hashes, sender: who, tx, encoded: encodeTransactions([tx]) };
    waiting.push(transaction);
    tell({ kind: 'pending', transaction });
    return { ok: true, hash: hashes };
  }

  return {
    chainId,
    gasLimit: GAS_LIMIT,
    history,
    head,
    stateWindow,
    stateAt(number) {
      const behind = head().header.number - number;
      if (behind < 0n || behind > BigInt(stateWindow)) return undefined;
      return pastState(
        state.reader,
        blocks.slice(Number(number) + 1).map(({ changes }) => changes.undo),
      );
    },
    nextEnv: env,
    async submit(raws) {
      const results = raws.map(accept);
      if (automine && results.some(({ ok }) => ok)) await mine();
      return results;
    },
    pooled: (hash) => waiting.find((one) => one.hash.toHex() === hash.toHex()),
    poolOf(sender) {
      const now = ready(sender);
      return { pending: now, queued: ownOf(sender).filter((one) => !now.includes(one)) };
    },
    poolSize: () => ({ pending: pending().length, queued: waiting.length - pending().length }),
    pendingNonce: (sender) => (state.reader.account(sender)?.nonce ?? 0n) + BigInt(ready(sender).length),
    pendingTransactions: pending,
    queuedTransactions: () => waiting.filter((one) => !pending().includes(one)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    mine,
    *genesisRows() {
      for (let at = 0; at < genesis.rows.length; at += CHANGE_BYTES) yield genesis.rows.subarray(at, at + CHANGE_BYTES);
    },
    setAutomine(on) {
      automine = on;
    },
  };
}
