import { afterEach, describe, expect, test } from 'vitest';
import {
  addressBytes,
  CHAIN_ID,
  GWEI,
  memoryLedger,
  signTransfer,
  TO,
  testAccount,
  testGenesis,
  untilIncluded,
} from '../../testkit/ledgerChain.ts';
import { hashHeader } from '../blocks/header.ts';
import { pack } from '../blocks/packed.ts';
import { createSolo } from '../consensus/solo.ts';
import { verifyProof } from '../roots/proof.ts';
import type { ChainEvent, SubmitResult } from '../seams.ts';
import type { Ledger } from './createLedger.ts';

const accounts = Array.from({ length: 4 }, (_, i) => testAccount(i));
const [alice = testAccount(0), bob = testAccount(1)] = accounts;
const to = Uint8Array.fromHex(TO.slice(2));

const opened: Ledger[] = [];
const open = async (...args: Parameters<typeof memoryLedger>): Promise<Ledger> => {
  const ledger = await memoryLedger(...args);
  opened.push(ledger);
  return ledger;
};
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.stop();
});

const hashesOf = (results: readonly SubmitResult[]): Uint8Array[] =>
  results.map((result) => {
    if (!result.ok) throw new Error(result.message);
    return result.hash;
  });

describe('a chain in memory', () => {
  test('echoes a block with transactions by one empty block, where that is asked for', async () => {
    const ledger = await open(testGenesis(accounts), { consensus: createSolo({ echoMs: 20 }) });
    const blocks: number[] = [];
    ledger.subscribe((event) => {
      if (event.kind === 'block') blocks.push(event.block.transactions.offsets.length - 1);
    });
    ledger.start();
    const until = async (count: number) => {
      while (blocks.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await untilIncluded(ledger, hashesOf(await ledger.submit([await signTransfer(alice, { nonce: 0 })])));
    await until(2);
    await untilIncluded(ledger, hashesOf(await ledger.submit([await signTransfer(alice, { nonce: 1 })])));
    await until(4);
    expect(blocks).toEqual([1, 0, 1, 0]);
  });

  test('includes what is sent, in blocks that follow each other, and tells of it', async () => {
    const ledger = await open(testGenesis(accounts));
    const events: ChainEvent[] = [];
    ledger.subscribe((event) => events.push(event));
    ledger.start();
    const raw = await Promise.all(
      accounts.flatMap((account) => [0, 1, 2].map((nonce) => signTransfer(account, { nonce, value: 5n }))),
    );
    const hashes = hashesOf(await ledger.submit(raw));
    await untilIncluded(ledger, hashes);
    const head = ledger.head();
    expect(ledger.stateAt(head.header.number)?.account(to)?.balance).toBe(60n);
    expect(ledger.stateAt(0n)?.account(to)).toBeUndefined();
    expect(ledger.stateAt(head.header.number + 1n)).toBeUndefined();
    expect(ledger.pendingNonce(addressBytes(alice))).toBe(3n);
    expect(ledger.poolSize()).toEqual({ pending: 0, queued: 0 });
    let parent = ledger.history.block(0n);
    let count = 0;
    for (let number = 1n; number <= head.header.number; number++) {
      const block = ledger.history.block(number);
      expect(block?.header.parentHash).toEqual(parent?.hash);
      expect(block && hashHeader(block.header)).toEqual(block?.hash);
      count += block?.status.length ?? 0;
      parent = block;
    }
    expect(count).toBe(12);
    const told = events.flatMap((event) => (event.kind === 'pending' ? event.transaction.hash.toHex() : []));
    expect(told.sort()).toEqual(hashes.map((hash) => hash.toHex()).sort());
    expect(events.some((event) => event.kind === 'block' && event.block.hash === head.hash)).toBe(true);
  });

  test("a header carries the root of the state before, which the next one's follows", async () => {
    const ledger = await open(testGenesis(accounts), { consensus: 'manual' });
    const senders = addressBytes(alice);
    const roots = [ledger.head().header.stateRoot.toHex()];
    for (let nonce = 0; nonce < 3; nonce++) {
      const { block, durable } = await ledger.buildBlock({
        transactions: pack([await signTransfer(alice, { nonce })]),
        senders,
      });
      await durable;
      expect(ledger.head()).toBe(block);
      roots.push(block.header.stateRoot.toHex());
    }
    expect(roots[0]).toBe(roots[1]);
    expect(new Set(roots).size).toBe(3);
  });

  test('proves an account against the root that the next header carries', async () => {
    const ledger = await open(testGenesis(accounts), { consensus: 'manual' });
    const build = async (nonce: number) => {
      const transactions = pack([await signTransfer(alice, { nonce, value: 10n })]);
      const { block, durable } = await ledger.buildBlock({ transactions, senders: addressBytes(alice) });
      await durable;
      return block;
    };
    await build(0);
    const proof = await ledger.prove(to, [1n]);
    const { header } = await build(1);
    expect(verifyProof(header.stateRoot, proof)).toBe(true);
    expect(proof.account?.balance).toBe(10n);
  });

  test('past states can be read within the window, by whoever holds them until they leave it', async () => {
    const ledger = await open(testGenesis(accounts), { consensus: 'manual', stateWindow: 3 });
    const held = ledger.stateAt(0n);
    for (let nonce = 0; nonce < 5; nonce++) {
      const transactions = pack([await signTransfer(alice, { nonce, value: 10n })]);
      await (await ledger.buildBlock({ transactions, senders: addressBytes(alice) })).durable;
    }
    expect(ledger.stateWindow).toBe(3);
    const balances = [5n, 4n, 3n, 2n].map((block) => ledger.stateAt(block)?.account(to)?.balance);
    expect(balances).toEqual([50n, 40n, 30n, 20n]);
    expect(ledger.stateAt(2n)?.account(addressBytes(alice))?.nonce).toBe(2n);
    expect(ledger.stateAt(1n)).toBeUndefined();
    expect(() => held?.account(to)).toThrow(expect.objectContaining({ code: 'STATE_GONE' }));
  });

  test('an invalid transaction is left out of its block', async () => {
    const ledger = await open(testGenesis(accounts), { consensus: 'manual' });
    const raw = [
      await signTransfer(alice, { nonce: 0 }),
      await signTransfer(alice, { nonce: 5 }),
      await signTransfer(bob, { nonce: 0 }),
    ];
    const senders = Uint8Array.from([alice, alice, bob].flatMap((account) => [...addressBytes(account)]));
    const built = await ledger.buildBlock({ transactions: pack(raw), senders });
    await built.durable;
    expect(built).toMatchObject({ executed: 3, invalid: 1 });
    expect(built.block.status.length).toBe(2);
    expect(ledger.head().header.gasUsed).toBe(42_000n);
  });

  test('refusals are those of the envelope, the signature and the pool, in order', async () => {
    const ledger = await open(testGenesis([alice]));
    const good = await signTransfer(alice, { nonce: 0 });
    const foreign = await alice.signTransaction({
      type: 'legacy',
      chainId: CHAIN_ID + 1,
      nonce: 0,
      gas: 21_000n,
      gasPrice: GWEI,
      to: TO,
    });
    const results = await ledger.submit([
      Uint8Array.of(1, 2),
      Uint8Array.fromHex(foreign.slice(2)),
      good,
      good,
      await signTransfer(bob, { nonce: 0 }),
    ]);
    expect(results.map((result) => (result.ok ? 'ok' : result.code))).toEqual([
      'malformed',
      'wrong-chain',
      'ok',
      'already-known',
      'insufficient-funds',
    ]);
    expect(await ledger.registry.metrics()).toContain('lode_ledger_refused_total{code="already-known"} 1');
  });

  test('counts what it does', async () => {
    const ledger = await open(testGenesis(accounts), { consensus: 'manual' });
    const raw = [await signTransfer(alice, { nonce: 0 }), await signTransfer(alice, { nonce: 7 })];
    const senders = Uint8Array.from([...addressBytes(alice), ...addressBytes(alice)]);
    await (await ledger.buildBlock({ transactions: pack(raw), senders })).durable;
    await ledger.submit([await signTransfer(bob, { nonce: 3 }), await signTransfer(bob, { nonce: 0 })]);
    const values = new Map<string, number>();
    for (const line of (await ledger.registry.metrics()).split('\n')) {
      const [name = '', value] = line.split(' ');
      values.set(name.replace('lode_ledger_', ''), Number(value));
    }
    expect(Object.fromEntries(values)).toMatchObject({
      blocks_total: 1,
      transactions_total: 1,
      gas_total: 21_000,
      pool_pending: 1,
      pool_queued: 1,
      execution_seconds_count: 1,
      seal_seconds_count: 1,
      root_wait_seconds_count: 1,
      commit_seconds_count: 1,
      index_lag_blocks: 0,
      failed: 0,
      reexecutions_total: 0,
      'pool_dropped_total{reason="evicted"}': 0,
    });
  });

  test('what nobody can pay for now is included when the base fee has fallen', async () => {
    const ledger = await open(testGenesis(accounts, { baseFeePerGas: `0x${(10n * GWEI).toString(16)}` }));
    expect(ledger.nextEnv().baseFee).toBe((35n * GWEI) / 4n);
    ledger.start();
    const hashes = hashesOf(await ledger.submit([await signTransfer(alice, { nonce: 0, price: 8n * GWEI })]));
    await untilIncluded(ledger, hashes);
    expect(ledger.history.block(1n)?.status.length).toBe(0);
    expect(ledger.head().header.number).toBe(2n);
  });

  test('is given a folder or told to be in memory', async () => {
    await expect(memoryLedger(testGenesis([]), { dir: '/nowhere' })).rejects.toThrow(TypeError);
  });
});
