import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Anvil, startAnvil } from '../../testkit/rpcAnvil.ts';
import { PROGRAMS } from '../../testkit/rpcPrograms.ts';
import { ACCOUNTS, accountBytes, type RpcAnswer, startTestRpc, type TestRpc } from '../../testkit/rpcServer.ts';
import { toWord } from './hex.ts';

/** One scripted session against two nodes: what both can know has to be the same. */

const BASE_FEE = 1_000_000_000n;
const RICH = 10_000n * 10n ** 18n;
const WHO = `0x${accountBytes(0).toHex()}`;
const text = (program: { address: Uint8Array }) => `0x${program.address.toHex()}`;
const { counter, failing, panicking, reader, nesting, endless, environment, greedy } = PROGRAMS;

let lode: TestRpc;
let anvil: Anvil;
const hashes: string[] = [];

async function sign(nonce: number, fields: object): Promise<string> {
  const [account, , signer] = ACCOUNTS;
  if (account === undefined || signer === undefined) throw new Error('there are accounts');
  const common = { chainId: 1280, nonce, gas: 500_000n, to: text(counter), value: 0n };
  return account.signTransaction({ ...common, ...fields } as Parameters<typeof account.signTransaction>[0]);
}

beforeAll(async () => {
  lode = await startTestRpc({ chain: { baseFee: BASE_FEE } });
  anvil = await startAnvil(
    ...['--chain-id', '1280', '--hardfork', 'osaka', '--accounts', '1', '--gas-limit', '60000000'],
    // What we have after an empty genesis block: anvil's is that of block 1.
    ...['--base-fee', ((BASE_FEE * 7n) / 8n).toString(), '--steps-tracing'],
  );
  const set = async (method: string, ...params: unknown[]) => {
    expect((await anvil.call(method, ...params)).error).toBeUndefined();
  };
  for (const i of ACCOUNTS.keys())
    await set('anvil_setBalance', `0x${accountBytes(i).toHex()}`, `0x${RICH.toString(16)}`);
  for (const program of Object.values(PROGRAMS)) {
    await set('anvil_setCode', text(program), `0x${program.code.toHex()}`);
    await set('anvil_setNonce', text(program), '0x1');
  }
  await set('anvil_setStorageAt', text(reader), toWord(7n), toWord(99n));
  await set('anvil_setCoinbase', `0x${'cb'.repeat(20)}`);
  const fees = { type: 'eip1559', maxFeePerGas: 5n * BASE_FEE, maxPriorityFeePerGas: 3n };
  const accessList = [{ address: text(counter), storageKeys: [toWord(0n)] }];
  const authorization = await ACCOUNTS[2]?.signAuthorization({
    chainId: 1280,
    address: `0x${counter.address.toHex()}`,
    nonce: 0,
  });
  for (const [nonce, fields] of [
    { type: 'legacy', gasPrice: 5n * BASE_FEE },
    { type: 'eip2930', gasPrice: 5n * BASE_FEE, accessList },
    { ...fees, value: 5n },
    { ...fees, to: text(nesting) },
    { ...fees, to: text(failing) },
    { ...fees, to: undefined, data: '0x6000600055600160005260206000f3' },
    { ...fees, to: `0x${accountBytes(2).toHex()}`, type: 'eip7702', authorizationList: [authorization] },
    { ...fees, to: text(endless), gas: 22_000n },
  ].entries()) {
    const raw = await sign(nonce, fields);
    const [ours, theirs] = await both('eth_sendRawTransaction', raw);
    expect(ours.result).toBe(theirs.result);
    hashes.push(String(ours.result));
  }
});
afterAll(async () => {
  await anvil.stop();
  await lode.stop();
  expect(lode.faults).toEqual([]);
});

function both(method: string, ...params: unknown[]): Promise<[RpcAnswer, RpcAnswer]> {
  return Promise.all([lode.call(method, ...params), anvil.call(method, ...params)]);
}

type Json = Record<string, unknown>;

/** Without what two chains cannot share: hashes of blocks and times. */
function comparable(value: unknown, without: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((one) => comparable(one, without));
  if (typeof value !== 'object' || value === null) return value;
  const skip = new Set(['blockHash', 'blockTimestamp', ...without]);
  const entries = Object.entries(value as Json).filter(([key]) => !skip.has(key));
  return Object.fromEntries(entries.map(([key, one]) => [key, comparable(one, without)]));
}

async function expectSame(method: string, params: readonly unknown[], without: readonly string[] = []): Promise<void> {
  const [ours, theirs] = await both(method, ...params);
  expect(theirs.error).toBeUndefined();
  expect(comparable(ours.result, without)).toEqual(comparable(theirs.result, without));
}

describe('the same as anvil', () => {
  it('transactions and receipts of every type', async () => {
    for (const hash of hashes) {
      await expectSame('eth_getTransactionByHash', [hash]);
      // anvil gives every receipt the price of blobs; geth those with blobs alone.
      await expectSame('eth_getTransactionReceipt', [hash], ['blobGasPrice']);
      await expectSame('eth_getRawTransactionByHash', [hash]);
    }
  });

  it('state, counts and logs', async () => {
    for (const program of Object.values(PROGRAMS)) {
      for (const method of ['eth_getBalance', 'eth_getCode', 'eth_getTransactionCount']) {
        await expectSame(method, [text(program), 'latest']);
      }
    }
    await expectSame('eth_getBalance', [WHO, 'latest']);
    for (const number of ['0x1', '0x2', '0x3']) await expectSame('eth_getStorageAt', [text(counter), '0x0', number]);
    await expectSame('eth_getLogs', [{ fromBlock: '0x0', toBlock: 'latest' }]);
    await expectSame('eth_getLogs', [
      { fromBlock: '0x2', toBlock: '0x4', address: text(counter), topics: [[toWord(0xaan)]] },
    ]);
    await expectSame('eth_getBlockTransactionCountByNumber', ['0x3']);
    await expectSame('eth_blockNumber', []);
    await expectSame('eth_chainId', []);
    await expectSame('net_version', []);
    await expectSame('web3_sha3', ['0x1234']);
  });

  it('the parts of blocks that follow from their transactions', async () => {
    for (let n = 1; n <= hashes.length; n++) {
      const [ours, theirs] = (await both('eth_getBlockByNumber', `0x${n}`, false)).map(({ result }) => result as Json);
      for (const key of [
        'transactions',
        'transactionsRoot',
        'receiptsRoot',
        'logsBloom',
        'gasUsed',
        'gasLimit',
        'baseFeePerGas',
        'sha3Uncles',
        'difficulty',
        'nonce',
        'uncles',
        'withdrawalsRoot',
      ]) {
        expect([n, key, ours?.[key]]).toEqual([n, key, theirs?.[key]]);
      }
      expect(
        Object.keys(theirs ?? {})
          .filter((key) => !(key in (ours ?? {})))
          .sort(),
      ).toEqual(['totalDifficulty'].filter((key) => key in (theirs ?? {})));
    }
  });

  it('calls: results, and codes and data of faults', async () => {
    for (const request of [
      { to: text(reader), data: toWord(7n) },
      { to: text(counter), from: WHO, value: '0x1' },
      { to: text(failing) },
      { to: text(panicking) },
      { to: text(greedy), gas: '0x186a0' },
      { data: '0x60016000526001601ff3' },
    ]) {
      const [ours, theirs] = await both('eth_call', request, 'latest');
      expect(ours.result).toEqual(theirs.result);
      expect([request, ours.error?.code, ours.error?.data]).toEqual([request, theirs.error?.code, theirs.error?.data]);
    }
    const override = { [text(reader)]: { stateDiff: { [toWord(7n)]: toWord(5n) } } };
    await expectSame('eth_call', [{ to: text(reader), data: toWord(7n) }, 'latest', override]);
    const [ours, theirs] = await both(
      'eth_call',
      { to: text(environment) },
      'latest',
      {},
      { number: '0x1234', time: '0x999999999', feeRecipient: WHO },
    );
    expect(String(ours.result).slice(0, 130)).toBe(String(theirs.result).slice(0, 130));
  });

  it('access lists, and gas within geth’s tolerance', async () => {
    const lists = await both('eth_createAccessList', { from: WHO, to: text(nesting) }, 'latest');
    const [ours, theirs] = lists.map(({ result }) => {
      const { accessList } = result as { accessList: { address: string }[] };
      return accessList.sort((a, b) => (a.address < b.address ? -1 : 1));
    });
    expect(ours).toEqual(theirs);
    for (const program of [counter, nesting, greedy]) {
      const [ours, theirs] = (await both('eth_estimateGas', { from: WHO, to: text(program) })).map(({ result }) =>
        Number(result),
      );
      expect(Math.abs((ours ?? 0) - (theirs ?? 0)) / (theirs ?? 1)).toBeLessThan(0.03);
    }
    await expectSame('eth_estimateGas', [{ from: WHO, to: WHO, value: '0x1' }]);
  });

  it('traces', async () => {
    for (const hash of hashes) {
      const config = { tracer: 'callTracer', tracerConfig: { withLog: true } };
      const [ours, theirs] = (await both('debug_traceTransaction', hash, config)).map(({ result }) =>
        comparable(result, ['index', 'error']),
      );
      // The gas of the transaction itself is its limit, as geth has it; anvil takes the intrinsic gas off.
      expect({ ...(ours as Json), gas: '' }).toEqual({ ...(theirs as Json), gas: '' });
      const [steps, others] = (await both('debug_traceTransaction', hash, {})).map(
        ({ result }) => result as { structLogs: Json[]; gas: number; failed: boolean },
      );
      expect([steps?.gas, steps?.failed]).toEqual([others?.gas, others?.failed]);
      // Of the step that runs out of gas, we tell the constant part of its cost, anvil what it had left.
      const brief = (logs: Json[] = []) =>
        logs.map(({ pc, op, gas, gasCost, depth, stack }, n) => ({
          ...{ pc, op, gas, depth, stack },
          gasCost: n === logs.length - 1 ? undefined : gasCost,
        }));
      expect(brief(steps?.structLogs)).toEqual(brief(others?.structLogs));
    }
  });

  // anvil takes no creations here, tells transfers that were undone, and has blocks and codes of its own.
  it('simulations: what became of each call', async () => {
    const at = (n: number) => `0x${n.toString(16).padStart(40, 'd')}`;
    const code = (program: { code: Uint8Array }) => `0x${program.code.toHex()}`;
    const blockStateCalls = [
      {
        stateOverrides: {
          [at(1)]: { balance: '0xde0b6b3a7640000', nonce: '0x7' },
          [at(2)]: { code: code(counter), balance: '0x64' },
          // Sends what it got on, and then all it has by dying.
          [at(3)]: {
            code: `0x600060006000600034 73${at(4).slice(2)} 5af150 73${at(5).slice(2)} ff`.replaceAll(' ', ''),
          },
          [text(reader)]: { stateDiff: { [toWord(8n)]: toWord(5n) } },
        },
        calls: [
          { from: at(1), to: at(2), value: '0x5' },
          { from: at(1), to: at(3), value: '0x6' },
          { from: at(1), to: text(nesting), value: '0x1' },
          { from: at(1), to: text(failing) },
          { from: at(1), to: text(panicking) },
          { from: at(1), to: text(endless), gas: '0x186a0' },
          { from: at(1), to: text(reader), input: toWord(8n) },
          { from: at(1), to: text(reader), input: toWord(7n) },
          { from: at(2), to: at(1), value: '0x1' },
          { from: WHO, to: at(1), value: '0x1' },
        ],
      },
      {
        stateOverrides: { [text(reader)]: { state: { [toWord(9n)]: toWord(1n) } } },
        calls: [8n, 9n].map((key) => ({ from: at(1), to: text(reader), input: toWord(key) })),
      },
      { calls: [{ from: at(1), to: at(2) }, { to: text(counter) }] },
    ];
    const answers = await both('eth_simulateV1', { blockStateCalls, traceTransfers: true }, 'latest');
    expect(answers.map(({ error }) => error)).toEqual([undefined, undefined]);
    const [ours, theirs] = answers.map(({ result }) =>
      (result as { calls: Json[] }[]).map(({ calls }) =>
        calls.map(({ status, gasUsed, returnData, logs }) => ({
          ...{ status, gasUsed, returnData: status === '0x1' ? returnData : '' },
          logs: (logs as Json[]).map(({ address, topics, data, logIndex }) => ({ address, topics, data, logIndex })),
        })),
      ),
    );
    expect(ours).toEqual(theirs);
    expect(ours?.map((calls) => calls.length)).toEqual([10, 2, 2]);
  });

  it('what is refused', async () => {
    const known = await sign(0, { type: 'legacy', gasPrice: 5n * BASE_FEE });
    const poor = await ACCOUNTS[1]?.signTransaction({
      type: 'legacy',
      chainId: 1280,
      nonce: 0,
      gas: 21_000n,
      gasPrice: 10n ** 30n,
      to: `0x${'00'.repeat(20)}`,
    });
    for (const [method, ...params] of [
      ['eth_sendRawTransaction', known],
      ['eth_sendRawTransaction', poor],
      ['eth_sendRawTransaction', '0x1234'],
      ['eth_getBalance'],
      ['eth_getBalance', '0x1234', 'latest'],
      ['eth_nothing'],
    ] as [string, ...unknown[]][]) {
      const answers = await both(method, ...params);
      expect([method, params, ...answers.map(({ error }) => typeof error?.message)]).toEqual([
        method,
        params,
        'string',
        'string',
      ]);
    }
  });
});
