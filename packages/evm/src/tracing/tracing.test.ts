import { describe, expect, it } from 'vitest';
import { testBlock } from '../../testkit/block.ts';
import { createEvm } from '../createEvm.ts';
import type { Evm, Transaction } from '../types.ts';
import { createCallTracer } from './callTracer.ts';
import { createStructLogger } from './structLogger.ts';

const address = (n: number) => new Uint8Array(20).fill(n, 19);
const SENDER = address(0x51);
const CALLER = address(0x61);
const CALLEE = address(0x62);

/** CALLER sends 1 wei to CALLEE with 30,000 gas, then stops; CALLEE stores and loads slot 1, then reverts with a byte. */
function world(): Evm {
  const evm = createEvm({ fork: 'osaka', tier: 'compiled', precompiles: () => undefined });
  const account = (code: string) => ({
    nonce: 0n,
    balance: 10n ** 20n,
    code: Uint8Array.fromHex(code),
    storage: new Map(),
  });
  evm.state.setAccount(SENDER, account(''));
  evm.state.setAccount(CALLER, account('5f5f5f5f60016062617530f15000'));
  evm.state.setAccount(CALLEE, account('602a600155600154505f60aa5360015ffd'));
  evm.setBlock(testBlock());
  return evm;
}

const tx: Transaction = {
  type: 0,
  sender: SENDER,
  to: CALLER,
  nonce: 0n,
  gasLimit: 200_000n,
  gasPrice: 1n,
  value: 0n,
  data: new Uint8Array(),
};

describe('tracing', () => {
  it('logs every step with its cost, as geth does', () => {
    const logger = createStructLogger({ limit: 1000 });
    const result = world().traceTransaction(tx, logger);
    expect(result.status).toBe('success');
    const first = logger.logs[0];
    expect(first).toMatchObject({ pc: 0, op: 'PUSH0', gas: 179_000n, gasCost: 2n, depth: 1, stack: [] });
    const call = logger.logs.find((log) => log.op === 'CALL');
    // Cold access, value transfer, and the gas passed on.
    expect(call?.gasCost).toBe(2600n + 9000n + 30_000n);
    const store = logger.logs.find((log) => log.op === 'SSTORE');
    expect(store).toMatchObject({ depth: 2, gas: 30_000n + 2300n - 6n, gasCost: 22_100n });
    const load = logger.logs.find((log) => log.op === 'SLOAD');
    expect(load?.storage).toEqual({ [`0x${'1'.padStart(64, '0')}`]: 0x2an });
    expect(logger.logs.at(-1)?.op).toBe('STOP');
  });

  it('tells the cost of creations as geth does: without the gas passed on, and RETURN without the deposit', () => {
    const evm = world();
    // CREATE with init code that returns five zero bytes: 60055ff3.
    const code = Uint8Array.fromHex('6360055ff35f526004601c5ff000');
    evm.state.setAccount(CALLER, { nonce: 1n, balance: 0n, code, storage: new Map() });
    const logger = createStructLogger({ limit: 1000 });
    expect(evm.traceTransaction(tx, logger).status).toBe('success');
    expect(logger.logs.find((log) => log.op === 'CREATE')?.gasCost).toBe(32_002n);
    expect(logger.logs.find((log) => log.op === 'RETURN')).toMatchObject({ depth: 2, gasCost: 3n });
    expect(logger.logs.at(-1)?.op).toBe('STOP');
  });

  it('gives the tree of calls', () => {
    const tracer = createCallTracer({ limit: 1000 });
    const result = world().traceTransaction(tx, tracer);
    const { root } = tracer;
    expect(root).toMatchObject({ type: 'CALL', from: SENDER, to: CALLER, gas: 200_000n, gasUsed: result.gasUsed });
    expect(root?.calls).toHaveLength(1);
    expect(root?.calls?.[0]).toMatchObject({ from: CALLER, to: CALLEE, value: 1n, gas: 32_300n });
    expect(root?.calls?.[0]?.error).toBe('execution reverted');
  });

  it('gives logs with the tree of calls, in their place, but for those undone', () => {
    const evm = world();
    // Logs one byte of memory beyond its end under topic 7, calls CALLEE and ECHO, logs nothing; ECHO logs and stops.
    const [echo, undone] = [address(0x64), address(0x65)];
    const call = (to: Uint8Array) => `5f5f5f5f5f73${to.toHex()}5af150`;
    const code = `60aa5f52600760205f a1 ${call(CALLEE)}${call(echo)}${call(undone)} 5f5fa000`.replaceAll(' ', '');
    const account = (hex: string) => ({ nonce: 1n, balance: 0n, code: Uint8Array.fromHex(hex), storage: new Map() });
    evm.state.setAccount(CALLER, account(code));
    evm.state.setAccount(echo, account('600160026001600ba200'));
    // Calls one that logs, logs itself, then fails.
    evm.state.setAccount(undone, account(`${call(echo)}5f5fa0fe`));
    const tracer = createCallTracer({ limit: 1000, withLog: true });
    expect(evm.traceTransaction({ ...tx, gasLimit: 1_000_000n }, tracer).status).toBe('success');
    const word = (n: number) => new Uint8Array(32).fill(n, 31);
    expect(tracer.root?.logs).toEqual([
      { address: CALLER, topics: [word(7)], data: word(0xaa), position: 0 },
      { address: CALLER, topics: [], data: new Uint8Array(), position: 3 },
    ]);
    const [reverted, logged, failed] = tracer.root?.calls ?? [];
    expect(reverted?.logs).toBeUndefined();
    expect(logged?.logs).toEqual([{ address: echo, topics: [word(2), word(1)], data: new Uint8Array(1), position: 0 }]);
    expect(failed?.logs).toBeUndefined();
    expect(failed?.calls?.[0]?.logs).toBeUndefined();
    const few = createCallTracer({ limit: 3, withLog: true });
    evm.traceTransaction({ ...tx, gasLimit: 1_000_000n }, few);
    expect(few.dropped).toBeGreaterThan(0);
    const top = createCallTracer({ limit: 1000, withLog: true, onlyTopCall: true });
    evm.traceTransaction({ ...tx, gasLimit: 1_000_000n }, top);
    expect(top.root?.logs).toHaveLength(2);
  });

  it('asks for no memory that a LOG cannot pay for', () => {
    const evm = world();
    const code = Uint8Array.fromHex('63ffffffff5fa0');
    evm.state.setAccount(CALLER, { nonce: 1n, balance: 0n, code, storage: new Map() });
    const tracer = createCallTracer({ limit: 1000, withLog: true });
    expect(evm.traceTransaction(tx, tracer).status).toBe('halt');
    expect(tracer.root?.logs).toBeUndefined();
  });

  it('keeps at most the steps it may and counts the others', () => {
    const logger = createStructLogger({ limit: 3 });
    world().traceCall(tx, logger);
    expect(logger.logs).toHaveLength(3);
    expect(logger.dropped).toBeGreaterThan(0);
  });

  it('changes neither the state nor the result', () => {
    const evm = world();
    const traced = evm.traceTransaction(tx, createStructLogger({ limit: 1000 }));
    expect(evm.state.getAccount(SENDER)?.nonce).toBe(0n);
    expect(evm.applyTransaction(tx)).toEqual(traced);
  });
});

describe('gas estimation', () => {
  it('finds the least gas limit that succeeds', () => {
    const evm = world();
    const transfer = { ...tx, to: address(0x99), value: 5n };
    expect(evm.estimateGas(transfer)).toEqual({ ok: true, gas: 21_000n });
    // Stores, deletes and stops: the refund comes too late to pay for it.
    const store = { nonce: 0n, balance: 0n, code: Uint8Array.fromHex('602a6001555f60015500'), storage: new Map() };
    evm.state.setAccount(address(0x63), store);
    const storing = { ...tx, to: address(0x63) };
    const estimate = evm.estimateGas(storing);
    if (!estimate.ok) throw new Error('no estimate');
    expect(evm.call({ ...storing, gasLimit: estimate.gas }).status).toBe('success');
    expect(evm.call({ ...storing, gasLimit: estimate.gas - 1n }).status).toBe('halt');
  });

  it('hands back the failure where no limit helps', () => {
    const evm = world();
    const estimate = evm.estimateGas({ ...tx, to: CALLEE });
    expect(estimate.ok ? '' : estimate.result.status).toBe('revert');
  });
});
