import { z } from 'zod';

/**
 * The shapes of ethereum/execution-apis (src/schemas), as far as this chain has them: nothing missing, nothing more.
 * Beside the specification: `lodeTimeMs` of headers (docs/adr/0203).
 */

const pattern = (expression: RegExp) => z.string().regex(expression);
export const uint = pattern(/^0x(0|[1-9a-f][0-9a-f]*)$/);
export const bytes = pattern(/^0x([0-9a-f]{2})*$/);
export const address = pattern(/^0x[0-9a-f]{40}$/);
export const hash32 = pattern(/^0x[0-9a-f]{64}$/);
const bytes8 = pattern(/^0x[0-9a-f]{16}$/);
const bytes256 = pattern(/^0x[0-9a-f]{512}$/);
const byte = pattern(/^0x(0|[1-9a-f][0-9a-f]?)$/);

export const log = z.strictObject({
  address,
  topics: z.array(hash32).max(4),
  data: bytes,
  blockNumber: uint,
  blockHash: hash32,
  blockTimestamp: uint,
  transactionHash: hash32,
  transactionIndex: uint,
  logIndex: uint,
  removed: z.literal(false),
});

export const receipt = z.strictObject({
  type: byte,
  transactionHash: hash32,
  transactionIndex: uint,
  blockHash: hash32,
  blockNumber: uint,
  from: address,
  to: address.nullable(),
  cumulativeGasUsed: uint,
  gasUsed: uint,
  contractAddress: address.nullable(),
  logs: z.array(log),
  logsBloom: bytes256,
  status: z.enum(['0x0', '0x1']),
  effectiveGasPrice: uint,
});

const place = {
  blockHash: hash32,
  blockNumber: uint,
  blockTimestamp: uint,
  transactionIndex: uint,
};
const nowhere = {
  blockHash: z.null(),
  blockNumber: z.null(),
  blockTimestamp: z.null(),
  transactionIndex: z.null(),
};
const common = {
  from: address,
  hash: hash32,
  nonce: uint,
  gas: uint,
  value: uint,
  input: bytes,
  gasPrice: uint,
  r: uint,
  s: uint,
  v: uint,
};
const accessList = z.array(z.strictObject({ address, storageKeys: z.array(hash32) }));
const recipient = { to: address.nullable() };
const typed = { chainId: uint, accessList, yParity: z.enum(['0x0', '0x1']) };
const fees = { maxFeePerGas: uint, maxPriorityFeePerGas: uint };
const authorizationList = z.array(
  z.strictObject({ chainId: uint, nonce: uint, address, yParity: byte, r: uint, s: uint }),
);

function transactionWith(where: typeof place | typeof nowhere) {
  return z.union([
    z.strictObject({ ...common, ...where, ...recipient, type: z.literal('0x0'), chainId: uint.optional() }),
    z.strictObject({ ...common, ...where, ...recipient, ...typed, type: z.literal('0x1') }),
    z.strictObject({ ...common, ...where, ...recipient, ...typed, ...fees, type: z.literal('0x2') }),
    z.strictObject({ ...common, ...where, ...typed, ...fees, to: address, type: z.literal('0x4'), authorizationList }),
  ]);
}

export const transaction = transactionWith(place);
export const pooledTransaction = transactionWith(nowhere);

const headerFields = {
  number: uint,
  hash: hash32,
  parentHash: hash32,
  sha3Uncles: hash32,
  miner: address,
  stateRoot: hash32,
  transactionsRoot: hash32,
  receiptsRoot: hash32,
  logsBloom: bytes256,
  difficulty: uint,
  gasLimit: uint,
  gasUsed: uint,
  timestamp: uint,
  extraData: bytes,
  mixHash: hash32,
  nonce: bytes8,
  baseFeePerGas: uint,
  withdrawalsRoot: hash32,
  blobGasUsed: uint,
  excessBlobGas: uint,
  parentBeaconBlockRoot: hash32,
  requestsHash: hash32,
  lodeTimeMs: uint,
};

export const header = z.strictObject(headerFields);

function blockWith(transactions: z.ZodType) {
  return z.strictObject({
    ...headerFields,
    size: uint,
    transactions: z.array(transactions),
    uncles: z.array(z.never()),
    withdrawals: z.array(z.never()),
  });
}

export const block = blockWith(hash32);
export const fullBlock = blockWith(transaction);

const { lodeTimeMs: _, ...sealedFields } = headerFields;
const simulatedCall = z.union([
  z.strictObject({
    status: z.literal('0x1'),
    returnData: bytes,
    gasUsed: uint,
    maxUsedGas: uint,
    logs: z.array(log),
  }),
  z.strictObject({
    status: z.literal('0x0'),
    returnData: bytes,
    gasUsed: uint,
    maxUsedGas: uint,
    logs: z.array(z.never()),
    error: z.union([
      z.strictObject({ code: z.literal(3), message: z.string(), data: bytes }),
      z.strictObject({ code: z.literal(-32015), message: z.string() }),
    ]),
  }),
]);
/** EthSimulateBlockResult: nobody made these blocks at any time, so there is no `lodeTimeMs`. */
function simulatedWith(transactions: z.ZodType) {
  return z.strictObject({
    ...sealedFields,
    size: uint,
    transactions: z.array(transactions),
    uncles: z.array(z.never()),
    withdrawals: z.array(z.never()),
    calls: z.array(simulatedCall),
  });
}
export const simulatedBlock = simulatedWith(hash32);
export const fullSimulatedBlock = simulatedWith(transaction);

const kept = z.strictObject({
  disabled: z.boolean(),
  oldestBlock: uint.optional(),
  deleteStrategy: z.strictObject({ type: z.literal('window'), retentionBlocks: uint }).optional(),
});
export const capabilities = z.strictObject({
  head: z.strictObject({ number: uint, hash: hash32 }),
  state: kept,
  tx: kept,
  logs: kept,
  receipts: kept,
  blocks: kept,
  stateproofs: kept,
});

const ratio = z.number().min(0).max(1);
export const feeHistory = z.strictObject({
  oldestBlock: uint,
  baseFeePerGas: z.array(uint),
  baseFeePerBlobGas: z.array(uint),
  gasUsedRatio: z.array(ratio),
  blobGasUsedRatio: z.array(ratio),
  reward: z.array(z.array(uint)).optional(),
});

export const accessListResult = z.strictObject({ accessList, error: z.string().optional(), gasUsed: uint });

const forkConfig = z.strictObject({
  activationTime: z.number(),
  blobSchedule: z.strictObject({ baseFeeUpdateFraction: z.int(), max: z.int(), target: z.int() }),
  chainId: uint,
  forkId: pattern(/^0x[0-9a-f]{8}$/),
  precompiles: z.record(z.string(), address),
  systemContracts: z.record(z.string(), address),
});
export const config = z.strictObject({ current: forkConfig, next: z.null(), last: z.null() });

const count = z.int().nonnegative();
const structLog = z.strictObject({
  pc: count,
  op: z.string(),
  gas: count,
  gasCost: count,
  depth: z.int().min(1),
  error: z.string().optional(),
  refund: count.optional(),
  stack: z.array(uint).optional(),
  memory: z.array(hash32).optional(),
  storage: z.record(hash32, hash32).optional(),
});
export const structTrace = z.strictObject({
  gas: count,
  failed: z.boolean(),
  returnValue: bytes,
  structLogs: z.array(structLog),
});

const callLog = z.strictObject({ address, topics: z.array(hash32), data: bytes, index: uint, position: uint });
export const callFrame = z.strictObject({
  type: z.enum(['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL', 'CREATE', 'CREATE2', 'SELFDESTRUCT']),
  from: address,
  to: address.optional(),
  value: uint.optional(),
  gas: uint,
  gasUsed: uint,
  input: bytes,
  output: bytes.optional(),
  error: z.string().optional(),
  revertReason: z.string().optional(),
  logs: z.array(callLog).optional(),
  get calls() {
    return z.array(callFrame).optional();
  },
});

export const poolStatus = z.strictObject({ pending: uint, queued: uint });
const byNonce = z.record(pattern(/^\d+$/), pooledTransaction);
export const poolContentFrom = z.strictObject({ pending: byNonce, queued: byNonce });
const bySender = z.record(address, byNonce);
export const poolContent = z.strictObject({ pending: bySender, queued: bySender });
