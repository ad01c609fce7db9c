import { createCallTracer, createStructLogger, type Tracer, type Transaction } from '@lode/evm';
import { RpcError } from '../errors.ts';
import type { RpcLimits } from '../limits.ts';
import type { TraceConfig } from '../params/trace.ts';
import { formatCallTrace } from './callTrace.ts';
import { formatDiff, formatPrestate } from './prestate.ts';
import type { Simulation } from './simulator.ts';
import { formatStructTrace } from './structTrace.ts';

export interface TraceTarget {
  simulation: Simulation;
  tx: Transaction;
  /** A call is not checked for nonce and fee; a transaction is run as in its block. */
  mode: 'call' | 'transaction';
  /** Number of its first log in the block. */
  firstLog: number;
}

export type TraceLimits = Pick<RpcLimits, 'traceSteps' | 'traceCalls'>;

function refused(what: string, count: number, hint: string): RpcError {
  return new RpcError('responseTooLarge', `the trace has more than ${count} ${what}: ${hint}`);
}

function traceStructs(target: TraceTarget, config: TraceConfig, limits: TraceLimits): unknown {
  const asked = config.limit ?? 0;
  const limit = asked === 0 ? limits.traceSteps : Math.min(asked, limits.traceSteps);
  const logger = createStructLogger({
    disableStack: config.disableStack ?? false,
    disableStorage: config.disableStorage ?? false,
    enableMemory: config.enableMemory ?? false,
    limit,
  });
  const result = runTraced(target, logger);
  // Cut short where the caller asked for it; never silently otherwise.
  if (logger.dropped > 0 && limit !== asked) throw refused('steps', limit, 'set limit, or use a tracer');
  return formatStructTrace(result, logger.logs);
}

function traceCalls(target: TraceTarget, config: TraceConfig, limits: TraceLimits): unknown {
  const tracer = createCallTracer({
    onlyTopCall: config.tracerConfig?.onlyTopCall ?? false,
    withLog: config.tracerConfig?.withLog ?? false,
    limit: limits.traceCalls,
  });
  const result = runTraced(target, tracer);
  if (tracer.dropped > 0) throw refused('calls and logs', limits.traceCalls, 'set onlyTopCall');
  if (tracer.root !== undefined) return formatCallTrace(tracer.root, target.firstLog);
  throw new RpcError('execution', `tracing failed: ${result.error ?? 'no call was made'}`);
}

function runTraced({ simulation, tx, mode }: TraceTarget, tracer: Tracer) {
  const result = mode === 'call' ? simulation.traceCall(tx, tracer) : simulation.traceTransaction(tx, tracer);
  if (result.status === 'invalid') throw new RpcError('execution', `tracing failed: ${result.error ?? 'invalid'}`);
  return result;
}

function tracePrestate({ simulation, tx, mode }: TraceTarget, config: TraceConfig): unknown {
  const diff = config.tracerConfig?.diffMode ?? false;
  if (diff && mode === 'call') {
    throw new RpcError('invalidParams', 'diffMode is for transactions: a call changes nothing');
  }
  const { result, before, after } = simulation.recorded(tx, mode);
  if (result.status === 'invalid') throw new RpcError('execution', `tracing failed: ${result.error ?? 'invalid'}`);
  return diff ? formatDiff(before, after, simulation.code) : formatPrestate(before, simulation.code);
}

/** Runs a call or a transaction under the tracer that is asked for. */
export function trace(target: TraceTarget, config: TraceConfig, limits: TraceLimits): unknown {
  if (config.tracer === 'callTracer') return traceCalls(target, config, limits);
  if (config.tracer === 'prestateTracer') return tracePrestate(target, config);
  return traceStructs(target, config, limits);
}
