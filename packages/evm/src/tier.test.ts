import { describe, expect, it } from 'vitest';
import { testBlock } from '../testkit/block.ts';
import { createEvm } from './createEvm.ts';
import type { Evm, EvmOptions, Transaction } from './types.ts';

const SENDER = new Uint8Array(20).fill(0x11, 19);

function address(n: number): Uint8Array {
  const out = new Uint8Array(20).fill(0x77, 0, 1);
  new DataView(out.buffer).setUint32(16, n);
  return out;
}

function evmWith(options: Partial<EvmOptions>): Evm {
  const evm = createEvm({ precompiles: () => undefined, ...options });
  evm.state.setAccount(SENDER, { nonce: 0n, balance: 10n ** 20n, code: new Uint8Array(), storage: new Map() });
  evm.setBlock(testBlock({ coinbase: address(0) }));
  return evm;
}

function contract(evm: Evm, n: number, code: string): void {
  evm.state.setAccount(address(n), { nonce: 1n, balance: 0n, code: Uint8Array.fromHex(code), storage: new Map() });
}

function callTo(to: Uint8Array, nonce: number): Transaction {
  const fees = { gasLimit: 1_000_000n, gasPrice: 1n };
  return { type: 0, sender: SENDER, to, nonce: BigInt(nonce), value: 0n, data: new Uint8Array(), ...fees };
}

/** Counts in slot 0. */
const COUNTER = '5f546001015f55';

describe('tiers', () => {
  it('compile every contract before it runs, and start anew when too many are held', () => {
    const evm = evmWith({ tier: 'compiled' });
    const count = 1100;
    for (let n = 1; n <= count; n++) {
      // Distinct code: a number is pushed and dropped.
      contract(evm, n, `61${n.toString(16).padStart(4, '0')}50${COUNTER}`);
      const result = evm.applyTransaction(callTo(address(n), n - 1));
      expect(result.status).toBe('success');
      expect(evm.state.getStorage(address(n), 0n)).toBe(1n);
    }
    expect(evm.stats()).toMatchObject({ compiledContracts: count, refusedContracts: 0, interpretedFrames: 0n });
    expect(evm.applyTransaction(callTo(address(1), count)).status).toBe('success');
    expect(evm.state.getStorage(address(1), 0n)).toBe(2n);
  });

  it('auto interprets cold code and compiles hot code, in the middle of a batch too', () => {
    const evm = evmWith({ tier: 'auto' });
    contract(evm, 1, COUNTER);
    const many = Array.from({ length: 1000 }, (_, i) => callTo(address(1), i));
    const { status } = evm.runTransactions(evm.encodeTransactions(many));
    expect([...status].every((code) => code === 1)).toBe(true);
    expect(evm.state.getStorage(address(1), 0n)).toBe(1000n);
    const stats = evm.stats();
    expect(stats.compiledContracts).toBe(1);
    expect(stats.interpretedFrames).toBeGreaterThan(0n);
    expect(stats.compiledFrames).toBeGreaterThan(0n);
  });

  it('manual compiles on request alone', () => {
    const evm = evmWith({ tier: 'auto', compile: 'manual' });
    contract(evm, 1, COUNTER);
    const many = Array.from({ length: 1000 }, (_, i) => callTo(address(1), i));
    evm.runTransactions(evm.encodeTransactions(many));
    expect(evm.stats().compiledContracts).toBe(0);
    expect(evm.compilePending()).toBe(1);
    evm.applyTransaction(callTo(address(1), 1000));
    expect(evm.stats()).toMatchObject({ compiledContracts: 1, compiledFrames: 1n });
  });

  it('refuse what encodeTransactions did not write', () => {
    const evm = evmWith({});
    expect(() => evm.runTransactions(new Uint8Array(216))).toThrow(expect.objectContaining({ code: 'bad-input' }));
    expect(() => evm.runTransactions(new Uint8Array(8).fill(255))).toThrow(
      expect.objectContaining({ code: 'bad-input' }),
    );
  });
});
