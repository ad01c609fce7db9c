import { createEvm, type Fork, type Precompiles, type StateBackend, type Tier } from '@lode/evm';
import { decodeRows, encodeAccountRow, encodeSlotRow, joinRows } from '../rows.ts';
import {
  type AccountRow,
  type BlockExecution,
  type BlockOutput,
  CHANGE_ACCOUNT,
  type StateChanges,
  type StateReader,
  type StateStore,
} from '../seams.ts';
import { memoryBackend } from './memoryBackend.ts';
import { packLogs } from './memoryLogs.ts';
import {
  type ChangedRow,
  type CommittedRows,
  createCommittedRows,
  createInFlightRows,
  type InFlightRows,
  type MemoryRows,
} from './memoryRows.ts';

export interface MemoryStateOptions {
  precompiles: Precompiles;
  /** Default osaka. */
  fork?: Fork;
  /** Default interpreter. */
  tier?: Tier;
}

/** Transactions between two looks at the deadline: some milliseconds of the slowest of usual calls. */
const SLICE = 64;

function addressOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.toHex()}`);
}

function bytesOf(value: bigint, size: number): Uint8Array {
  return Uint8Array.fromHex(value.toString(16).padStart(size * 2, '0'));
}

function accountRow(rows: MemoryRows, address: bigint): AccountRow | undefined {
  const account = rows.account(address);
  if (account === undefined) return undefined;
  return { nonce: account.nonce, balance: account.balance, codeHash: bytesOf(account.codeHash, 32) };
}

function encodeRow(rows: MemoryRows, { kind, address, key }: ChangedRow): Uint8Array {
  const bytes = bytesOf(address, 20);
  if (kind === CHANGE_ACCOUNT) return encodeAccountRow(bytes, accountRow(rows, address));
  return encodeSlotRow(bytes, key, rows.slot(address, key));
}

function applyRows(rows: Uint8Array, to: CommittedRows): void {
  for (const row of decodeRows(rows)) {
    const address = addressOf(row.address);
    if (row.kind === 'slot') to.setSlot(address, row.key, row.value);
    else {
      const account = row.account && { ...row.account, codeHash: BigInt(`0x${row.account.codeHash.toHex()}`) };
      to.setAccount(address, account);
    }
  }
}

function* allRows(committed: CommittedRows): Iterable<Uint8Array> {
  for (const [address] of committed.accounts()) {
    yield encodeRow(committed, { kind: CHANGE_ACCOUNT, address, key: 0n });
  }
  for (const address of committed.owners()) {
    const owner = bytesOf(address, 20);
    for (const key of committed.keys(address)) yield encodeSlotRow(owner, key, committed.slot(address, key));
  }
}

/** Everything in maps, one transaction after the other on the calling thread: for tests, and the oracle of the other. */
export function createMemoryState(options: MemoryStateOptions): StateStore {
  const committed = createCommittedRows();
  const known = new Map<string, Uint8Array>();
  let rows: InFlightRows = createInFlightRows(committed);
  let deployed = new Map<string, Uint8Array>();
  const codes: StateBackend['codes'] = {
    get: (hash) => deployed.get(hash) ?? known.get(hash),
    set: (hash, code) => deployed.set(hash, code),
  };
  const backend = memoryBackend(() => rows, codes);
  const { precompiles, fork = 'osaka', tier = 'interpreter' } = options;
  const evm = createEvm({ precompiles, fork, tier, backend });
  const reader: StateReader = {
    account: (address) => accountRow(committed, addressOf(address)),
    slot: (address, key) => committed.slot(addressOf(address), key),
    code: (hash) => known.get(hash),
  };

  function startOver(): void {
    rows = createInFlightRows(committed);
    deployed = new Map();
  }

  function run(block: BlockExecution): BlockOutput {
    const { bytes, offsets } = block.transactions;
    const count = offsets.length - 1;
    const outputs: BlockOutput[] = [];
    for (let from = 0; from < count; from += SLICE) {
      if (block.deadlineMs !== undefined && performance.now() > block.deadlineMs) break;
      const to = Math.min(from + SLICE, count);
      const batch = evm.runTransactions(bytes.subarray(offsets[from], offsets[to]));
      outputs.push({ executed: to - from, ...batch, logs: packLogs(batch, to - from) });
    }
    return joinOutputs(outputs);
  }

  function changes(): StateChanges {
    const changed = rows.changed();
    return {
      rows: joinRows(changed.map((row) => encodeRow(rows, row))),
      undo: joinRows(changed.map((row) => encodeRow(committed, row))),
      codes: deployed,
    };
  }

  return {
    reader,
    async execute(block) {
      startOver();
      const blockHash = (n: bigint) => block.blockHashes[Number(block.env.number - 1n - n)] ?? new Uint8Array(32);
      evm.setBlock({ ...block.env, blockHash });
      for (const call of block.systemCalls) evm.systemCall(call.to, call.data);
      return run(block);
    },
    changes,
    publish() {
      applyRows(changes().rows, committed);
      for (const [hash, code] of deployed) known.set(hash, code);
      startOver();
    },
    discard: startOver,
    load(loaded, loadedCodes) {
      applyRows(loaded, committed);
      for (const [hash, code] of loadedCodes) known.set(hash, code);
    },
    rows: () => allRows(committed),
    checkpointed: () => undefined,
    stats: () => ({ ...committed.counts(), bytes: 0, workers: 0, reexecutions: 0, coldReads: 0 }),
    close: async () => undefined,
  };
}

function joinOutputs(parts: readonly BlockOutput[]): BlockOutput {
  const executed = parts.reduce((sum, part) => sum + part.executed, 0);
  const size = parts.reduce((sum, part) => sum + part.logs.bytes.length, 0);
  const status = new Uint8Array(executed);
  const gasUsed = new BigUint64Array(executed);
  const logs = { bytes: new Uint8Array(size), offsets: new Uint32Array(executed + 1) };
  let at = 0;
  let end = 0;
  for (const part of parts) {
    status.set(part.status, at);
    gasUsed.set(part.gasUsed, at);
    logs.bytes.set(part.logs.bytes, end);
    for (let i = 1; i <= part.executed; i++) logs.offsets[at + i] = end + (part.logs.offsets[i] ?? 0);
    at += part.executed;
    end += part.logs.bytes.length;
  }
  return { executed, status, gasUsed, logs };
}
