import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestRpc, type TestRpc } from '../../../testkit/rpcServer.ts';
import { toWord } from '../hex.ts';

// Questions and answers of execution-apis (tests/eth_simulateV1), as far as they do not name its chain.

const address = (first: string) => `0x${first.padEnd(40, '0')}`;
const [A, B, C] = [address('c0'), address('c1'), address('c2')];
const ALWAYS_REVERTS =
  '0x608060405260006042576040517f08c379a0000000000000000000000000000000000000000000000000000000008152600401603990609d56' +
  '5b60405180910390fd5b005b600082825260208201905092915050565b7f416c7761797320726576657274696e6720636f6e74726163740000' +
  '0000000000600082015250565b600060896019836044565b91506092826055565b602082019050919050565b6000602082019050818103600083' +
  '015260b481607e565b905091905056fea264697066735822122005cbbbc709291f66fadc17416c1b0ed4d72941840db11468a21b8e1a0362024c' +
  '64736f6c63430008120033';
const DESTROYS_ITSELF =
  '0x6080604052348015600f57600080fd5b506004361060285760003560e01c806383197ef014602d575b600080fd5b60336035565b005b6000' +
  '73ffffffffffffffffffffffffffffffffffffffff16fffea26469706673582212208e566fde20a17fff9658b9b1db37e27876fd8934ccf9b2' +
  'aa308cabd37698681f64736f6c63430008120033';
const LOGS = '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff80600080a1600080f3';
const REASON =
  '0x08c379a00000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000' +
  '0000000000000000000019416c7761797320726576657274696e6720636f6e747261637400000000000000';

let rpc: TestRpc;
beforeAll(async () => {
  rpc = await startTestRpc();
});
afterAll(async () => {
  expect(rpc.faults).toEqual([]);
  await rpc.stop();
});

const callsOf = async (...blockStateCalls: object[]) => {
  const blocks = await rpc.ask('eth_simulateV1', { blockStateCalls, traceTransfers: true }, 'latest');
  return (blocks as { calls: unknown[] }[]).map(({ calls }) => calls);
};
const spent = (gas: string) => ({ gasUsed: gas, maxUsedGas: gas });

it('ethSimulate-logs', async () => {
  const call = { from: A, to: C, input: `0x6057361d${toWord(5n).slice(2)}` };
  const [calls] = await callsOf({ stateOverrides: { [C]: { code: LOGS } }, calls: [call] });
  const log = { address: C, topics: [`0x${'ff'.repeat(32)}`], data: '0x', logIndex: '0x0', removed: false };
  expect(calls).toMatchObject([{ status: '0x1', returnData: '0x', logs: [log], ...spent('0x55d4') }]);
});

it('ethSimulate-eth-send-should-not-produce-logs-on-revert', async () => {
  const stateOverrides = { [A]: { balance: '0x7d0' }, [B]: { code: ALWAYS_REVERTS } };
  const [calls] = await callsOf({ stateOverrides, calls: [{ from: A, to: B, value: '0x3e8' }] });
  const error = { code: 3, message: 'execution reverted: Always reverting contract', data: REASON };
  expect(calls).toEqual([{ status: '0x0', returnData: '0x', logs: [], ...spent('0x5355'), error }]);
});

it('ethSimulate-self-destructive-contract-produces-logs', async () => {
  // There the zero address has the fees, and so is no new account.
  const zero = `0x${'00'.repeat(20)}`;
  const blockOverrides = { feeRecipient: zero };
  const stateOverrides = { [C]: { code: DESTROYS_ITSELF, balance: '0x1e8480' }, [zero]: { balance: '0x1' } };
  const calling = [{ from: A, to: C, input: '0x83197ef0' }];
  const [calls] = await callsOf({ blockOverrides, stateOverrides, calls: calling });
  const log = {
    address: `0x${'ee'.repeat(20)}`,
    topics: [
      '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
      `0x${C.slice(2).padStart(64, '0')}`,
      `0x${'00'.repeat(32)}`,
    ],
    data: toWord(0x1e8480n),
  };
  expect(calls).toMatchObject([{ status: '0x1', returnData: '0x', logs: [log], ...spent('0x664a') }]);
});

it('ethSimulate-basefee-too-low-without-validation-38012', async () => {
  const call = { from: B, to: B, maxFeePerGas: '0x0', maxPriorityFeePerGas: '0x0' };
  const [calls] = await callsOf({ blockOverrides: { baseFeePerGas: '0xa' }, calls: [call] });
  expect(calls).toEqual([{ status: '0x1', returnData: '0x', logs: [], ...spent('0x5208') }]);
});
