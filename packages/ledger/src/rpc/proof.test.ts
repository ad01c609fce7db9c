import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../testkit/rpcPrograms.ts';
import { accountBytes, startTestRpc, type TestRpc } from '../../testkit/rpcServer.ts';
import { type BinaryRoots, createBinaryRoots } from '../roots/binaryRoots.ts';
import { type ProofPath, verifyProof } from '../roots/proof.ts';

let roots: BinaryRoots;
let rpc: TestRpc;
beforeAll(async () => {
  roots = await createBinaryRoots();
  rpc = await startTestRpc({ server: { roots } });
  await roots.rebuild([rpc.chain.genesisRows], 0n);
});
afterAll(async () => {
  await rpc.stop();
  await roots.close();
});

interface Path {
  siblings: string[];
  leaf: { key: string; value: string } | null;
}

const bytes = (text: string) => Uint8Array.fromHex(text.slice(2));
const pathOf = ({ siblings, leaf }: Path): ProofPath => ({
  siblings: siblings.map(bytes),
  ...(leaf === null ? {} : { leaf: { key: bytes(leaf.key), value: bytes(leaf.value) } }),
});

interface Proof {
  block: string;
  address: string;
  account: { nonce: string; balance: string; codeHash: string } | null;
  path: Path;
  slots: { key: string; value: string; path: Path }[];
}

/** What a client does with the answer. */
function verify(proof: Proof): boolean {
  const { account } = proof;
  return verifyProof(roots.root, {
    block: BigInt(proof.block),
    address: bytes(proof.address),
    account:
      account === null
        ? undefined
        : { nonce: BigInt(account.nonce), balance: BigInt(account.balance), codeHash: bytes(account.codeHash) },
    path: pathOf(proof.path),
    slots: proof.slots.map(({ key, value, path }) => ({ key: BigInt(key), value: BigInt(value), path: pathOf(path) })),
  });
}

describe('lode_getProof', () => {
  it('proves accounts and slots, there or not, to who has the root', async () => {
    const reader = `0x${PROGRAMS.reader.address.toHex()}`;
    const proof = (await rpc.ask('lode_getProof', reader, ['0x7', '0x8'])) as Proof;
    expect(proof.slots.map(({ value }) => value)).toEqual(['0x63', '0x0']);
    expect(verify(proof)).toBe(true);
    expect(verify({ ...proof, slots: [{ ...proof.slots[0], value: '0x64' } as Proof['slots'][number]] })).toBe(false);
    const absent = (await rpc.ask('lode_getProof', `0x${'0d'.repeat(20)}`)) as Proof;
    expect(absent.account).toBeNull();
    expect(verify(absent)).toBe(true);
  });

  it('is refused in bounds, and where there is no tree', async () => {
    const who = `0x${accountBytes(0).toHex()}`;
    const many = Array.from({ length: 257 }, (_, i) => `0x${i.toString(16)}`);
    expect((await rpc.call('lode_getProof', who, many)).error?.code).toBe(-32602);
    const bare = await startTestRpc();
    expect((await bare.call('lode_getProof', who)).error?.code).toBe(-32004);
    await bare.stop();
  });
});
