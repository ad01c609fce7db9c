import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hashStruct } from 'viem';
import { describe, expect, it } from 'vitest';
import { LODE_TYPES } from './eip712.ts';

type Types = Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;
const types: Types = LODE_TYPES;

const own = (name: string): string =>
  `${name}(${(types[name] ?? []).map((field) => `${field.type} ${field.name}`).join(',')})`;

/** EIP-712 `encodeType`: the type, then the types it uses. */
function encodeType(name: string): string {
  const used = (types[name] ?? []).map((field) => field.type.replace('[]', '')).filter((type) => type in types);
  return [name, ...used.sort()].map(own).join('');
}

describe('LODE_TYPES', () => {
  it('name only types that exist, and none twice in a message', () => {
    for (const fields of Object.values(types)) {
      expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length);
      for (const { type } of fields) {
        const base = type.replace('[]', '');
        expect(base in types || /^(?:bytes32|address|uint(?:8|32|64|128))$/.test(base), type).toBe(true);
      }
    }
  });

  it('bind the hash of the whole object first', () => {
    for (const name of Object.keys(types))
      if (name !== 'AcceptedReceipt') expect(types[name]?.[0]).toEqual({ name: 'body', type: 'bytes32' });
  });

  it('hash as viem does', () => {
    const data = { receipt: `0x${'11'.repeat(32)}`, task: 1, holdbackMicroUsd: 2n } as const;
    expect(hashStruct({ data, primaryType: 'AcceptedReceipt', types: LODE_TYPES })).toMatch(/^0x[0-9a-f]{64}$/);
  });

  const solidity = new URL('../../contracts/contracts/libraries/LodeTypes.sol', import.meta.url);

  it('are those of the contracts, to the letter', async (context) => {
    if (!existsSync(solidity)) context.skip('packages/contracts has no LodeTypes.sol');
    const source = await readFile(solidity, 'utf8');
    const strings = [...source.matchAll(/keccak256\(\s*"([^"]+)"\s*\)/g)].map((match) => match[1]);
    const onChain = ['Lease', 'Receipt', 'AcceptedReceipt', 'Acceptance', 'Objection'];
    expect([...strings].sort()).toEqual(onChain.map(encodeType).sort());
  });
});
