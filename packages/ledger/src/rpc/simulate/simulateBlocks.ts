import type { BlockEnv, TransactionResult } from '@lode/evm';
import { nextBaseFee } from '../../blocks/env.ts';
import { systemCalls } from '../../blocks/systemContracts.ts';
import type { BlockHeader, SealedBlock } from '../../seams.ts';
import { envOf, stateAfter } from '../chainView.ts';
import { type RpcCode, RpcError } from '../errors.ts';
import { toData } from '../hex.ts';
import type { CallRequest } from '../params/call.ts';
import type { SimulatePayload } from '../params/simulate.ts';
import type { Services } from '../services.ts';
import { checkChainId, overriddenEnv, ZERO_ADDRESS } from './call.ts';
import { checkOverrides } from './checkOverrides.ts';
import { type PlannedBlock, planBlocks } from './planBlocks.ts';
import { type SimulatedBlock, type SimulatedCall, sealSimulated } from './simulatedBlock.ts';
import { simulatedTransaction } from './simulatedTransaction.ts';
import type { Simulation } from './simulator.ts';
import { createTransferTracer } from './transferTracer.ts';

/** EIP-7825: no transaction has more gas. */
const TRANSACTION_GAS_CAP = 1n << 24n;
/** What the cheapest transaction costs. */
const TRANSACTION_GAS = 21_000n;
/** JSON of a log beside its data. */
const LOG_JSON_BYTES = 700;

/** The EVM's words for why a transaction is invalid, and the specification's codes. Others are internal errors. */
const INVALID: Readonly<Record<string, RpcCode>> = {
  'nonce too low': 'nonceTooLow',
  'nonce too high': 'nonceTooHigh',
  'max fee per gas below the block base fee': 'baseFeeTooLow',
  'max priority fee per gas above max fee per gas': 'invalidParams',
  'intrinsic gas too low': 'intrinsicGas',
  'gas limit below the calldata floor (EIP-7623)': 'intrinsicGas',
  'insufficient funds for gas * price + value': 'insufficientFunds',
  'gas limit above the block gas limit': 'blockGasLimit',
  'max initcode size exceeded': 'initCodeSize',
};

/** What all blocks of a simulation draw on. */
interface Allowance {
  gas: bigint;
  /** Of the answer. */
  bytes: number;
}

interface Context {
  services: Services;
  payload: SimulatePayload;
  left: Allowance;
}

function lower(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** A transaction that no block could have ends the simulation. */
function invalid({ error = 'invalid' }: TransactionResult, { tx }: SimulatedCall['transaction']): RpcError {
  const message = `err: ${error}: address ${toData(tx.sender)} (supplied gas ${tx.gasLimit})`;
  return new RpcError(INVALID[error] ?? 'internal', message);
}

function gasFor(request: CallRequest, { gas: left }: Allowance, blockGas: bigint, blockLimit: bigint): bigint {
  const rest = blockLimit - blockGas;
  if ((request.gas ?? 0n) > rest) {
    throw new RpcError('blockGasLimit', `block gas limit reached: ${blockGas} + ${request.gas} > ${blockLimit}`);
  }
  if (left < TRANSACTION_GAS) throw new RpcError('simulationLimit', 'the gas of the simulation is used up');
  return lower(request.gas ?? rest, lower(left, TRANSACTION_GAS_CAP));
}

function takeBytes(left: Allowance, { result, logs }: SimulatedCall): void {
  left.bytes -= result.output.length * 2;
  for (const { data } of logs) left.bytes -= data.length * 2 + LOG_JSON_BYTES;
  if (left.bytes < 0) throw new RpcError('responseTooLarge', 'response too large: simulate fewer calls at once');
}

function runCall(context: Context, simulation: Simulation, request: CallRequest, blockGas: bigint): SimulatedCall {
  const { services, payload, left } = context;
  const { env } = simulation;
  checkChainId(request, env.chainId);
  const { nonce } = simulation.account(request.from ?? ZERO_ADDRESS);
  const gasLimit = gasFor(request, left, blockGas, env.gasLimit);
  const defaults = { chainId: env.chainId, nonce: request.nonce ?? nonce, gasLimit };
  const transaction = simulatedTransaction(request, defaults, services.recover);
  const validates = payload.validation ?? false;
  const tracer = payload.traceTransfers === true ? createTransferTracer() : undefined;
  // Unchecked, a nonce is only what the transaction says.
  const tx = validates ? transaction.tx : { ...transaction.tx, nonce };
  const result = simulation.applyAny(tx, { free: !validates, ...(tracer === undefined ? {} : { tracer }) });
  if (result.status === 'invalid') throw invalid(result, transaction);
  const call = { transaction, result, logs: tracer?.merge(result.logs) ?? result.logs };
  left.gas -= result.gasUsed;
  takeBytes(left, call);
  return call;
}

interface Parent {
  header: BlockHeader;
  hash: Uint8Array;
}

const NO_RANDAO = new Uint8Array(32);

/** Fee recipient and gas limit stay what they were in the parent, overridden or not: geth's reading. */
function envOn(base: BlockEnv, parent: Parent, block: PlannedBlock, validates: boolean): BlockEnv {
  const { header } = parent;
  const env = {
    ...base,
    coinbase: header.beneficiary,
    gasLimit: header.gasLimit,
    prevRandao: NO_RANDAO,
    baseFee: validates ? nextBaseFee(header) : 0n,
    excessBlobGas: 0n,
  };
  return { ...overriddenEnv(env, block.blockOverrides), number: block.number, timestamp: block.timestamp };
}

function runBlock(context: Context, simulation: Simulation, parent: Parent, block: PlannedBlock): SimulatedBlock {
  for (const { to, data } of systemCalls(parent.hash)) simulation.systemCall(to, data);
  const calls: SimulatedCall[] = [];
  let gasUsed = 0n;
  for (const request of block.calls ?? []) {
    const call = runCall(context, simulation, request, gasUsed);
    gasUsed += call.result.gasUsed;
    calls.push(call);
  }
  return sealSimulated(simulation.env, parent.hash, calls);
}

/** eth_simulateV1: blocks of calls on top of `base`, each on the state that the ones before it left. */
export function simulateBlocks(services: Services, payload: SimulatePayload, base: SealedBlock): SimulatedBlock[] {
  const { chain, limits, simulator } = services;
  const { blockStateCalls, traceTransfers = false, validation = false } = payload;
  const planned = planBlocks(base.header, blockStateCalls, limits);
  const overrides = blockStateCalls.map(({ stateOverrides }) => stateOverrides).filter((one) => one !== undefined);
  checkOverrides(overrides, limits);
  const made: SimulatedBlock[] = [];
  const own = envOf(chain, base);
  const firstNumber = base.header.number + 1n;
  const blockHash = (n: bigint) => made[Number(n - firstNumber)]?.hash ?? own.blockHash(n);
  const context = { services, payload, left: { gas: limits.callGas, bytes: limits.responseBytes } };
  const reader = stateAfter(chain, base.header.number);
  const budgetMs = traceTransfers ? limits.traceMs : limits.callMs;
  let simulation = simulator.open({ reader, env: own }, { budgetMs });
  let parent: Parent = base;
  for (const block of planned) {
    simulation = simulation.onTop(envOn({ ...own, blockHash }, parent, block, validation), block.stateOverrides);
    const next = runBlock(context, simulation, parent, block);
    made.push(next);
    parent = next;
  }
  return made;
}
