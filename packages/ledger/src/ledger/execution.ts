import { LodeError } from '@lode/protocol';
import type { Logger } from 'pino';
import type { BlockMemory } from '../blockMemory.ts';
import { nextEnv } from '../blocks/env.ts';
import { packedLength } from '../blocks/packed.ts';
import { sealBlock } from '../blocks/seal.ts';
import { systemCalls } from '../blocks/systemContracts.ts';
import type { LedgerMetrics } from '../metrics/metrics.ts';
import type { Sealer } from '../sealing/sealer.ts';
import type { BlockOutput, SealedBlock, StateStore } from '../seams.ts';
import { ledgerError } from './errors.ts';
import type { Guard } from './guard.ts';
import { checkBounds, invalidOf, type Prepared } from './prepare.ts';

/** What the next block builds on. */
export interface Top {
  tip: SealedBlock;
  /** Of the tip and the blocks before it, newest first: EVM's BLOCKHASH. */
  blockHashes: Uint8Array[];
  /** Of the state after the tip. */
  root: Promise<Uint8Array>;
}

export interface ExecutionContext {
  chainId: bigint;
  coinbase: Uint8Array;
  maxBlockBytes: number;
  state: StateStore;
  memory: BlockMemory;
  sealer: Sealer;
  metrics: LedgerMetrics;
  /** Told of what ends the ledger; asked before anything is executed. */
  guard: Guard;
  log: Logger;
}

export interface BlockOptions {
  timeMs: number;
  deadlineMs?: number;
}

/** A block that was executed and sealed, and is nowhere yet. */
export interface Candidate {
  block: SealedBlock;
  /** Transactions begun. */
  executed: number;
  /** Hashes of those that were left out. */
  invalid: Uint8Array[];
}

export interface Execution {
  /** Executes into the block in flight. */
  run(block: Prepared, options: BlockOptions): Promise<BlockOutput>;
  /** And seals it. @throws LodeError PROPOSAL_INVALID, EXECUTION_FAILED, LEDGER_FAILED */
  make(block: Prepared, options: BlockOptions): Promise<Candidate>;
}

export const isInvalid = (error: unknown): error is LodeError =>
  error instanceof LodeError && error.code === 'PROPOSAL_INVALID';

export function createExecution(context: ExecutionContext, top: Top): Execution {
  const { state, memory, sealer, metrics, chainId, coinbase, guard, log } = context;
  const envAt = (timeMs: number) => nextEnv(top.tip, { chainId, coinbase, timeMs });

  async function run(block: Prepared, { timeMs, deadlineMs }: BlockOptions): Promise<BlockOutput> {
    if (guard.failure !== undefined) throw guard.failure;
    checkBounds(block, { gasLimit: top.tip.header.gasLimit, maxBytes: context.maxBlockBytes });
    const begun = performance.now();
    const output = await state.execute({
      env: envAt(timeMs),
      blockHashes: top.blockHashes,
      systemCalls: systemCalls(top.tip.hash),
      transactions: block.encoded,
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    });
    metrics.executed(performance.now() - begun);
    return output;
  }

  async function seal(block: Prepared, output: BlockOutput, timeMs: number): Promise<SealedBlock> {
    const begun = performance.now();
    const input = { parent: top.tip, env: envAt(timeMs), candidates: block, output, timeMs };
    const sealing = sealer.contents(input);
    const changes = state.changes(memory);
    const contents = await sealing;
    const sealedMs = performance.now() - begun;
    const stateRoot = await top.root;
    const sealed = sealBlock({ ...input, changes, contents, stateRoot });
    metrics.sealed(sealedMs, performance.now() - begun - sealedMs);
    return sealed;
  }

  function failure(cause: unknown, count: number): unknown {
    if (guard.failure !== undefined || isInvalid(cause)) return guard.failure ?? cause;
    const number = top.tip.header.number + 1n;
    metrics.executionFailed();
    log.warn({ err: cause, number: Number(number), count }, 'a block could not be executed');
    return ledgerError('EXECUTION_FAILED', `Block ${number} could not be executed.`, {
      hint: 'Nothing was changed: execute it again. See the cause where it happens again.',
      cause,
    });
  }

  return {
    run,
    async make(block, options) {
      try {
        const output = await run(block, options);
        const sealed = await seal(block, output, options.timeMs);
        return { block: sealed, executed: output.executed, invalid: invalidOf(block, output.executed, output.status) };
      } catch (cause) {
        state.discard();
        throw failure(cause, packedLength(block.raw));
      }
    },
  };
}
