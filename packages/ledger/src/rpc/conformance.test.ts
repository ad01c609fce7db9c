import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PROGRAMS } from '../../testkit/rpcPrograms.ts';
import { ACCOUNTS, accountBytes, startTestRpc, type TestRpc } from '../../testkit/rpcServer.ts';
import * as shapes from '../../testkit/rpcShapes.ts';

const { uint, bytes, address, hash32 } = shapes;
const text = (program: { address: Uint8Array }) => `0x${program.address.toHex()}`;
const WHO = `0x${accountBytes(0).toHex()}`;
const ZERO_HASH = `0x${'00'.repeat(32)}`;

let rpc: TestRpc;
/** Transactions of each type, a creation among them, in blocks 1 to 6; one pending, one queued. */
const hashes: string[] = [];

async function sendTyped(fields: Record<string, unknown>): Promise<string> {
  const [account, , signer] = ACCOUNTS;
  if (account === undefined || signer === undefined) throw new Error('there are accounts');
  const nonce = Number(rpc.chain.pendingNonce(accountBytes(0)));
  const common = { chainId: 1280, nonce, gas: 500_000n, to: text(PROGRAMS.counter), value: 0n };
  const raw = await account.signTransaction({ ...common, ...fields } as Parameters<typeof account.signTransaction>[0]);
  return String(await rpc.ask('eth_sendRawTransaction', raw));
}

beforeAll(async () => {
  rpc = await startTestRpc();
  const signer = ACCOUNTS[2];
  const accessList = [{ address: text(PROGRAMS.counter), storageKeys: [ZERO_HASH] }];
  const fees = { maxFeePerGas: 100n, maxPriorityFeePerGas: 3n };
  const authorization = await signer?.signAuthorization({
    chainId: 1280,
    address: '0x00000000000000000000000000000000000000aa',
    nonce: 0,
  });
  for (const fields of [
    { type: 'legacy', gasPrice: 50n },
    { type: 'legacy', gasPrice: 50n, chainId: undefined },
    { type: 'eip2930', gasPrice: 50n, accessList },
    { type: 'eip1559', ...fees },
    { type: 'eip7702', ...fees, authorizationList: [authorization] },
    { type: 'eip1559', ...fees, to: undefined, data: '0x6000600055600160005260206000f3' },
  ]) {
    hashes.push(await sendTyped(fields));
  }
  rpc.chain.setAutomine(false);
  hashes.push(await sendTyped({ type: 'eip1559', ...fees, data: '0x1234' }));
  await sendTyped({ type: 'eip1559', ...fees, nonce: 20 });
});
afterAll(async () => {
  expect(rpc.faults).toEqual([]);
  await rpc.stop();
});

const HEAD = '0x6';

describe('answers have the shapes of execution-apis', () => {
  const cases: readonly [string, unknown[], z.ZodType][] = [
    ['eth_chainId', [], uint],
    ['eth_syncing', [], z.literal(false)],
    ['eth_accounts', [], z.array(address).length(0)],
    ['eth_coinbase', [], address],
    ['eth_blockNumber', [], z.literal(HEAD)],
    ['eth_config', [], shapes.config],
    ['eth_gasPrice', [], uint],
    ['eth_maxPriorityFeePerGas', [], uint],
    ['eth_blobBaseFee', [], z.literal('0x1')],
    ['eth_baseFee', [], uint],
    ['eth_feeHistory', ['0x4', 'latest', [0, 50, 100]], shapes.feeHistory],
    ['eth_feeHistory', [2, 'latest'], shapes.feeHistory],
    ['eth_getBalance', [WHO, 'latest'], uint],
    ['eth_getTransactionCount', [WHO, 'pending'], z.literal('0x7')],
    ['eth_getTransactionCount', [WHO], z.literal('0x6')],
    ['eth_getCode', [text(PROGRAMS.reader), 'latest'], bytes],
    ['eth_getCode', [WHO, 'latest'], z.literal('0x')],
    ['eth_getStorageAt', [text(PROGRAMS.reader), '0x7', 'latest'], z.literal(`0x${'63'.padStart(64, '0')}`)],
    ['eth_getStorageAt', [text(PROGRAMS.reader), `0x${'7'.padStart(64, '0')}`], hash32],
    ['eth_call', [{ to: text(PROGRAMS.reader), data: `0x${'7'.padStart(64, '0')}` }, 'latest'], bytes],
    ['eth_estimateGas', [{ from: WHO, to: text(PROGRAMS.counter) }], uint],
    ['eth_createAccessList', [{ from: WHO, to: text(PROGRAMS.nesting) }, 'latest'], shapes.accessListResult],
    [
      'eth_simulateV1',
      [{ blockStateCalls: [{ calls: [{ to: text(PROGRAMS.counter) }, { to: text(PROGRAMS.failing) }] }] }],
      z.array(shapes.simulatedBlock).length(1),
    ],
    [
      'eth_simulateV1',
      [
        {
          blockStateCalls: [
            {
              calls: [
                { to: text(PROGRAMS.nesting) },
                { gasPrice: '0x0', to: WHO },
                { to: text(PROGRAMS.endless), gas: '0xffff' },
              ],
            },
            { calls: [{ accessList: [], gasPrice: '0x0', data: '0x' }] },
          ],
          ...{ returnFullTransactions: true, traceTransfers: true },
        },
        'latest',
      ],
      z.array(shapes.fullSimulatedBlock).length(2),
    ],
    ['eth_getHeaderByNumber', ['latest'], shapes.header],
    ['eth_getHeaderByNumber', ['pending'], z.null()],
    ['eth_getHeaderByNumber', ['0x7'], z.null()],
    ['eth_getHeaderByHash', [ZERO_HASH], z.null()],
    ['eth_capabilities', [], shapes.capabilities],
    [
      'eth_getStorageValues',
      [{ [text(PROGRAMS.reader)]: ['0x7', ZERO_HASH] }, 'latest'],
      z.strictObject({
        [text(PROGRAMS.reader)]: z.tuple([z.literal(`0x${'63'.padStart(64, '0')}`), z.literal(ZERO_HASH)]),
      }),
    ],
    ['eth_getStorageValues', [{}], z.strictObject({})],
    ['eth_getTransactionBySenderAndNonce', [WHO, '0x0'], shapes.transaction],
    ['eth_getTransactionBySenderAndNonce', [WHO, '0x6'], shapes.pooledTransaction],
    ['eth_getTransactionBySenderAndNonce', [WHO, '0x14'], shapes.pooledTransaction],
    ['eth_getTransactionBySenderAndNonce', [WHO, '0x15'], z.null()],
    ['eth_getBlockByNumber', ['latest', false], shapes.block],
    ['eth_getBlockByNumber', ['earliest', true], shapes.fullBlock],
    ['eth_getBlockByNumber', ['safe', true], shapes.fullBlock],
    ['eth_getBlockByNumber', ['finalized', false], shapes.block],
    ['eth_getBlockByNumber', ['0x7', false], z.null()],
    ['eth_getBlockByHash', [ZERO_HASH, false], z.null()],
    ['eth_getBlockTransactionCountByNumber', ['latest'], z.literal('0x1')],
    ['eth_getBlockTransactionCountByNumber', ['pending'], z.literal('0x0')],
    ['eth_getBlockReceipts', ['pending'], z.array(z.never())],
    ['eth_getTransactionByBlockNumberAndIndex', ['pending', '0x0'], z.null()],
    ['eth_getBlockTransactionCountByHash', [ZERO_HASH], z.null()],
    ['eth_getUncleCountByBlockNumber', ['latest'], z.literal('0x0')],
    ['eth_getUncleCountByBlockHash', [ZERO_HASH], z.null()],
    ['eth_getUncleByBlockNumberAndIndex', ['latest', '0x0'], z.null()],
    ['eth_getUncleByBlockHashAndIndex', [ZERO_HASH, '0x0'], z.null()],
    ['eth_getBlockReceipts', ['latest'], z.array(shapes.receipt).length(1)],
    ['eth_getBlockReceipts', ['0x7'], z.null()],
    ['eth_getTransactionByHash', [ZERO_HASH], z.null()],
    ['eth_getTransactionReceipt', [ZERO_HASH], z.null()],
    ['eth_getTransactionByBlockNumberAndIndex', ['latest', '0x0'], shapes.transaction],
    ['eth_getTransactionByBlockNumberAndIndex', ['latest', '0x1'], z.null()],
    ['eth_getRawTransactionByBlockNumberAndIndex', ['latest', '0x0'], bytes],
    ['eth_getLogs', [{ fromBlock: '0x0', toBlock: 'latest' }], z.array(shapes.log).length(5)],
    ['eth_getFilterChanges', ['filter'], z.array(shapes.log)],
    ['net_version', [], z.literal('1280')],
    ['net_listening', [], z.literal(true)],
    ['net_peerCount', [], uint],
    ['web3_clientVersion', [], z.string()],
    ['web3_sha3', ['0x68656c6c6f'], z.literal('0x1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8')],
    ['txpool_status', [], z.strictObject({ pending: z.literal('0x1'), queued: z.literal('0x1') })],
    ['txpool_content', [], shapes.poolContent],
    ['txpool_contentFrom', [WHO], shapes.poolContentFrom],
    ['txpool_inspect', [], z.strictObject({ pending: z.object(), queued: z.object() })],
    ['debug_getRawHeader', ['latest'], bytes],
    ['debug_getRawBlock', [HEAD], bytes],
    ['debug_getRawReceipts', ['latest'], z.array(bytes).length(1)],
    ['debug_getBadBlocks', [], z.array(z.never())],
    [
      'debug_traceBlockByNumber',
      [HEAD],
      z.array(z.strictObject({ txHash: hash32, result: shapes.structTrace })).length(1),
    ],
    [
      'debug_traceCall',
      [{ to: text(PROGRAMS.nesting) }, 'latest', { tracer: 'callTracer', tracerConfig: { withLog: true } }],
      shapes.callFrame,
    ],
    ['rpc_modules', [], z.record(z.string(), z.string())],
    ['lode_status', [], z.object({ stateWindow: uint })],
  ];

  it.each(cases)('%s %j', async (method, params, shape) => {
    const filter = await rpc.ask('eth_newFilter', {});
    const result = await rpc.ask(method, ...params.map((param) => (param === 'filter' ? filter : param)));
    expect(() => shape.parse(result)).not.toThrow();
  });

  it('each type of transaction and its receipt, in a block, traced, and raw', async () => {
    const types: unknown[] = [];
    for (const hash of hashes.slice(0, 6)) {
      const found = shapes.transaction.parse(await rpc.ask('eth_getTransactionByHash', hash));
      types.push(found.type);
      expect(await rpc.ask('eth_getTransactionBySenderAndNonce', WHO, found.nonce)).toEqual(found);
      const receipt = shapes.receipt.parse(await rpc.ask('eth_getTransactionReceipt', hash));
      expect(receipt).toMatchObject({
        transactionHash: hash,
        status: '0x1',
        from: WHO,
        effectiveGasPrice: found.gasPrice,
      });
      expect(receipt.contractAddress === null).toBe(found.to !== null);
      const block = shapes.fullBlock.parse(await rpc.ask('eth_getBlockByHash', receipt.blockHash, true));
      expect(block.transactions).toEqual([found]);
      shapes.block.parse(await rpc.ask('eth_getBlockByNumber', receipt.blockNumber, false));
      const trace = shapes.structTrace.parse(await rpc.ask('debug_traceTransaction', hash));
      expect(BigInt(trace.gas)).toBe(BigInt(receipt.gasUsed));
      const frame = shapes.callFrame.parse(await rpc.ask('debug_traceTransaction', hash, { tracer: 'callTracer' }));
      expect(frame.gasUsed).toBe(receipt.gasUsed);
      expect(await rpc.ask('debug_getRawTransaction', hash)).toBe(await rpc.ask('eth_getRawTransactionByHash', hash));
    }
    expect(types).toEqual(['0x0', '0x0', '0x1', '0x2', '0x4', '0x2']);
  });

  it('a pending transaction', async () => {
    const found = shapes.pooledTransaction.parse(await rpc.ask('eth_getTransactionByHash', hashes[6]));
    expect(found.gasPrice).toBe('0x64');
    expect(await rpc.ask('eth_getTransactionReceipt', hashes[6])).toBeNull();
  });

  it('the size of a block is that of its encoding', async () => {
    for (const number of ['0x0', '0x1', '0x3', HEAD]) {
      const raw = String(await rpc.ask('debug_getRawBlock', number));
      const { size } = shapes.block.parse(await rpc.ask('eth_getBlockByNumber', number, false));
      expect(Number(size)).toBe((raw.length - 2) / 2);
    }
  });
});

describe('geth’s errors', () => {
  it.each([
    ['eth_getBalance', [], -32602, 'missing value for required argument 0'],
    ['eth_getBalance', [null], -32602, 'missing value for required argument 0'],
    ['eth_getBalance', [WHO, 'latest', 1], -32602, 'too many arguments, want at most 2'],
    ['eth_getBalance', [WHO.slice(2)], -32602, 'invalid argument 0: hex string without 0x prefix'],
    ['eth_getBalance', [WHO.slice(0, -1)], -32602, 'invalid argument 0: hex string of odd length'],
    ['eth_getBalance', [`${WHO.slice(0, -2)}zz`], -32602, 'invalid argument 0: invalid hex string'],
    ['eth_getBalance', [WHO, '0x'], -32602, 'invalid argument 1: hex string "0x"'],
    ['eth_getBalance', [WHO, '0x00'], -32602, 'invalid argument 1: hex number with leading zero digits'],
    ['eth_getBalance', [WHO, `0x${'f'.repeat(17)}`], -32602, 'invalid argument 1: hex number > 64 bits'],
    ['eth_getBalance', [WHO, `0x${'f'.repeat(16)}`], -32602, 'invalid argument 1: block number larger than int64'],
    ['eth_getBalance', [WHO, 5], -32602, 'invalid argument 1: a hex string is expected'],
    ['eth_getBalance', [WHO, '0x99'], -32000, 'header not found'],
    ['eth_getBalance', [WHO, { blockHash: ZERO_HASH, requireCanonical: true }], -32000, 'header for hash not found'],
    [
      'eth_getBalance',
      [WHO, { blockHash: ZERO_HASH, blockNumber: '0x1' }],
      -32602,
      'invalid argument 1: cannot specify both BlockHash and BlockNumber, choose one or the other',
    ],
    ['eth_getBalance', [WHO, {}], -32602, 'invalid argument 1: invalid arguments; neither block nor hash specified'],
    [
      'eth_getStorageAt',
      [WHO, `0x${'0'.repeat(65)}`],
      -32602,
      `invalid argument 1: storage key too long (want at most 32 bytes): "0x${'0'.repeat(65)}"`,
    ],
    ['eth_getLogs', [{ fromBlock: '0x2', toBlock: '0x1' }], -32000, 'invalid block range params'],
    ['eth_getLogs', [{ fromBlock: '0x0', toBlock: '0x99' }], -32602, 'block range extends beyond current head block'],
    [
      'eth_getLogs',
      [{ blockHash: ZERO_HASH, fromBlock: '0x0' }],
      -32602,
      'invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other',
    ],
    [
      'eth_getLogs',
      [{ topics: [null, null, null, null, null] }],
      -32602,
      'invalid argument 0: topics: exceed max topics',
    ],
    ['eth_getFilterChanges', ['0x1'], -32000, 'filter not found'],
    ['eth_subscribe', ['newHeads'], -32001, 'notifications not supported: subscribe over WebSocket'],
    ['debug_traceTransaction', [ZERO_HASH], -32000, 'transaction not found'],
    ['debug_traceBlockByNumber', ['0x0'], -32000, 'genesis is not traceable'],
    [
      'debug_traceBlockByNumber',
      ['0x1', { tracer: '4byteTracer' }],
      -32602,
      'invalid argument 1: tracer: unknown tracer: callTracer, prestateTracer, or none for the struct logger',
    ],
    ['eth_feeHistory', ['0x1', 'latest', [50, 10]], -32000, 'invalid reward percentile: #0:50 >= #1:10'],
    ['eth_sendRawTransaction', ['0x00'], -32000, undefined],
    ['eth_call', [{ to: text(PROGRAMS.reader), data: '0x01', input: '0x02' }], -32602, undefined],
    [
      'eth_call',
      [{ to: text(PROGRAMS.reader), gasPrice: '0x1', maxFeePerGas: '0x1' }],
      -32602,
      'invalid argument 0: both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified',
    ],
    ['eth_getProof', [WHO, [], 'latest'], -32004, expect.stringContaining('lode_getProof')],
  ])('%s %j', async (method, params, code, message) => {
    const { error } = await rpc.call(method, ...params);
    expect(error).toMatchObject({ code, ...(message === undefined ? {} : { message }) });
  });
});
