import { createdAddress } from '../../blocks/receipts.ts';
import { viewOf } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { toData, toQuantity } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { type BlockId, blockId, LATEST } from '../params/blockId.ts';
import { type CallRequest, callRequest } from '../params/call.ts';
import { maybe } from '../params/hex.ts';
import { type BlockOverrides, blockOverrides, type StateOverrides, stateOverrides } from '../params/overrides.ts';
import type { Services } from '../services.ts';
import { createAccessList } from '../simulate/accessList.ts';
import { callEnv, callFault, callTransaction, checkFees, overriddenEnv } from '../simulate/call.ts';
import { estimateGas } from '../simulate/estimateGas.ts';

export interface Overrides {
  state?: StateOverrides | undefined;
  block?: BlockOverrides | undefined;
}

/** A simulation for one request, and the transaction that the request means. */
export function openCall(
  services: Services,
  request: CallRequest,
  id: BlockId,
  overrides: Overrides,
  budgetMs: number,
) {
  const { chain, limits, simulator, recover } = services;
  const view = viewOf(chain, id);
  const block = overriddenEnv(view.env, overrides.block);
  const env = callEnv(block, request);
  const options = { budgetMs, ...(overrides.state === undefined ? {} : { overrides: overrides.state }) };
  const simulation = simulator.open({ ...view, env }, options);
  return { simulation, env: block, tx: callTransaction(request, env, limits.callGas, recover) };
}

/**
 * What is estimated will run in the block to come. Blocks of a second share a timestamp here, so that the head's may be
 * one at which a contract finds nothing to do (Uniswap's price accumulators).
 */
const PENDING: BlockId = { kind: 'tag', tag: 'pending' };

/** Cost units of an execution: a simple call takes about ten times as long as a plain read. */
const CALL_COST = 10;
const ESTIMATE_COST = 50;

export function executeMethods(services: Services): Methods {
  const { limits } = services;

  function call(request: CallRequest, id: BlockId, overrides: Overrides): string {
    const { simulation, env, tx } = openCall(services, request, id, overrides, limits.callMs);
    checkFees(request, env, simulation, tx.gasLimit);
    const result = simulation.call(tx);
    if (result.status !== 'success') throw callFault(result);
    return toData(result.output);
  }

  function estimate(request: CallRequest, id: BlockId, overrides: Overrides): string {
    const { simulation, env, tx } = openCall(services, request, id, overrides, limits.callMs);
    checkFees(request, env, simulation, 0n);
    const feeCap = request.gasPrice ?? request.maxFeePerGas ?? 0n;
    const options = { feeCap, gasCap: limits.callGas, named: request.gas !== undefined };
    return toQuantity(estimateGas(simulation, tx, options));
  }

  function accessList(request: CallRequest, id: BlockId, state: StateOverrides | undefined): unknown {
    const { simulation, tx } = openCall(services, request, id, { state }, limits.traceMs);
    const created = createdAddress(tx.sender, simulation.account(tx.sender).nonce);
    const { list, result } = createAccessList(simulation, tx, created);
    if (result.status === 'invalid') throw new RpcError('execution', result.error ?? 'invalid');
    return {
      accessList: list.map((entry) => ({
        address: toData(entry.address),
        storageKeys: entry.storageKeys.map(toData),
      })),
      ...(result.error === undefined ? {} : { error: result.error }),
      gasUsed: toQuantity(result.gasUsed),
    };
  }

  const params = [callRequest, maybe(blockId), maybe(stateOverrides), maybe(blockOverrides)] as const;
  return {
    eth_call: method(params, ([request, id = LATEST, state, block]) => call(request, id, { state, block }), CALL_COST),
    eth_estimateGas: method(
      params,
      ([request, id = PENDING, state, block]) => estimate(request, id, { state, block }),
      ESTIMATE_COST,
    ),
    eth_createAccessList: method(
      [callRequest, maybe(blockId), maybe(stateOverrides)],
      ([request, id = PENDING, state]) => accessList(request, id, state),
      ESTIMATE_COST,
    ),
  };
}
