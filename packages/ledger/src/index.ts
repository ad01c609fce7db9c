export { type BlockMemory, createBlockMemory } from './blockMemory.ts';
export { DEFAULT_MAX_BLOCK_BYTES, MAX_BLOCK_TRANSACTIONS } from './blocks/constants.ts';
export {
  type DecodedAuthorizations,
  type DecodedTransactions,
  type DecodeOptions,
  decodeTransactions,
  SIGNATURE_BYTES,
} from './blocks/decode.ts';
export { gasLimitAt, readEncoded, writeAuthority, writeSender, writeSenders } from './blocks/encoded.ts';
export { type NextEnvOptions, nextBaseFee, nextEnv, nextTimestamp } from './blocks/env.ts';
export { BlockFault, type BlockFaultCode } from './blocks/errors.ts';
export { createGenesis, type Genesis, genesisBlock } from './blocks/genesis.ts';
export { decodeHeader, encodeHeader, hashHeader } from './blocks/header.ts';
export { keccak256 } from './blocks/keccak.ts';
export {
  type MessageProof,
  messageLeaf,
  messageLeaves,
  messageProof,
  messageRoot,
  messagesIn,
  type OutgoingMessage,
  proveMessage,
  verifyMessage,
} from './blocks/messages.ts';
export { OUTBOX_ADDRESS } from './blocks/outbox.ts';
export { pack, packedItem, packedLength } from './blocks/packed.ts';
export {
  type ParsedTransaction,
  type ParseOptions,
  type ParseResult,
  parseTransaction,
  type Signature,
  type SignedAuthorization,
  transactionOf,
} from './blocks/parse.ts';
export { createdAddress, effectiveGasPrice, type Receipt, receiptOf, receiptsOf } from './blocks/receipts.ts';
export { MAX_TRANSACTION_BYTES, type Refusal, refusalOf } from './blocks/refusals.ts';
export { bloomsOf, computeRoots, EMPTY_ROOT, type Roots, type RootsInput } from './blocks/roots.ts';
export {
  type Candidates,
  type Contents,
  type ContentsInput,
  type SealInput,
  sealBlock,
  sealContents,
} from './blocks/seal.ts';
export { SYSTEM_CONTRACTS, type SystemContract, systemCalls } from './blocks/systemContracts.ts';
export {
  type BlockProblem,
  type BlockProblemCode,
  type ValidationOptions,
  validateBlock,
  validateHeader,
} from './blocks/validate.ts';
export type { Application, Consensus, Finalized, Proposal, ProposeOptions, Verdict } from './consensus/consensus.ts';
export { createSolo, type SoloOptions } from './consensus/solo.ts';
export { type ColdReader, openColdRows } from './durability/cold-rows.ts';
export {
  type DurabilityOptions,
  type DurabilityStats,
  type LedgerDurability,
  type LedgerRecovery,
  openDurability,
} from './durability/durability.ts';
export { DurabilityFault, type DurabilityFaultCode } from './durability/errors.ts';
export { HistoryFault, type HistoryFaultCode } from './history/errors.ts';
export { type HistoryOptions, openHistory } from './history/history.ts';
export { createMemoryHistory, type MemoryHistoryOptions } from './history/memoryHistory.ts';
export type { BuildOptions, BuiltBlock } from './ledger/blockBuilder.ts';
export { createLedger, type Ledger, type LedgerHealth } from './ledger/createLedger.ts';
export type { LedgerErrorCode } from './ledger/errors.ts';
export type { LedgerOptions } from './ledger/options.ts';
export { type Candidate, createPool, type Pool, type PoolOptions, type PoolStats } from './pool/createPool.ts';
export { createRecovery, type RecoveryOptions, type SenderRecovery } from './recovery/createRecovery.ts';
export { type Recovered, recoverBatch } from './recovery/recoverBatch.ts';
export { loadRecover, type Recover } from './recovery/secp256k1.ts';
export { type BinaryRoots, type BinaryRootsOptions, createBinaryRoots } from './roots/binaryRoots.ts';
export { RootFault, type RootFaultCode } from './roots/errors.ts';
export { type ProofPath, type StateProof, verifyProof } from './roots/proof.ts';
export { decodeRow, decodeRows, encodeAccountRow, encodeSlotRow, joinRows, type Row } from './rows.ts';
export { createRpcServer, type RpcLogger, type RpcServer, type RpcServerOptions } from './rpc/createRpcServer.ts';
export { DEFAULT_LIMITS as DEFAULT_RPC_LIMITS, type RpcLimits } from './rpc/limits.ts';
export type { ProofSource } from './rpc/services.ts';
export * from './seams.ts';
export { StateFault, type StateFaultCode } from './state/faults.ts';
export { createMemoryState, type MemoryStateOptions } from './state/memory.ts';
export { createStateStore, type StateStoreOptions } from './state/stateStore.ts';
