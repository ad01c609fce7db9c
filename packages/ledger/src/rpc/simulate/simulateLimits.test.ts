import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../../testkit/rpcPrograms.ts';
import { startTestRpc, type TestRpc } from '../../../testkit/rpcServer.ts';
import { BEACON_ROOTS } from '../../blocks/systemContracts.ts';

const text = (program: { address: Uint8Array }) => `0x${program.address.toHex()}`;
const code = (program: { code: Uint8Array }) => `0x${program.code.toHex()}`;
const address = (first: string) => `0x${first.padEnd(40, '0')}`;
const precompile = (n: number) => `0x${n.toString(16).padStart(40, '0')}`;
const [A, B, C] = [address('c0'), address('c1'), address('c2')];
const { reader, endless, pairings } = PROGRAMS;

let rpc: TestRpc;
beforeAll(async () => {
  rpc = await startTestRpc();
});
afterAll(async () => {
  expect(rpc.faults).toEqual([]);
  await rpc.stop();
});

const refusal = async (payload: object) => (await rpc.call('eth_simulateV1', payload, 'latest')).error;
async function gasOf(list: object[]): Promise<number[]> {
  const blocks = await rpc.ask('eth_simulateV1', { blockStateCalls: [{ calls: list }] }, 'latest');
  return (blocks as { calls: { gasUsed: string }[] }[]).flatMap(({ calls }) =>
    calls.map(({ gasUsed }) => Number(gasUsed)),
  );
}

describe('what ends a simulation', () => {
  const one = (call: object, fields: object = {}, options: object = {}) =>
    refusal({ blockStateCalls: [{ ...fields, calls: [call] }], ...options });
  const checked = (call: object, fields: object = {}) => one(call, fields, { validation: true });
  const rich = { stateOverrides: { [A]: { balance: '0xde0b6b3a7640000', nonce: '0xa' } } };
  const fee = { maxFeePerGas: '0x64' };

  it('transactions that no block could have', async () => {
    expect((await checked({ from: A, to: B, nonce: '0x9', ...fee }, rich))?.code).toBe(-38010);
    expect((await checked({ from: A, to: B, nonce: '0xb', ...fee }, rich))?.code).toBe(-38011);
    expect(await checked({ from: A, to: B }, rich)).toEqual({
      code: -38012,
      message: `err: max fee per gas below the block base fee: address ${A} (supplied gas 16777216)`,
    });
    expect((await one({ from: A, to: B, gas: '0x0' }, rich))?.code).toBe(-38013);
    expect((await one({ from: C, to: B, value: '0x1' }))?.code).toBe(-38014);
    expect((await checked({ from: C, to: B, ...fee }))?.code).toBe(-38014);
    expect((await one({ from: A, to: B, gas: '0x5208' }, { blockOverrides: { gasLimit: '0x5207' } }))?.code).toBe(
      -38015,
    );
    expect((await one({ from: A, to: B, maxPriorityFeePerGas: '0x1' }, rich))?.code).toBe(-32602);
    const costly = { ...rich, blockOverrides: { baseFeePerGas: '0x9' } };
    expect((await one({ from: A, to: B, maxPriorityFeePerGas: '0x1' }, costly))?.code).toBe(-32602);
    expect((await one({ from: A, to: B, maxFeePerGas: '0x8' }, costly))?.code).toBe(-38012);
    expect((await one({ data: `0x${'00'.repeat(49_153)}` }))?.code).toBe(-38025);
    expect((await one({ chainId: '0x1' }))?.message).toContain("chainId does not match node's");
    const last = { stateOverrides: { [A]: { balance: '0xde0b6b3a7640000', nonce: '0xffffffffffffffff' } } };
    expect((await checked({ from: A, to: B, ...fee }, last))?.code).toBe(-32603);
  });

  it('blocks that are out of order, too many, or none', async () => {
    const blocks = (...overrides: object[]) =>
      refusal({ blockStateCalls: overrides.map((blockOverrides) => ({ blockOverrides })) });
    expect((await blocks({ number: '0x9a' }, { number: '0x90' }))?.code).toBe(-38020);
    expect((await blocks({ time: '0x9a000000' }, { time: '0x9a000000' }))?.code).toBe(-38021);
    expect((await blocks({ number: '0x1000' }))?.code).toBe(-38026);
    expect(await blocks()).toEqual({ code: -32602, message: 'empty input' });
    expect((await refusal({ blockStateCalls: [{ calls: Array.from({ length: 1_501 }, () => ({})) }] }))?.code).toBe(
      -38026,
    );
    expect((await refusal({}))?.code).toBe(-32602);
  });

  it('overrides that cannot be honoured', async () => {
    const overridden = (...all: object[]) =>
      refusal({ blockStateCalls: all.map((stateOverrides) => ({ stateOverrides })) });
    const move = (to: string) => ({ movePrecompileToAddress: to });
    expect((await overridden({ [A]: move(B) }))?.message).toBe(`account ${A} is not a precompile`);
    expect((await overridden({ [precompile(1)]: move(precompile(1)) }))?.code).toBe(-38022);
    expect((await overridden({ [precompile(1)]: move(C), [precompile(2)]: move(C) }))?.code).toBe(-38023);
    expect((await overridden({ [precompile(1)]: move(C) }))?.code).toBe(-32004);
    expect((await overridden({ [precompile(1)]: { code: '0x00' } }))?.code).toBe(-32004);
    const many = (from: number) =>
      Object.fromEntries(Array.from({ length: 600 }, (_, i) => [precompile(4_096 + from + i), {}]));
    expect((await overridden(many(0), many(600)))?.code).toBe(-32005);
    expect((await refusal({ blockStateCalls: [{ blockOverrides: { withdrawals: [{}] } }] }))?.code).toBe(-32602);
    expect(
      (
        await refusal({
          blockStateCalls: [{ blockOverrides: { baseFeePerGas: `0x${'f'.repeat(64)}` }, calls: [{ from: A }] }],
        })
      )?.code,
    ).toBe(-32602);
  });

  it('all the gas, time or bytes there are for it', async () => {
    const burn = { to: text(endless), gas: '0x1000000' };
    expect(await gasOf([burn])).toEqual([2 ** 24]);
    // What is left of 30 million after the first, and then nothing.
    expect(await gasOf([burn, burn])).toEqual([2 ** 24, 30_000_000 - 2 ** 24]);
    expect(await refusal({ blockStateCalls: [{ calls: [burn] }, { calls: [burn] }, { calls: [{}] }] })).toEqual({
      code: -38026,
      message: 'the gas of the simulation is used up',
    });
    const strict = await startTestRpc({
      server: { limits: { callMs: 1, callGas: 200_000_000n } },
    });
    const slow = { to: text(pairings), gas: '0x1000000' };
    const many = [slow, slow, slow];
    const { error } = await strict.call('eth_simulateV1', { blockStateCalls: [{ calls: many }] });
    expect(error).toEqual({ code: -32002, message: 'request timed out: execution aborted' });
    // A contract of the system that never ends costs each block its gas: the time is one for all of them.
    const stuck = { stateOverrides: { [text(BEACON_ROOTS)]: { code: code(pairings) } } };
    const system = await strict.call('eth_simulateV1', { blockStateCalls: [stuck, ...Array(100).fill({})] });
    expect(system.error?.code).toBe(-32002);
    await strict.stop();
    const narrow = await startTestRpc({ server: { limits: { responseBytes: 20_000 } } });
    const large = { data: '0x61400060 00f3'.replaceAll(' ', '') };
    const bytes = await narrow.call('eth_simulateV1', {
      blockStateCalls: [{ calls: [{ ...large, to: undefined }, { to: text(reader) }] }],
    });
    expect(bytes.error?.code).toBe(-32003);
    await narrow.stop();
  });
});
