import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../../testkit/rpcPrograms.ts';
import { accountBytes, startTestRpc, type TestRpc } from '../../../testkit/rpcServer.ts';
import { toWord } from '../hex.ts';

const text = (program: { address: Uint8Array }) => `0x${program.address.toHex()}`;
const WHO = `0x${accountBytes(0).toHex()}`;
const { counter, failing, panicking, reader, endless, environment, nesting, greedy, pairings } = PROGRAMS;

let rpc: TestRpc;
beforeAll(async () => {
  rpc = await startTestRpc({
    chain: { stateWindow: 4 },
    server: { limits: { callGas: 20_000_000n, traceSteps: 200 } },
  });
});
afterAll(async () => {
  expect(rpc.faults).toEqual([]);
  await rpc.stop();
});

const call = (to: { address: Uint8Array }, fields: object = {}, ...rest: unknown[]) =>
  rpc.call('eth_call', { to: text(to), ...fields }, ...rest);
const words = (data: unknown) => (String(data).slice(2).match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`));
const slot = (n: bigint) => toWord(n);

describe('eth_call', () => {
  it('reads, and changes nothing', async () => {
    expect((await call(reader, { data: slot(7n) })).result).toBe(slot(99n));
    expect((await call(counter)).result).toBe('0x');
    expect(await rpc.ask('eth_getStorageAt', text(counter), '0x0')).toBe(slot(0n));
  });

  it('tells reverts as geth does', async () => {
    const { error } = await call(failing);
    expect(error).toMatchObject({ code: 3, message: 'execution reverted: user error' });
    expect(String(error?.data)).toMatch(/^0x08c379a0/);
    expect((await call(panicking)).error).toMatchObject({
      code: 3,
      message: 'execution reverted: arithmetic underflow or overflow',
    });
    const creation = { data: '0x60006000fd' };
    expect((await rpc.call('eth_call', creation)).error).toEqual({
      code: 3,
      message: 'execution reverted',
      data: '0x',
    });
  });

  it('tells what else can go wrong', async () => {
    expect((await call(endless)).error).toEqual({ code: -32000, message: 'out of gas' });
    expect((await call(counter, { gas: '0x1' })).error).toEqual({ code: -32000, message: 'intrinsic gas too low' });
    const poor = { from: `0x${'0d'.repeat(20)}`, value: '0x1' };
    expect((await call(counter, poor)).error?.message).toMatch(/^insufficient funds/);
    expect((await call(counter, { chainId: '0x1' })).error?.message).toBe(
      "chainId does not match node's (have=1, want=1280)",
    );
  });

  it('checks fees where it names a price', async () => {
    expect((await call(counter, { from: WHO, gasPrice: '0x1', gas: '0x5208' })).error?.message).toMatch(
      /^max fee per gas less than block base fee: address 0x[0-9a-f]{40}, maxFeePerGas: 1, baseFee: 7$/,
    );
    const tips = { maxFeePerGas: '0x10', maxPriorityFeePerGas: '0x11' };
    expect((await call(counter, { from: WHO, ...tips })).error?.message).toMatch(/^max priority fee per gas higher/);
    expect((await call(counter, { gasPrice: '0x10' })).error?.message).toMatch(/^insufficient funds for gas \* price/);
    expect((await call(counter, { from: WHO, gasPrice: '0x10' })).error).toBeUndefined();
  });

  it('runs in the block it names, the one to come, or one as the caller wants it', async () => {
    const { result } = await rpc.call('eth_getBlockByNumber', 'latest', false);
    const head = result as Record<string, string>;
    const [number, time, baseFee, coinbase] = words((await call(environment)).result);
    expect(number).toBe(BigInt(head.number ?? ''));
    expect(time).toBe(BigInt(head.timestamp ?? ''));
    expect(baseFee).toBe(0n); // it names no price
    expect(coinbase).toBe(BigInt(head.miner ?? ''));
    const priced = words((await call(environment, { from: WHO, gasPrice: '0x10' })).result);
    expect(priced[2]).toBe(7n);
    const pending = words((await call(environment, {}, 'pending')).result);
    expect(pending[0]).toBe((number ?? 0n) + 1n);
    expect(pending[4]).toBe(BigInt(head.hash ?? ''));
    const overridden = words(
      (
        await call(
          environment,
          { from: WHO, gasPrice: '0x64' },
          'latest',
          {},
          {
            number: '0x1234',
            time: '0x5678',
            baseFeePerGas: '0x63',
            feeRecipient: `0x${'ab'.repeat(20)}`,
            gasLimit: '0xffff',
            prevRandao: slot(3n),
          },
        )
      ).result,
    );
    expect(overridden).toEqual([0x1234n, 0x5678n, 0x63n, BigInt(`0x${'ab'.repeat(20)}`), 0n, 0xffffn, 3n]);
  });

  it('sees the state as the caller wants it', async () => {
    const other = `0x${'ee'.repeat(20)}`;
    const code = `0x${reader.code.toHex()}`;
    const input = { data: slot(7n) };
    const value = async (override: object, at = text(reader)) =>
      (await rpc.call('eth_call', { to: at, ...input }, 'latest', { [at]: override })).result;
    expect(await value({ stateDiff: { [slot(7n)]: slot(5n) } })).toBe(slot(5n));
    expect(await value({ stateDiff: { [slot(8n)]: slot(5n) } })).toBe(slot(99n));
    expect(await value({ state: { [slot(8n)]: slot(5n) } })).toBe(slot(0n));
    expect(await value({ code, state: { [slot(7n)]: slot(1n) } }, other)).toBe(slot(1n));
    expect(await value({ code: '0x' })).toBe('0x');
    const rich = { from: other, to: WHO, value: '0x64' };
    expect((await rpc.call('eth_call', rich)).error?.message).toMatch(/^insufficient funds/);
    expect((await rpc.call('eth_call', rich, 'latest', { [other]: { balance: '0x64' } })).result).toBe('0x');
    expect((await call(reader, input)).result).toBe(slot(99n));
  });

  it('refuses overrides that it cannot honour', async () => {
    const refusal = async (overrides: object, block = {}) => (await call(reader, {}, 'latest', overrides, block)).error;
    expect((await refusal({ [WHO]: { state: {}, stateDiff: {} } }))?.message).toContain("both 'state' and 'stateDiff'");
    expect((await refusal({ [`0x${'00'.repeat(19)}01`]: { code: '0x00' } }))?.message).toContain('precompile');
    expect((await refusal({ [WHO]: { movePrecompileToAddress: WHO } }))?.message).toContain('is not a precompile');
    expect((await refusal({ [`0x${'00'.repeat(19)}01`]: { movePrecompileToAddress: WHO } }))?.code).toBe(-32004);
    expect((await refusal({ '0x1234': {} }))?.code).toBe(-32602);
    expect((await refusal({}, { blobBaseFee: '0x0' }))?.message).toContain('EIP-4844');
    expect((await refusal({}, { withdrawals: [{}] }))?.message).toContain('no withdrawals');
    const many = Object.fromEntries(
      Array.from({ length: 1_001 }, (_, i) => [`0x${i.toString(16).padStart(40, '0')}`, {}]),
    );
    expect(await refusal(many)).toEqual({ code: -32005, message: 'at most 1000 accounts can be overridden' });
    const slots = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [slot(BigInt(i)), slot(1n)]));
    expect((await refusal({ [WHO]: { state: slots } }))?.message).toBe('at most 10000 slots can be overridden');
  });

  it('is cut off by gas, and by time where gas is slow', async () => {
    const slow = await startTestRpc({ server: { limits: { callMs: 20, callGas: 2_000_000_000n } } });
    const { error } = await slow.call('eth_call', { to: text(pairings) });
    expect(error).toEqual({ code: -32002, message: 'request timed out: execution aborted' });
    expect((await slow.call('eth_call', { to: text(reader), data: slot(7n) })).result).toBe(slot(99n));
    await slow.stop();
  });
});

describe('states of the past', () => {
  it('are read within the window', async () => {
    for (let n = 1n; n <= 6n; n++) await rpc.send({ to: counter.address });
    for (let n = 2n; n <= 6n; n++) {
      expect(await rpc.ask('eth_getStorageAt', text(counter), '0x0', `0x${n}`)).toBe(slot(n));
    }
    expect((await rpc.call('eth_getStorageAt', text(counter), '0x0', '0x1')).error).toMatchObject({
      code: -32000,
      message: expect.stringMatching(
        /^missing trie node: the state after block 1 of 0x[0-9a-f]{64} is not available; the states of the last 4 blocks before 6 are kept$/,
      ),
    });
  });
});

describe('eth_estimateGas', () => {
  const estimate = async (request: object) => Number(await rpc.ask('eth_estimateGas', request));

  it('is enough, and little more', async () => {
    expect(await estimate({ from: WHO, to: WHO, value: '0x1' })).toBe(21_000);
    for (const program of [counter, nesting, greedy, reader]) {
      const gas = await estimate({ from: WHO, to: text(program) });
      const at = (limit: number) => call(program, { from: WHO, gas: `0x${limit.toString(16)}` });
      expect((await at(gas)).error).toBeUndefined();
      const hash = await rpc.send({ to: program.address, gas: BigInt(gas) });
      expect(await rpc.ask('eth_getTransactionReceipt', hash)).toMatchObject({ status: '0x1' });
      expect((await at(Math.floor(gas * 0.98) - 2_400)).error).toBeDefined();
    }
  });

  it('says why there is none', async () => {
    const refusal = async (request: object) => (await rpc.call('eth_estimateGas', request)).error;
    expect(await refusal({ to: text(failing) })).toMatchObject({ code: 3, message: 'execution reverted: user error' });
    // EIP-7825: no transaction has more gas.
    expect((await refusal({ to: text(endless) }))?.message).toBe('gas required exceeds allowance (16777216)');
    expect((await refusal({ to: text(endless), gas: '0x186a0' }))?.message).toBe(
      'gas required exceeds allowance (100000)',
    );
    expect((await refusal({ from: `0x${'0d'.repeat(20)}`, to: WHO, value: '0x1', gasPrice: '0x10' }))?.message).toMatch(
      /^insufficient funds/,
    );
  });
});

describe('eth_createAccessList', () => {
  it('names what is reached besides sender, recipient and precompiles', async () => {
    const list = (await rpc.ask('eth_createAccessList', { from: WHO, to: text(nesting) })) as {
      accessList: { address: string; storageKeys: string[] }[];
      gasUsed: string;
    };
    expect(list.accessList).toEqual([
      { address: text(counter), storageKeys: [slot(0n)] },
      { address: text(failing), storageKeys: [] },
    ]);
    const request = { from: WHO, to: text(nesting), accessList: list.accessList };
    expect((await rpc.call('eth_call', { ...request, gas: list.gasUsed })).error).toBeUndefined();
  });
});

interface Frame {
  type: string;
  to: string;
  error?: string;
  revertReason?: string;
  gasUsed: string;
  calls?: Frame[];
  logs?: { address: string; topics: string[]; data: string; index: string; position: string }[];
}

describe('traces', () => {
  it('run a transaction again as it was, after the others of its block', async () => {
    rpc.chain.setAutomine(false);
    const hashes = [];
    for (const program of [counter, nesting, counter]) hashes.push(await rpc.send({ to: program.address }));
    const { header } = await rpc.chain.mine();
    rpc.chain.setAutomine(true);
    const number = `0x${header.number.toString(16)}`;
    const withLog = { tracer: 'callTracer', tracerConfig: { withLog: true } };
    const frames = (await rpc.ask('debug_traceBlockByNumber', number, withLog)) as { txHash: string; result: Frame }[];
    expect(frames.map(({ txHash }) => txHash)).toEqual(hashes);
    const receipts = (await rpc.ask('eth_getBlockReceipts', number)) as {
      gasUsed: string;
      logs: { data: string; logIndex: string }[];
    }[];
    expect(frames.map(({ result }) => result.gasUsed)).toEqual(receipts.map(({ gasUsed }) => gasUsed));
    const logsOf = (frame: Frame): NonNullable<Frame['logs']> => [
      ...(frame.logs ?? []),
      ...(frame.calls ?? []).flatMap(logsOf),
    ];
    frames.forEach(({ result }, i) => {
      const traced = logsOf(result).sort((a, b) => Number(a.index) - Number(b.index));
      expect(traced.map(({ data, index }) => ({ data, logIndex: index }))).toEqual(
        receipts[i]?.logs.map(({ data, logIndex }) => ({ data, logIndex })),
      );
    });
    for (const [i, hash] of hashes.entries()) {
      expect(await rpc.ask('debug_traceTransaction', hash, withLog)).toEqual(frames[i]?.result);
    }
    const hash = `0x${rpc.chain.head().hash.toHex()}`;
    expect(await rpc.ask('debug_traceBlockByHash', hash, withLog)).toEqual(frames);
  });

  it('callTracer: the tree, its logs between its calls, and reverts', async () => {
    const traceNesting = async (tracerConfig: object) =>
      (await rpc.ask('debug_traceCall', { to: text(nesting) }, 'latest', {
        tracer: 'callTracer',
        tracerConfig,
      })) as Frame;
    const root = await traceNesting({ withLog: true });
    expect(root.logs?.map(({ index, position }) => [index, position])).toEqual([
      ['0x0', '0x0'],
      ['0x2', '0x1'],
    ]);
    const [first, second] = root.calls ?? [];
    expect(first).toMatchObject({ type: 'CALL', to: text(counter), logs: [{ index: '0x1', topics: [slot(0xaan)] }] });
    expect(second).toMatchObject({ to: text(failing), error: 'execution reverted', revertReason: 'user error' });
    const top = await traceNesting({ onlyTopCall: true });
    expect(top.calls).toBeUndefined();
    expect((await traceNesting({})).logs).toBeUndefined();
  });

  it('struct logs: what is asked for, cut where asked, refused where too long', async () => {
    const trace = (config: object) => rpc.call('debug_traceCall', { to: text(counter) }, 'latest', config);
    type Steps = {
      structLogs: { op: string; stack?: string[]; storage?: object; memory?: string[] }[];
      failed: boolean;
    };
    const plain = (await trace({})).result as Steps;
    expect(plain.structLogs.map(({ op }) => op).slice(0, 4)).toEqual(['PUSH1', 'SLOAD', 'PUSH1', 'ADD']);
    expect(plain.structLogs[1]?.storage).toBeDefined();
    expect(plain.structLogs.every(({ memory }) => memory === undefined)).toBe(true);
    const bare = (await trace({ disableStack: true, disableStorage: true, enableMemory: true })).result as Steps;
    expect(bare.structLogs.every(({ stack, storage }) => stack === undefined && storage === undefined)).toBe(true);
    expect(bare.structLogs.at(-1)?.memory).toHaveLength(1);
    expect(((await trace({ limit: 3 })).result as Steps).structLogs).toHaveLength(3);
    const long = await rpc.call('debug_traceCall', { to: text(endless), gas: '0x186a0' }, 'latest', {});
    expect(long.error).toMatchObject({ code: -32003, message: expect.stringContaining('200 steps') });
  });

  it('are cut off by time', async () => {
    const { error } = await rpc.call('debug_traceCall', { to: text(endless) }, 'latest', {
      tracer: 'callTracer',
      timeout: '1ms',
    });
    expect(error?.code).toBe(-32002);
  });

  it('prestateTracer: what was needed, and what changed', async () => {
    await rpc.send({ to: counter.address });
    const before = BigInt(String(await rpc.ask('eth_getStorageAt', text(counter), '0x0')));
    const hash = await rpc.send({ to: counter.address, value: 5n });
    type State = Record<string, { balance?: string; nonce?: number; code?: string; storage?: Record<string, string> }>;
    const state = (await rpc.ask('debug_traceTransaction', hash, { tracer: 'prestateTracer' })) as State;
    expect(state[text(counter)]).toMatchObject({
      code: `0x${counter.code.toHex()}`,
      nonce: 1,
      storage: { [slot(0n)]: slot(before) },
    });
    expect(state[WHO]).toBeDefined();
    const config = { tracer: 'prestateTracer', tracerConfig: { diffMode: true } };
    const { pre, post } = (await rpc.ask('debug_traceTransaction', hash, config)) as { pre: State; post: State };
    expect(post[text(counter)]).toEqual({
      balance: `0x${(BigInt(pre[text(counter)]?.balance ?? '') + 5n).toString(16)}`,
      storage: { [slot(0n)]: slot(before + 1n) },
    });
    expect(post[WHO]).toMatchObject({ nonce: (pre[WHO]?.nonce ?? 0) + 1 });
    expect((await rpc.call('debug_traceCall', { to: WHO }, 'latest', config)).error?.code).toBe(-32602);
  });
});
