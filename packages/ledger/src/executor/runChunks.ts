import { type Block, type Chunk, chunkAt, createLogs, isCut, openBlock, type Runner } from './block.ts';
import { STATE } from './chunkTable.ts';
import { abort, MOST_AHEAD, WORD } from './control.ts';
import { type ChunkRun, execute } from './execute.ts';
import type { Job, JobFailure } from './job.ts';
import { copyLogs, publishReady, runCertain } from './publish.ts';
import { mostAhead, nextTurn, waitForBetterTimes, waitForNews, wakeParked, wakeWaiting } from './turns.ts';

/** Runs chunks of a block until none is left. Returns why the block cannot be executed, if so. */
export function createChunkRunner(runner: Runner): (job: Job) => JobFailure | undefined {
  const logs = createLogs();
  return (job) => {
    const { state, control } = runner;
    state.enter(job.alone ? 1 : 0);
    const failure = runChunks(runner, openBlock(job, logs));
    state.leave();
    if (failure !== undefined) abort(control);
    wakeParked(control, Number.POSITIVE_INFINITY);
    return failure;
  };
}

function runChunks(runner: Runner, block: Block): JobFailure | undefined {
  const { control } = runner;
  while (waitForBetterTimes(control, block.chunks, block.job.chunkSize)) {
    const chunk = chunkAt(block, Atomics.add(control, WORD.NEXT, 1));
    if (chunk.number >= block.chunks || isCut(control, chunk)) break;
    const failure =
      runChunk(runner, block, chunk) ?? publishReady(runner, block) ?? settle(runner, block, mostAhead(control) - 1);
    if (failure !== undefined) return failure;
  }
  return settle(runner, block, 0);
}

function runChunk(runner: Runner, block: Block, chunk: Chunk): JobFailure | undefined {
  const { control, faults } = runner;
  const { number } = chunk;
  faults.claimed(number);
  const isEarly = Atomics.load(control, WORD.TURN) !== number;
  // System calls are never run ahead: they are the first chunk's.
  const isForced = faults.speculates && (number > 0 || block.job.systemCalls.length === 0);
  if (isEarly || isForced) {
    runAhead(runner, block, chunk);
    faults.pause();
    return undefined;
  }
  if (isCut(control, chunk)) return undefined; // by the chunk before, just now
  const failure = runCertain(runner, block, chunk);
  faults.pause();
  if (failure !== undefined) return failure;
  nextTurn(control, number);
  wakeWaiting(control);
  return undefined;
}

/** Runs a chunk on what is published so far. Whatever goes wrong may be due to a mix that never was: no failure. */
function runAhead(runner: Runner, block: Block, chunk: Chunk): void {
  const { state } = runner;
  const { table, ahead } = block;
  const place = block.parkedCount % MOST_AHEAD;
  const logs = block.logs[place];
  if (logs === undefined) throw new TypeError('no buffer for logs');
  state.beginChunk(1, place);
  let ran: ChunkRun | undefined;
  try {
    ran = execute(runner, block, chunk, logs);
  } catch {
    ran = undefined;
  }
  if (ran === undefined || ran.fault !== undefined) {
    state.abandonChunk();
    table.setState(chunk.number, STATE.FAILED);
    return;
  }
  block.parkedCount++;
  ahead.push({ chunk, executed: ran.executed, logs });
  table.park(chunk.number, { at: state.parkChunk(), executed: ran.executed, logBytes: logs.size });
}

/** Waits until at most `most` of the thread's chunks are not published, and publishes what it can meanwhile. */
function settle(runner: Runner, block: Block, most: number): JobFailure | undefined {
  const { control } = runner;
  for (let tries = 0; Atomics.load(control, WORD.ABORT) === 0; tries++) {
    const turn = Atomics.load(control, WORD.TURN);
    copyPublished(runner, block);
    if (block.ahead.length <= most) return undefined;
    const failure = publishReady(runner, block);
    if (failure !== undefined) return failure;
    waitForNews(control, turn, tries);
  }
  return undefined;
}

/** Copies the logs of the thread's chunks that have been published, and forgets these. */
function copyPublished({ control }: Runner, block: Block): void {
  const { table, ahead } = block;
  for (let first = ahead[0]; first !== undefined; first = ahead[0]) {
    const { chunk, executed, logs } = first;
    const state = table.state(chunk.number);
    if (state === STATE.PARKED && !isCut(control, chunk)) return;
    if (state === STATE.PUBLISHED) {
      copyLogs(block, chunk.from, { executed, logs, base: table.logBase(chunk.number) });
    }
    ahead.shift();
  }
}
