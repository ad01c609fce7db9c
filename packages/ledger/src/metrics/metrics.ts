import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { DROP_REASONS, type DropReason } from '../pool/books.ts';
import type { SealedBlock, SubmitError } from '../seams.ts';

/** What is read when somebody scrapes. */
export interface LedgerReadings {
  pool(): { pending: number; queued: number; bytes: number; drops: Readonly<Record<DropReason, number>> };
  /** Transactions that wait for their senders. */
  recovering(): number;
  /** Blocks that the history's indexes, and the checkpoint, are behind the head. */
  indexLag(): number;
  checkpointLag(): number;
  state(): { accounts: number; slots: number; bytes: number; reexecutions: number; coldReads: number };
  undoBytes(): number;
  failed(): boolean;
}

/** Counts and times of the ledger. Times are given in milliseconds and told in seconds. */
export interface LedgerMetrics {
  executed(ms: number): void;
  /** And how long it waited for the state root of the block before. */
  sealed(ms: number, rootWaitMs: number): void;
  /** From the decision to the disk. */
  committed(block: SealedBlock, ms: number): void;
  /** From the block to its state's root. */
  rooted(ms: number): void;
  refused(code: SubmitError): void;
  executionFailed(): void;
}

/** Up to 10 s: a block of the slowest precompiles takes some seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createLedgerMetrics(registry: Registry, readings: LedgerReadings): LedgerMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name: `lode_ledger_${name}`, help, registers });
  const seconds = (name: string, help: string) => {
    const histogram = new Histogram({ name: `lode_ledger_${name}_seconds`, help, buckets: BUCKETS, registers });
    return (ms: number) => histogram.observe(ms / 1000);
  };
  const blocks = counter('blocks_total', 'Blocks that are durable.');
  const transactions = counter('transactions_total', 'Transactions in them.');
  const gas = counter('gas_total', 'Gas that they used.');
  const bytes = counter('block_bytes_total', 'Bytes of their transactions.');
  const failures = counter('execution_failures_total', 'Blocks whose execution failed and was repeated.');
  const refusals = new Counter({
    name: 'lode_ledger_refused_total',
    help: 'Transactions that were not taken, by reason.',
    labelNames: ['code'],
    registers,
  });
  const execution = seconds('execution', 'Execution of a block.');
  const seal = seconds('seal', 'Roots, bloom and hash of a block.');
  const rootWait = seconds('root_wait', 'Waiting for the state root of the block before.');
  const root = seconds('root', 'From a block to the root of its state, on another thread.');
  const commit = seconds('commit', 'From a decided block to its being durable and told.');
  registerReadings(registry, readings);
  return {
    executed: execution,
    sealed(ms, rootWaitMs) {
      seal(ms);
      rootWait(rootWaitMs);
    },
    committed(block, ms) {
      blocks.inc();
      transactions.inc(block.status.length);
      gas.inc(Number(block.header.gasUsed));
      bytes.inc(block.transactions.bytes.length);
      commit(ms);
    },
    rooted: root,
    refused: (code) => refusals.inc({ code }),
    executionFailed: () => failures.inc(),
  };
}

function registerReadings(registry: Registry, readings: LedgerReadings): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `lode_ledger_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  // Totals kept elsewhere: set to what they are there.
  const total = (name: string, help: string, read: () => number) =>
    new Counter({
      name: `lode_ledger_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  gauge('pool_pending', 'Executable transactions in the pool.', () => readings.pool().pending);
  gauge('pool_queued', 'Transactions that wait for an earlier nonce.', () => readings.pool().queued);
  gauge('pool_bytes', 'Memory of the pool.', () => readings.pool().bytes);
  gauge('recovery_waiting', 'Transactions that wait for their senders.', readings.recovering);
  gauge('index_lag_blocks', 'Blocks that the indexes are behind.', readings.indexLag);
  gauge('checkpoint_lag_blocks', 'Blocks that the checkpoint is behind.', readings.checkpointLag);
  gauge('state_accounts', 'Accounts in memory.', () => readings.state().accounts);
  gauge('state_slots', 'Storage slots in memory.', () => readings.state().slots);
  gauge('state_bytes', 'Memory of the state.', () => readings.state().bytes);
  gauge('undo_bytes', 'Memory of past states.', readings.undoBytes);
  gauge('failed', '1 where the ledger takes no transactions after a failure.', () => (readings.failed() ? 1 : 0));
  total('reexecutions', 'Attempts of transactions that had to be repeated.', () => readings.state().reexecutions);
  total('cold_reads', 'Rows brought in from disk.', () => readings.state().coldReads);
  new Counter({
    name: 'lode_ledger_pool_dropped_total',
    help: 'Transactions that left the pool other than by a block, by reason.',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      const { drops } = readings.pool();
      for (const reason of DROP_REASONS) this.inc({ reason }, drops[reason]);
    },
  });
}
