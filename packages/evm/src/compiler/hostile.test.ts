import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { testBlock } from '../../testkit/block.ts';
import { createEvm } from '../createEvm.ts';
import { opcodes } from '../spec.ts';
import type { Evm, Tier, Transaction, TransactionResult } from '../types.ts';
import { compileContract, LIMITS } from './compileContract.ts';

const address = (n: number) => new Uint8Array(20).fill(n, 19);
const SENDER = address(0x51);
const TARGET = address(0x61);
const GAS = 16_000_000n;
const MAX_CODE = 24_576;

function evmWith(tier: Tier, code: Uint8Array): Evm {
  const evm = createEvm({ tier, precompiles: () => undefined });
  evm.state.setAccount(SENDER, { nonce: 0n, balance: 10n ** 20n, code: new Uint8Array(), storage: new Map() });
  evm.state.setAccount(TARGET, { nonce: 1n, balance: 5n, code, storage: new Map() });
  evm.setBlock(testBlock());
  return evm;
}

function transaction(data: Uint8Array): Transaction {
  return { type: 0, sender: SENDER, to: TARGET, nonce: 0n, gasLimit: GAS, gasPrice: 1n, value: 0n, data };
}

/** Runs code on both tiers, compares everything, returns the result and what the compiled tier did. */
function onBoth(code: Uint8Array, data = new Uint8Array()): { result: TransactionResult; compiled: number } {
  const interpreter = evmWith('interpreter', code);
  const compiler = evmWith('compiled', code);
  const expected = interpreter.applyTransaction(transaction(data));
  const result = compiler.applyTransaction(transaction(data));
  expect(result).toEqual(expected);
  expect([...compiler.state.accounts()].sort(byAddress)).toEqual([...interpreter.state.accounts()].sort(byAddress));
  return { result, compiled: compiler.stats().compiledContracts };
}

function byAddress(a: [Uint8Array, unknown], b: [Uint8Array, unknown]): number {
  return a[0].toHex() < b[0].toHex() ? -1 : 1;
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.fromHex(hex);
}

function repeat(hex: string, length: number): Uint8Array {
  const unit = bytes(hex);
  return Uint8Array.from({ length }, (_, i) => unit[i % unit.length] ?? 0);
}

describe('hostile bytecode', { timeout: 60_000 }, () => {
  it('refuses 24 KB of JUMPDEST and runs it interpreted', () => {
    const { result, compiled } = onBoth(repeat('5b', MAX_CODE));
    expect(result.status).toBe('success');
    expect(compiled).toBe(0);
  });

  it('survives a jump table that goes everywhere', () => {
    // JUMPDEST, then a computed jump 5 bytes on: 4,096 blocks, each reached from a number only known at run time.
    const code = repeat('5b58600501565050', LIMITS.blocks);
    const { result } = onBoth(code);
    expect(result.status).toBe('halt');
  });

  it('calls itself until the gas is gone', () => {
    // Counts in slot 0, then calls itself with all gas.
    const { result } = onBoth(bytes('5f546001015f555f5f5f5f5f305af15f5260205ff3'));
    expect(result.status).toBe('success');
  });

  it('runs 1,025 frames and not one more, in both tiers', () => {
    // Passes its call data + 1 down by DELEGATECALL; the deepest frame's number comes back up. Of the gas 63 of 64
    // parts go down (EIP-150), so that this takes more than a transaction may have: a call without a cap.
    const code = bytes('5f356001015f5260205f60205f305af45060205ff3');
    for (const tier of ['interpreter', 'compiled'] as const) {
      const evm = evmWith(tier, code);
      const result = evm.call({ ...transaction(new Uint8Array(32)), gasLimit: 10n ** 13n });
      expect(BigInt(`0x${result.output.toHex()}`)).toBe(1025n);
      const { interpretedFrames, compiledFrames } = evm.stats();
      expect(tier === 'compiled' ? compiledFrames : interpretedFrames).toBeGreaterThanOrEqual(1025n);
    }
  });

  it('gives the same result on a native stack of 1 MB', async () => {
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.module).then(({ createEvm }) => {
        const none = new Uint8Array();
        const address = (n) => new Uint8Array(20).fill(n, 19);
        const evm = createEvm({ tier: 'compiled', precompiles: () => undefined });
        evm.state.setAccount(address(0x61), { nonce: 1n, balance: 0n, code: workerData.code, storage: new Map() });
        evm.setBlock({ number: 1n, timestamp: 1n, coinbase: none, gasLimit: 1n, baseFee: 0n, prevRandao: none,
          excessBlobGas: 0n, chainId: 1n, blockHash: () => none });
        const tx = { type: 0, sender: address(0x51), to: address(0x61), nonce: 0n, gasLimit: 10n ** 13n, value: 0n };
        parentPort.postMessage(evm.call({ ...tx, data: new Uint8Array(32) }).output);
      });`;
    const code = bytes('5f356001015f5260205f60205f305af45060205ff3');
    const module = new URL('../createEvm.ts', import.meta.url).href;
    const worker = new Worker(script, {
      eval: true,
      workerData: { code, module },
      resourceLimits: { stackSizeMb: 1 },
    });
    const output = await new Promise<Uint8Array>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(BigInt(`0x${output.toHex()}`)).toBe(1025n);
  });

  it('gives the exact gas to GAS, SSTORE and CALL in straight-line code', () => {
    // GAS values stored one after the other.
    onBoth(bytes('5a5f555a6001555a6002555a5a5a0360035500'));
  });

  it('ends like the interpreter on every kind of failure', () => {
    const failures = [
      '01',
      '6001',
      '56',
      '600056',
      '6005565b',
      'fe',
      '0c',
      '5f5ffd',
      '7f',
      '60',
      '5f5f5f3e',
      '60015f5f3e',
    ];
    for (const failure of failures) onBoth(bytes(`600160026003${failure}`));
  });

  it('overflows the stack where the interpreter does', () => {
    expect(onBoth(bytes('5b60016000565b')).result.error).toBe('stack overflow');
    expect(onBoth(repeat('5f', 1025)).result.error).toBe('stack overflow');
    expect(onBoth(repeat('5f', 1024)).result.status).toBe('success');
  });

  it('takes long straight-line arithmetic', () => {
    for (const op of ['02', '04', '08', '09', '0a', '0b', '1d', '18']) {
      onBoth(
        Uint8Array.from([
          ...bytes('7f0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'),
          ...repeat(`8080${op}8181${op}90`, 6000),
        ]),
      );
    }
  });

  it('shuffles the stack as far as SWAP16 and DUP16 reach', () => {
    const pushes = Array.from({ length: 20 }, (_, i) => `60${(i + 1).toString(16).padStart(2, '0')}`).join('');
    const swaps = Array.from(
      { length: 16 },
      (_, i) => `${(0x90 + i).toString(16)}${(0x80 + ((i * 7) % 16)).toString(16)}`,
    ).join('');
    const stores = Array.from({ length: 12 }, (_, i) => `60${(i + 32).toString(16)}55`).join('');
    onBoth(bytes(`${pushes}${swaps}5b${swaps}${stores}00`));
  });

  it('reads memory at offsets that overflow', () => {
    const huge = `7f${'ff'.repeat(32)}`;
    for (const op of ['51', '5f9052', '5f9053', '5f20', '60019020', '5f5f9037', '60205f9039', '5ff3', '6001905ffd'])
      onBoth(bytes(`${huge}${op}`));
    onBoth(bytes('63ffffffff51'));
    onBoth(bytes('6401000000005100'));
  });

  it('stays within its bounds on any code: size and time', () => {
    const table = opcodes('osaka');
    for (const unit of [
      '5b',
      '5b5f56',
      '602052',
      '80',
      '90',
      '5f5f5f5f5f5f5af1',
      '5f5ff0',
      '5f57',
      '58565b',
      '7f',
      '6009',
      'a4',
      '5f5f5f09',
    ]) {
      const start = performance.now();
      const compiled = compileContract(repeat(unit, MAX_CODE), table);
      expect(performance.now() - start).toBeLessThan(20_000);
      if (compiled === undefined) continue;
      expect(compiled.module.length).toBeLessThan(LIMITS.moduleBytes * 2);
      expect(WebAssembly.validate(compiled.module)).toBe(true);
    }
  });
});
