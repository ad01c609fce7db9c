import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Hex, recoverTransactionAddress, serializeTransaction } from 'viem';
import { describe, expect, it } from 'vitest';
import { decodeRows } from '../rows.ts';
import { BlockFault } from './errors.ts';
import { createGenesis, genesisBlock } from './genesis.ts';
import { hashHeader } from './header.ts';
import { MESSAGE_TOPIC } from './outbox.ts';
import { createdAddress } from './receipts.ts';
import { BEACON_ROOTS, HISTORY_STORAGE, OUTBOX, SYSTEM_CONTRACTS } from './systemContracts.ts';

const ALICE = 'aa'.repeat(20);
const BOB = 'bb'.repeat(20);
const base = { config: { chainId: 7, shanghaiTime: 0, terminalTotalDifficulty: 0 }, gasLimit: '0x1c9c380' };

function problem(file: unknown): string {
  try {
    createGenesis(file);
  } catch (error) {
    if (error instanceof BlockFault && error.code === 'bad-genesis') return error.message;
    throw error;
  }
  return 'accepted';
}

const withAccount = (account: unknown, address = ALICE) => ({ ...base, alloc: { [address]: account } });
const withLode = (lode: unknown) => ({ ...base, lode });

describe('a genesis file', () => {
  it('is geth’s, with a section of ours', () => {
    const genesis = createGenesis({
      ...base,
      difficulty: '0x0',
      nonce: '0x0',
      baseFeePerGas: '0',
      timestamp: '0x64',
      extraData: '0x1234',
      coinbase: `0x${BOB}`,
      alloc: {
        [`0x${ALICE.toUpperCase()}`]: { balance: '1000000000000000000000000' },
        [BOB]: {
          balance: '0x10',
          nonce: 3,
          code: '0x6001',
          storage: { '0x1': '0x02', [`0x${'0'.repeat(64)}`]: '0x00' },
        },
        ['cc'.repeat(20)]: { balance: '0x0' },
      },
      lode: { blockTimeMs: 100, allowUnprotectedTransactions: true },
    });
    expect(genesis).toMatchObject({ chainId: 7n, gasLimit: 30_000_000n, blockTimeMs: 100, allowUnprotected: true });
    const rows = [...decodeRows(genesis.changes.rows)];
    const mine = rows.filter((row) => [ALICE, BOB, 'cc'.repeat(20)].includes(row.address.toHex()));
    const codeHash = keccak_256(Uint8Array.of(0x60, 0x01));
    expect(mine).toEqual([
      {
        kind: 'account',
        address: Uint8Array.fromHex(ALICE),
        account: { nonce: 0n, balance: 10n ** 24n, codeHash: keccak_256(new Uint8Array()) },
      },
      { kind: 'account', address: Uint8Array.fromHex(BOB), account: { nonce: 3n, balance: 16n, codeHash } },
      { kind: 'slot', address: Uint8Array.fromHex(BOB), key: 1n, value: 2n },
    ]);
    expect(rows.filter((row) => row.kind === 'account').length).toBe(2 + SYSTEM_CONTRACTS.length);
    expect(genesis.changes.codes.get(codeHash.toHex())).toEqual(Uint8Array.of(0x60, 0x01));
    const undone = [...decodeRows(genesis.changes.undo)];
    expect(undone.every((row) => (row.kind === 'slot' ? row.value === 0n : row.account === undefined))).toBe(true);
    expect(undone.map((row) => row.address)).toEqual(rows.map((row) => row.address));
    const block = genesisBlock(genesis, new Uint8Array(32).fill(9));
    expect(block.header).toMatchObject({
      number: 0n,
      baseFeePerGas: 0n,
      timestamp: 100n,
      extraData: Uint8Array.of(0x12, 0x34),
    });
    expect(block.hash).toEqual(hashHeader(block.header));
  });

  it('gives the same rows whatever the order of its accounts', () => {
    const accounts = { [ALICE]: { balance: 1 }, [BOB]: { balance: 2 } };
    const turned = { [BOB]: { balance: 2 }, [ALICE]: { balance: 1 } };
    const rows = (alloc: unknown) => createGenesis({ ...base, alloc }).changes.rows.toHex();
    expect(rows(accounts)).toBe(rows(turned));
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /the file/],
    ['no chain id', { gasLimit: 1e7, config: {} }, /config\.chainId/],
    ['a chain id of zero', { ...base, config: { chainId: 0 } }, /config\.chainId/],
    ['a chain id that clients cannot hold', { ...base, config: { chainId: '0x20000000000000' } }, /config\.chainId/],
    ['no gas limit', { config: { chainId: 1 } }, /gasLimit/],
    ['a tiny gas limit', { ...base, gasLimit: 10 }, /gasLimit: a number from 5000/],
    ['a misspelt field', { ...base, gaslimit: 1 }, /gaslimit/],
    ['a misspelt field of ours', withLode({ blockTime: 1 }), /blockTime/],
    ['a block time of zero', withLode({ blockTimeMs: 0 }), /lode\.blockTimeMs/],
    ['blocks beyond 64 MiB', withLode({ maxBlockBytes: 2 ** 27 }), /lode\.maxBlockBytes/],
    ['extra data of 33 bytes', { ...base, extraData: `0x${'00'.repeat(33)}` }, /extraData: at most 32 bytes/],
    ['an address of 19 bytes', withAccount({ balance: 1 }, 'aa'.repeat(19)), /an address has 20 bytes/],
    ['an address twice', { ...base, alloc: { [ALICE]: {}, [`0x${ALICE}`]: {} } }, /twice/],
    ['a number that JSON cannot hold', withAccount({ balance: 1e21 }), /alloc\.a+\.balance/],
    ['a balance over 256 bits', withAccount({ balance: `0x1${'0'.repeat(64)}` }), /alloc\.a+\.balance/],
    ['a negative balance', withAccount({ balance: -1 }), /alloc\.a+\.balance/],
    ['odd code', withAccount({ code: '0x123' }), /even number/],
    ['code over 24,576 bytes', withAccount({ code: `0x${'00'.repeat(24_577)}` }), /at most 24576 bytes/],
    ['storage without code or nonce', withAccount({ balance: 1, storage: { '0x1': '0x1' } }), /needs code or a nonce/],
    ['a key of 33 bytes', withAccount({ nonce: 1, storage: { [`0x${'0'.repeat(66)}`]: '0x1' } }), /a key is a word/],
    ['a key twice', withAccount({ nonce: 1, storage: { '0x1': '0x1', '0x01': '0x2' } }), /twice/],
    ['another contract in the place of ours', withAccount({ code: '0x00' }, OUTBOX.address.toHex()), /outbox contract/],
  ])('is refused with %s', (_, file, wanted) => {
    expect(problem(file)).toMatch(wanted);
  });
});

describe('system contracts', () => {
  // The transactions that the EIPs give for deployment: their signatures fix the code and the address.
  it.each<[typeof BEACON_ROOTS, Hex, Hex]>([
    [BEACON_ROOTS, '0x60618060095f395ff3', '0x1b9b6eb1f0'],
    [HISTORY_STORAGE, '0x60538060095f395ff3', '0xaa12693182426612186309f02cfe8a80a0000'],
  ])('have the official code: %o', async (contract, prefix, s) => {
    const tx = {
      type: 'legacy',
      nonce: 0,
      gas: 0x3d090n,
      gasPrice: 0xe8d4a51000n,
      data: `${prefix}${contract.code.toHex()}`,
    } as const;
    const serializedTransaction = serializeTransaction(tx, { r: '0x539', s, v: 27n });
    const deployer = await recoverTransactionAddress({ serializedTransaction });
    expect(createdAddress(Uint8Array.fromHex(deployer.slice(2)), 0n)).toEqual(contract.address);
  });

  it('include the outbox, whose topic is its event’s', () => {
    expect(keccak_256(new TextEncoder().encode('Message(address,bytes)'))).toEqual(MESSAGE_TOPIC);
    expect(OUTBOX.code.length).toBe(66);
  });
});
