import type { Authorization, BlockEnv, Transaction, TransactionResult } from '@lode/evm';
import { RpcError } from '../errors.ts';
import { toData } from '../hex.ts';
import type { CallRequest } from '../params/call.ts';
import type { BlockOverrides } from '../params/overrides.ts';
import { authorityOf, type RecoverSigner } from './authority.ts';
import { excessBlobGasFor } from './blobFee.ts';
import { revertReason } from './revertReason.ts';
import type { Simulation } from './simulator.ts';

export const ZERO_ADDRESS: Uint8Array = new Uint8Array(20);

export function overriddenEnv(env: BlockEnv, overrides: BlockOverrides | undefined): BlockEnv {
  if (overrides === undefined) return env;
  return {
    ...env,
    number: overrides.number ?? env.number,
    timestamp: overrides.time ?? env.timestamp,
    gasLimit: overrides.gasLimit ?? env.gasLimit,
    coinbase: overrides.feeRecipient ?? env.coinbase,
    prevRandao: overrides.prevRandao ?? env.prevRandao,
    baseFee: overrides.baseFeePerGas ?? env.baseFee,
    excessBlobGas: overrides.blobBaseFee === undefined ? env.excessBlobGas : excessBlobGasFor(overrides.blobBaseFee),
  };
}

/** What a unit of gas would cost; zero where the request names no price. */
function priceOf(request: CallRequest, baseFee: bigint): bigint {
  if (request.gasPrice !== undefined) return request.gasPrice;
  const cap = request.maxFeePerGas ?? 0n;
  const wanted = baseFee + (request.maxPriorityFeePerGas ?? 0n);
  return wanted < cap ? wanted : cap;
}

/**
 * The environment of a call. As geth: BASEFEE is zero where the call names no price, so that it is never above it.
 */
export function callEnv(env: BlockEnv, request: CallRequest): BlockEnv {
  return priceOf(request, env.baseFee) === 0n ? { ...env, baseFee: 0n } : env;
}

/** @throws RpcError where the request is meant for another chain */
export function checkChainId(request: CallRequest, chainId: bigint): void {
  if (request.chainId === undefined || request.chainId === chainId) return;
  throw new RpcError('execution', `chainId does not match node's (have=${request.chainId}, want=${chainId})`);
}

export function authorizationsOf(request: CallRequest, recover: RecoverSigner): Authorization[] | undefined {
  return request.authorizationList?.map((entry) => ({
    chainId: entry.chainId,
    address: entry.address,
    nonce: entry.nonce,
    authority: authorityOf(entry, recover),
  }));
}

export function callTransaction(
  request: CallRequest,
  env: BlockEnv,
  gasCap: bigint,
  recover: RecoverSigner,
): Transaction {
  checkChainId(request, env.chainId);
  const wanted = request.gas ?? gasCap;
  const authorizations = authorizationsOf(request, recover);
  return {
    type: authorizations === undefined ? 2 : 4,
    sender: request.from ?? ZERO_ADDRESS,
    nonce: request.nonce ?? 0n,
    gasLimit: wanted < gasCap ? wanted : gasCap,
    value: request.value ?? 0n,
    data: request.input,
    maxFeePerGas: priceOf(request, env.baseFee),
    maxPriorityFeePerGas: 0n,
    ...(request.to === undefined ? {} : { to: request.to }),
    ...(request.accessList === undefined ? {} : { accessList: request.accessList }),
    ...(authorizations === undefined ? {} : { authorizationList: authorizations }),
  };
}

/** The checks of fees that the EVM leaves out of calls; geth makes them where a call names a price. */
export function checkFees(request: CallRequest, env: BlockEnv, simulation: Simulation, gas: bigint): void {
  const cap = request.gasPrice ?? request.maxFeePerGas ?? 0n;
  const tip = request.gasPrice ?? request.maxPriorityFeePerGas ?? 0n;
  if (cap === 0n && tip === 0n) return;
  const from = request.from ?? ZERO_ADDRESS;
  const who = toData(from);
  if (cap < tip) {
    throw new RpcError(
      'execution',
      `max priority fee per gas higher than max fee per gas: address ${who}, maxPriorityFeePerGas: ${tip}, maxFeePerGas: ${cap}`,
    );
  }
  if (cap < env.baseFee) {
    throw new RpcError(
      'execution',
      `max fee per gas less than block base fee: address ${who}, maxFeePerGas: ${cap}, baseFee: ${env.baseFee}`,
    );
  }
  const have = simulation.account(from).balance;
  const want = gas * cap + (request.value ?? 0n);
  if (have < want) {
    throw new RpcError(
      'execution',
      `insufficient funds for gas * price + value: address ${who} have ${have} want ${want}`,
    );
  }
}

/** What a failed call is told as; geth's newRevertError and its kin. */
export function callFault({ status, error, output }: TransactionResult): RpcError {
  if (status !== 'revert') return new RpcError('execution', error ?? 'execution failed');
  const reason = revertReason(output);
  return new RpcError('reverted', `execution reverted${reason === undefined ? '' : `: ${reason}`}`, toData(output));
}
