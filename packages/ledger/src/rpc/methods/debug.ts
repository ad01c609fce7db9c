import type { SealedBlock } from '../../seams.ts';
import { isPending, requireBlock } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { receiptAt } from '../format/receipt.ts';
import { transactionHash } from '../format/transaction.ts';
import { toData } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { blockId, blockNumber, LATEST } from '../params/blockId.ts';
import { callRequest } from '../params/call.ts';
import { hash, maybe } from '../params/hex.ts';
import { type TraceConfig, traceConfig } from '../params/trace.ts';
import type { Services } from '../services.ts';
import { openReplay } from '../simulate/replay.ts';
import { trace } from '../simulate/trace.ts';
import { openCall } from './execute.ts';
import { placeOf } from './place.ts';

const TRACE_COST = 200;
const config = maybe(traceConfig);

export function debugMethods(services: Services): Methods {
  const { chain, limits } = services;
  const budgetOf = ({ timeout }: TraceConfig) => Math.min(timeout ?? limits.traceMs, limits.traceMs);

  const firstLogOf = (block: SealedBlock, index: number) => receiptAt(chain.chainId, block, index).firstLogIndex;

  function traceAt(block: SealedBlock, index: number, options: TraceConfig): unknown {
    const { simulation, transaction } = openReplay(services, block, budgetOf(options));
    for (let earlier = 0; earlier < index; earlier++) simulation.apply(transaction(earlier));
    const target = {
      simulation,
      tx: transaction(index),
      mode: 'transaction',
      firstLog: firstLogOf(block, index),
    } as const;
    return trace(target, options, limits);
  }

  function traceBlock(block: SealedBlock, options: TraceConfig): unknown[] {
    const { simulation, transaction, count } = openReplay(services, block, budgetOf(options));
    const results: unknown[] = [];
    let bytes = 0;
    for (let i = 0; i < count; i++) {
      const tx = transaction(i);
      const result = trace({ simulation, tx, mode: 'transaction', firstLog: firstLogOf(block, i) }, options, limits);
      bytes += JSON.stringify(result).length;
      if (bytes > limits.responseBytes) {
        throw new RpcError('responseTooLarge', 'response too large: trace the transactions one by one');
      }
      results.push({ txHash: toData(transactionHash(block, i)), result });
      simulation.apply(tx);
    }
    return results;
  }

  return {
    debug_traceTransaction: method(
      [hash, config],
      ([id, options = {}]) => {
        const place = placeOf(services, id);
        if (place === undefined) throw new RpcError('execution', 'transaction not found');
        return traceAt(place.block, place.index, options);
      },
      TRACE_COST,
    ),
    debug_traceBlockByNumber: method(
      [blockNumber, config],
      ([id, options = {}]) => {
        if (isPending(id)) throw new RpcError('execution', 'tracing on top of pending is not supported');
        return traceBlock(requireBlock(chain, id), options);
      },
      TRACE_COST,
    ),
    debug_traceBlockByHash: method(
      [hash, config],
      ([id, options = {}]) => traceBlock(requireBlock(chain, { kind: 'hash', hash: id }), options),
      TRACE_COST,
    ),
    debug_traceCall: method(
      [callRequest, maybe(blockId), config],
      ([request, id = LATEST, options = {}]) => {
        const overrides = { state: options.stateOverrides, block: options.blockOverrides };
        const { simulation, tx } = openCall(services, request, id, overrides, budgetOf(options));
        return trace({ simulation, tx, mode: 'call', firstLog: 0 }, options, limits);
      },
      TRACE_COST,
    ),
  };
}
