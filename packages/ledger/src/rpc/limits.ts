/** What a client may ask of the server. Each has a test; docs/adr/0207 says what happens when one is met. */
export interface RpcLimits {
  /** Bytes of a request, over HTTP or as a WebSocket message. */
  bodyBytes: number;
  /** Calls in a batch. */
  batchCalls: number;
  /** Bytes of an answer, that of a batch included. */
  responseBytes: number;
  /** Arrays and objects inside one another. */
  jsonDepth: number;
  /** Requests that are being read or answered at once. More are refused. */
  concurrentRequests: number;
  /** Open connections, HTTP and WebSocket together. More are closed. */
  connections: number;
  /** Time a batch may take; what is left of it then is refused. */
  batchMs: number;
  /**
   * Cost units a second of one client, and how many it may save up. A plain call costs one; a millisecond of the
   * processor, told afterwards, `unitsPerMs`.
   */
  unitsPerSecond: number;
  unitsBurst: number;
  unitsPerMs: number;
  /** Clients whose rates are remembered. */
  clients: number;
  /** Subscriptions of a connection, and in all. */
  subscriptions: number;
  subscriptionsTotal: number;
  /** Bytes waiting in a connection: who reads too slowly is cut off. */
  outgoingBytes: number;
  /** Filters in all, and of one client. */
  filters: number;
  filtersPerClient: number;
  /** A filter that is not asked for so long is forgotten. */
  filterIdleMs: number;
  /** Hashes that a filter of pending transactions keeps; the oldest are dropped. */
  filterHashes: number;
  /** Blocks in the range of a log query. */
  logBlocks: number;
  /** Logs in the answer of a log query. */
  logResults: number;
  /** Addresses, and topics at one position, of a log query. */
  logTopics: number;
  /** Gas of a simulated call, whatever it asks for. */
  callGas: bigint;
  /** Processor time of a simulated call: seen at precompiles, reads of the state and steps of traces. */
  callMs: number;
  /** Processor time of a trace of a transaction or a block. */
  traceMs: number;
  /** Steps of a trace that are returned. */
  traceSteps: number;
  /** Calls and logs of a trace that are returned. */
  traceCalls: number;
  /** Blocks that eth_simulateV1 makes, gaps filled, and calls in them. They share `callGas` and one budget of time. */
  simulateBlocks: number;
  simulateCalls: number;
  /** Accounts, and slots in all, that the overrides of a request may name. */
  overrideAccounts: number;
  overrideSlots: number;
  /** Transactions in lode_sendRawTransactions. */
  bulkTransactions: number;
  /** Transactions of the pool that txpool_content and txpool_inspect list. */
  poolTransactions: number;
  /** Requests that wait in eth_sendRawTransactionSync, and how long they may. */
  syncWaiters: number;
  syncMs: number;
}

export const DEFAULT_LIMITS: RpcLimits = {
  // geth's defaults (rpc/http.go, node/defaults.go): 5 MiB, 1000 calls, 25 MB.
  bodyBytes: 5 * 1024 * 1024,
  batchCalls: 1_000,
  responseBytes: 25_000_000,
  // A state override with a batch around it is 7 deep.
  jsonDepth: 32,
  concurrentRequests: 256,
  connections: 1_024,
  batchMs: 10_000,
  // Half of the thread for one client that never stops asking: blocks are made on it too.
  unitsPerSecond: 5_000,
  unitsBurst: 20_000,
  unitsPerMs: 10,
  clients: 10_000,
  subscriptions: 128,
  subscriptionsTotal: 8_192,
  outgoingBytes: 16 * 1024 * 1024,
  filters: 4_096,
  filtersPerClient: 256,
  // geth's (eth/filters/api.go).
  filterIdleMs: 5 * 60_000,
  filterHashes: 10_000,
  logBlocks: 10_000,
  logResults: 10_000,
  logTopics: 1_000,
  // Above what a transaction can have (EIP-7825). geth allows 50 million and 5 s, but not on the thread that makes
  // blocks. What a call can take at worst: docs/adr/0207.
  callGas: 30_000_000n,
  callMs: 1_000,
  traceMs: 5_000,
  traceSteps: 100_000,
  traceCalls: 10_000,
  // What execution-apis recommends: as far as BLOCKHASH reaches.
  simulateBlocks: 256,
  // More than `callGas` pays for: 21,000 each.
  simulateCalls: 1_500,
  overrideAccounts: 1_000,
  overrideSlots: 10_000,
  bulkTransactions: 10_000,
  poolTransactions: 4_096,
  syncWaiters: 128,
  // EIP-7966; geth's (eth/ethconfig, TxSyncDefaultTimeout).
  syncMs: 20_000,
};
