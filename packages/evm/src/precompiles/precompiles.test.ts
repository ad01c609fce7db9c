import { describe, expect, it } from 'vitest';
import { createEthereumJsOracle } from '../../testkit/peers/ethereumjsPrecompiles.ts';
import { describeOperations } from '../../testkit/precompileCompliance.ts';
import { createPrecompiles, modExpGas, PRECOMPILES, portableOperations } from './index.ts';

describeOperations('portable', portableOperations, await createEthereumJsOracle());

const GAS = 10_000_000n;
const precompiles = createPrecompiles();

describe('forks', () => {
  it('knows the addresses of each fork', () => {
    expect(Math.max(...PRECOMPILES.cancun.keys())).toBe(0x0a);
    expect(Math.max(...PRECOMPILES.prague.keys())).toBe(0x11);
    expect(Math.max(...PRECOMPILES.osaka.keys())).toBe(0x100);
    expect(precompiles(0x0b, new Uint8Array(256), GAS, 'cancun')).toBeUndefined();
    expect(precompiles(0x100, new Uint8Array(160), GAS, 'prague')).toBeUndefined();
    expect(precompiles(0x12, new Uint8Array(0), GAS, 'osaka')).toBeUndefined();
  });

  it('consumes all gas where it does not suffice', () => {
    expect(precompiles(0x02, new Uint8Array(33), 83n, 'osaka')).toEqual({
      ok: false,
      gasUsed: 83n,
      output: new Uint8Array(0),
    });
    expect(precompiles(0x02, new Uint8Array(33), 84n, 'osaka')).toMatchObject({ ok: true, gasUsed: 84n });
  });
});

function modExpInput(base: bigint, exponent: bigint, modulus: bigint, body = ''): Uint8Array {
  const word = (n: bigint) => n.toString(16).padStart(64, '0');
  return Uint8Array.fromHex(word(base) + word(exponent) + word(modulus) + body);
}

describe('MODEXP', () => {
  it('is bounded by EIP-7823 from Osaka only', () => {
    const input = modExpInput(1025n, 0n, 1n);
    expect(precompiles(0x05, input, GAS, 'prague')).toMatchObject({ ok: true, gasUsed: 5547n });
    expect(precompiles(0x05, input, GAS, 'osaka')).toMatchObject({ ok: false, gasUsed: GAS });
    expect(precompiles(0x05, modExpInput(1024n, 0n, 1n), GAS, 'osaka')?.ok).toBe(true);
  });

  it('answers huge lengths by price, without allocating', () => {
    const huge = (1n << 256n) - 1n;
    expect(precompiles(0x05, modExpInput(huge, huge, huge), GAS, 'cancun')).toMatchObject({ ok: false });
    expect(precompiles(0x05, modExpInput(0n, huge, 0n), GAS, 'cancun')).toMatchObject({ ok: true, gasUsed: 200n });
    expect(precompiles(0x05, modExpInput(huge, 1n, 0n), GAS, 'cancun')).toMatchObject({ ok: false });
  });

  it('prices 3 ** 5 mod 7 as each rule says', () => {
    const input = modExpInput(1n, 1n, 1n, '030507');
    expect(precompiles(0x05, input, GAS, 'osaka')?.output).toEqual(Uint8Array.of(5));
    expect(modExpGas(input, 'eip198')).toBe(0n);
    expect(modExpGas(input, 'eip2565')).toBe(200n);
    expect(modExpGas(input, 'eip7883')).toBe(500n);
  });
});
