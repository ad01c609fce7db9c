import { expect, it } from 'vitest';
import { bn254PairingOperation } from './bn254.ts';

it('a pairing with a second point whose y is 0 fails, as any other point outside the subgroup', () => {
  const input = new Uint8Array(192);
  input[127] = 1;
  expect(bn254PairingOperation(input)).toBeUndefined();
});
