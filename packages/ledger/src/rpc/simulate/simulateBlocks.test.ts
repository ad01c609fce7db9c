import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../../testkit/rpcPrograms.ts';
import { ACCOUNTS, accountBytes, startTestRpc, type TestRpc } from '../../../testkit/rpcServer.ts';
import { hashHeader } from '../../blocks/header.ts';
import { HISTORY_STORAGE } from '../../blocks/systemContracts.ts';
import { toData, toQuantity, toWord } from '../hex.ts';

// What is expected is the specification's: execution-apis, eth_simulateV1, its notes and its tests.

interface Call {
  status: string;
  returnData: string;
  gasUsed: string;
  logs: { address: string; topics: string[]; data: string; logIndex: string; blockHash: string }[];
  error?: { code: number; message: string; data?: string };
}
type Block = Record<string, string> & { calls: Call[] };

const text = (program: { address: Uint8Array }) => `0x${program.address.toHex()}`;
const code = (program: { code: Uint8Array }) => `0x${program.code.toHex()}`;
const address = (first: string) => `0x${first.padEnd(40, '0')}`;
const topic = (who: string) => `0x${who.slice(2).padStart(64, '0')}`;
const words = (data = '') => (data.slice(2).match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`));
const [A, B, C] = [address('c0'), address('c1'), address('c2')];
const WHO = `0x${accountBytes(0).toHex()}`;
const { counter, failing, reader, endless, environment, nesting } = PROGRAMS;
/** Returns the balance of an account. */
const balanceOf = (who: string) => `0x73${who.slice(2)}3160005260206000f3`;
/** Sends what it got to an account, and stops whether or not that took it. */
const forwarding = (to: string) => `0x6000600060006000 34 73${to.slice(2)} 5a f1 00`.replaceAll(' ', '');

let rpc: TestRpc;
beforeAll(async () => {
  rpc = await startTestRpc();
  for (const to of [counter, nesting]) await rpc.send({ to: to.address, value: 1n });
});
afterAll(async () => {
  expect(rpc.faults).toEqual([]);
  await rpc.stop();
});

const transactionsOf = (block: Block | undefined) => (block?.transactions ?? []) as unknown as Record<string, string>[];
const simulate = async (payload: object, at = 'latest') => (await rpc.ask('eth_simulateV1', payload, at)) as Block[];
async function calls(fields: object, list: object[], options: object = {}): Promise<Call[]> {
  const [block] = await simulate({ blockStateCalls: [{ ...fields, calls: list }], ...options });
  return block?.calls ?? [];
}

describe('blocks of a simulation', () => {
  it('are hashed as they are told, and know one another', async () => {
    const look = { to: text(environment) };
    const made = await simulate({
      blockStateCalls: [{ calls: [look, { to: text(counter) }] }, { blockOverrides: { number: '0x6' }, calls: [look] }],
    });
    expect(made.map(({ number }) => Number(number))).toEqual([3, 4, 5, 6]);
    const { hash, timestamp } = (await rpc.ask('eth_getBlockByNumber', 'latest', false)) as Record<string, string>;
    expect(made.map(({ parentHash }) => parentHash)).toEqual([hash, ...made.slice(0, -1).map((block) => block.hash)]);
    expect(made.map((block) => BigInt(block.timestamp ?? '') - BigInt(timestamp ?? ''))).toEqual([1n, 2n, 3n, 4n]);
    for (const block of made) {
      const bytes = (key: string) => Uint8Array.fromHex(String(block[key]).slice(2));
      const number = (key: string) => BigInt(String(block[key]));
      const header = {
        ...{ parentHash: bytes('parentHash'), ommersHash: bytes('sha3Uncles'), beneficiary: bytes('miner') },
        ...{ stateRoot: bytes('stateRoot'), transactionsRoot: bytes('transactionsRoot') },
        ...{ receiptsRoot: bytes('receiptsRoot'), logsBloom: bytes('logsBloom'), difficulty: number('difficulty') },
        ...{ number: number('number'), gasLimit: number('gasLimit'), gasUsed: number('gasUsed') },
        ...{ timestamp: number('timestamp'), extraData: bytes('extraData'), mixHash: bytes('mixHash') },
        ...{ nonce: bytes('nonce'), baseFeePerGas: number('baseFeePerGas'), blobGasUsed: number('blobGasUsed') },
        ...{ withdrawalsRoot: bytes('withdrawalsRoot'), excessBlobGas: number('excessBlobGas') },
        ...{ parentBeaconBlockRoot: bytes('parentBeaconBlockRoot'), requestsHash: bytes('requestsHash') },
      };
      expect(toData(hashHeader(header))).toBe(block.hash);
    }
    expect(made[0]?.calls[1]?.logs[0]?.blockHash).toBe(made[0]?.hash);
    expect(words(made[0]?.calls[0]?.returnData)[4]).toBe(BigInt(hash ?? ''));
    expect(words(made[3]?.calls[0]?.returnData)[4]).toBe(BigInt(made[2]?.hash ?? ''));
  });

  it('have their system calls, in which EIP-2935 keeps the hashes of simulated parents', async () => {
    const ask = (n: number) => ({ to: text(HISTORY_STORAGE), data: toWord(BigInt(n)) });
    const [first, second] = await simulate({ blockStateCalls: [{ calls: [ask(2)] }, { calls: [ask(3)] }] });
    expect(first?.calls[0]?.returnData).toBe(first?.parentHash);
    expect(second?.calls[0]?.returnData).toBe(first?.hash);
  });

  it('are what the real ones are, where they run the same', async () => {
    const fees = { maxFeePerGas: 1_000_000_000n, maxPriorityFeePerGas: 3n };
    for (const to of [nesting, failing, counter, undefined]) {
      await rpc.send({
        to: to?.address,
        value: to === failing ? 0n : 2n,
        data: to === undefined ? '0x600060006000a0' : '0x',
      });
    }
    const head = Number(await rpc.ask('eth_blockNumber'));
    for (let n = 1; n <= head; n++) {
      const real = (await rpc.ask('eth_getBlockByNumber', toQuantity(n), true)) as Block;
      const [tx] = transactionsOf(real);
      const [from, to, value, input, gas, nonce] = ['from', 'to', 'value', 'input', 'gas', 'nonce'].map(
        (key) => tx?.[key],
      );
      const call = { from, to, value, input, gas, nonce, maxFeePerGas: toQuantity(fees.maxFeePerGas) };
      const overrides = { time: real.timestamp, feeRecipient: real.miner, prevRandao: real.mixHash };
      const payload = {
        blockStateCalls: [
          {
            blockOverrides: overrides,
            calls: [{ ...call, maxPriorityFeePerGas: toQuantity(fees.maxPriorityFeePerGas) }],
          },
        ],
        validation: true,
      };
      const [made] = await simulate(payload, toQuantity(n - 1));
      for (const key of ['receiptsRoot', 'logsBloom', 'gasUsed', 'gasLimit', 'baseFeePerGas', 'number', 'extraData']) {
        expect([n, key, made?.[key]]).toEqual([n, key, real[key]]);
      }
    }
  });

  it('take overrides of each field, and keep fee recipient and gas limit', async () => {
    const blockOverrides = {
      ...{ number: '0x9', time: '0x99999999', gasLimit: '0xfffff', feeRecipient: B, prevRandao: toWord(3n) },
      ...{ baseFeePerGas: '0x63', blobBaseFee: '0x15' },
    };
    const blobFee = { to: C, from: A };
    const made = await simulate({
      blockStateCalls: [
        {
          blockOverrides,
          stateOverrides: { [C]: { code: '0x4a60005260206000f3' } },
          calls: [{ to: text(environment), from: A }, blobFee],
        },
        { calls: [blobFee] },
      ],
    });
    const block = made.at(-2);
    expect(block).toMatchObject({
      ...{ number: '0x9', timestamp: '0x99999999', gasLimit: '0xfffff', miner: B, mixHash: toWord(3n) },
      ...{ baseFeePerGas: '0x63', excessBlobGas: '0x0' },
    });
    const seen = words(block?.calls[0]?.returnData);
    expect([...seen.slice(0, 4), ...seen.slice(5)]).toEqual([9n, 0x99999999n, 0x63n, BigInt(B), 0xfffffn, 3n]);
    expect(words(block?.calls[1]?.returnData)).toEqual([0x15n]);
    expect(made.at(-1)).toMatchObject({ miner: B, gasLimit: '0xfffff', baseFeePerGas: '0x0', mixHash: toWord(0n) });
    expect(words(made.at(-1)?.calls[0]?.returnData)).toEqual([1n]);
  });
});

describe('state of a simulation', () => {
  it('goes from call to call and block to block, and nowhere else', async () => {
    const before = await rpc.ask('eth_getStorageAt', text(counter), '0x0');
    const made = await simulate({
      blockStateCalls: [
        {
          stateOverrides: { [A]: { balance: '0x7d0' } },
          calls: [{ from: A, to: B, value: '0x3e8' }, { to: text(counter) }],
        },
        { calls: [{ from: B, to: C, value: '0x3e8' }, { to: text(counter) }] },
      ],
    });
    const counts = made.map(({ calls: [, counted] }) => BigInt(counted?.logs[0]?.data ?? ''));
    expect(counts).toEqual([1n, 2n].map((n) => BigInt(String(before)) + n));
    expect(await rpc.ask('eth_getStorageAt', text(counter), '0x0')).toBe(before);
  });

  it('is overridden before each block: nonce, code, all slots or some', async () => {
    const read = { to: text(reader), data: toWord(7n) };
    const override = (fields: object) => ({ stateOverrides: { [text(reader)]: fields }, calls: [read] });
    const made = await simulate({
      blockStateCalls: [
        override({ stateDiff: { [toWord(8n)]: toWord(1n) } }),
        override({ stateDiff: { [toWord(7n)]: toWord(2n) } }),
        { calls: [read] },
        override({ state: { [toWord(8n)]: toWord(3n) } }),
        { stateOverrides: { [A]: { nonce: '0x5' } }, calls: [{ from: A, data: '0x' }] },
      ],
      returnFullTransactions: true,
    });
    expect(made.slice(0, 4).flatMap((block) => words(block.calls[0]?.returnData))).toEqual([99n, 2n, 2n, 0n]);
    expect(made[4]?.transactions).toMatchObject([{ nonce: '0x5', to: null }]);
  });

  it('takes transactions from contracts, also to themselves, and pays their fees', async () => {
    const stateOverrides = { [B]: { code: code(counter), balance: '0xde0b6b3a7640000' } };
    for (const validation of [false, true]) {
      const list = [
        { from: B, to: A, value: '0x1', maxFeePerGas: '0x64' },
        { from: B, to: B, maxFeePerGas: '0x64' },
        { from: A, to: B, ...(validation ? { maxFeePerGas: '0x64' } : {}) },
      ];
      const funded = { ...stateOverrides, [A]: { balance: '0xde0b6b3a7640000' } };
      const [sent, itself, called] = await calls({ stateOverrides: funded }, list, { validation });
      expect([sent?.status, itself?.status, called?.status]).toEqual(['0x1', '0x1', '0x1']);
      expect(itself?.logs[0]).toMatchObject({ address: B, data: toWord(1n) });
      // Its code is its own again.
      expect(called?.logs[0]).toMatchObject({ address: B, data: toWord(2n) });
    }
  });

  it('takes no fee from who names no price, whatever the base fee is', async () => {
    const stateOverrides = { [A]: { balance: '0x7d0' }, [B]: { code: balanceOf(A) } };
    const blockOverrides = { baseFeePerGas: '0x3b9aca00' };
    const [during, , after] = await calls({ stateOverrides, blockOverrides }, [
      { from: A, to: B, value: '0x64' },
      { from: A, to: C, value: '0x64' },
      { from: WHO, to: B },
    ]);
    expect([words(during?.returnData), words(after?.returnData)]).toEqual([[0x76cn], [0x708n]]);
  });

  it('gives what is above the base fee to the fee recipient', async () => {
    const stateOverrides = { [A]: { balance: '0xde0b6b3a7640000' }, [B]: { code: balanceOf(C) } };
    const blockOverrides = { feeRecipient: C, baseFeePerGas: '0x3' };
    const [before, after] = await calls({ stateOverrides, blockOverrides }, [
      { from: A, to: B, gasPrice: '0x5' },
      { from: A, to: B },
    ]);
    expect([words(before?.returnData), words(after?.returnData)]).toEqual([[0n], [BigInt(before?.gasUsed ?? '') * 2n]]);
  });
});

describe('calls of a simulation', () => {
  it('that fail say so, and the others go on', async () => {
    const [reverted, halted, fine] = await calls({}, [
      { to: text(failing) },
      { to: text(endless), gas: '0x186a0' },
      { to: text(reader), data: toWord(7n) },
    ]);
    expect(reverted).toMatchObject({
      ...{ status: '0x0', returnData: '0x', logs: [] },
      error: { code: 3, message: 'execution reverted: user error', data: expect.stringMatching(/^0x08c379a0/) },
    });
    expect(halted).toEqual({
      ...{ status: '0x0', returnData: '0x', logs: [], gasUsed: '0x186a0', maxUsedGas: '0x186a0' },
      error: { code: -32015, message: 'out of gas' },
    });
    expect(fine).toMatchObject({ status: '0x1', returnData: toWord(99n) });
  });

  it('have the next nonces, and without validation any', async () => {
    const [block] = await simulate({
      blockStateCalls: [
        {
          calls: [
            { from: A, to: B },
            { from: A, to: B, nonce: '0x64' },
            { from: A, to: B },
          ],
        },
      ],
      returnFullTransactions: true,
    });
    expect(transactionsOf(block).map(({ nonce }) => nonce)).toEqual(['0x0', '0x64', '0x2']);
  });

  const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
  const transfer = (from: string, to: string, value: bigint) => ({
    ...{ address: `0x${'ee'.repeat(20)}`, topics: [TRANSFER, topic(from), topic(to)], data: toWord(value) },
  });
  const traced = async (stateOverrides: object, list: object[], traceTransfers = true) => {
    const rich = { [A]: { balance: '0x7d0' }, ...stateOverrides };
    const [block] = await simulate({ blockStateCalls: [{ stateOverrides: rich, calls: list }], traceTransfers });
    return block;
  };

  it('tell transfers of value as logs, which the bloom and the roots do not know', async () => {
    const override = { [B]: { code: forwarding(C) } };
    const send = [
      { from: A, to: B, value: '0x3e8' },
      { from: A, to: text(counter), value: '0x1' },
    ];
    const block = await traced(override, send);
    expect(block?.calls[0]?.logs).toMatchObject([transfer(A, B, 1_000n), transfer(B, C, 1_000n)]);
    expect(block?.calls[1]?.logs).toMatchObject([
      transfer(A, text(counter), 1n),
      { address: text(counter), logIndex: '0x3' },
    ]);
    const plain = await traced(override, send, false);
    expect(plain?.calls.map(({ logs }) => logs.length)).toEqual([0, 1]);
    for (const key of ['hash', 'receiptsRoot', 'logsBloom', 'gasUsed']) expect(block?.[key]).toBe(plain?.[key]);
  });

  it('tell no transfers that were undone, and those of creations and self-destructs', async () => {
    const undone = await traced({ [B]: { code: code(failing) } }, [{ from: A, to: B, value: '0x3e8' }]);
    expect(undone?.calls[0]).toMatchObject({ status: '0x0', logs: [] });
    const inner = await traced({ [B]: { code: forwarding(C) }, [C]: { code: code(failing) } }, [
      { from: A, to: B, value: '0x3e8' },
    ]);
    expect(inner?.calls[0]).toMatchObject({ status: '0x1', logs: [transfer(A, B, 1_000n)] });
    const destroyed = await traced({ [B]: { code: `0x73${C.slice(2)}ff`, balance: '0x1e8480' } }, [{ from: A, to: B }]);
    expect(destroyed?.calls[0]?.logs).toMatchObject([transfer(B, C, 2_000_000n)]);
    const created = await traced({}, [{ from: A, value: '0x5', data: '0x' }]);
    expect(created?.calls[0]?.logs).toMatchObject([{ data: toWord(5n) }]);
  });

  it('may have authorizations', async () => {
    const authorization = await ACCOUNTS[2]?.signAuthorization({
      chainId: 1280,
      address: text(counter) as `0x${string}`,
      nonce: 0,
    });
    const signed = authorization && {
      ...{ chainId: '0x500', address: authorization.address, nonce: '0x0' },
      ...{
        yParity: toQuantity(authorization.yParity ?? 0),
        r: toQuantity(BigInt(authorization.r)),
        s: toQuantity(BigInt(authorization.s)),
      },
    };
    const target = `0x${accountBytes(2).toHex()}`;
    const [call] = await calls({}, [{ from: A, to: target, authorizationList: [signed] }], {
      returnFullTransactions: true,
    });
    expect(call?.logs).toMatchObject([{ address: target, data: toWord(1n) }]);
  });
});
