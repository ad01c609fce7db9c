import { afterEach, describe, expect, test } from 'vitest';
import {
  addressBytes,
  memoryLedger,
  signTransfer,
  TO,
  testAccount,
  testGenesis,
  untilIncluded,
} from '../../testkit/ledgerChain.ts';
import { pack } from '../blocks/packed.ts';
import type { Application, Consensus, Proposal } from '../consensus/consensus.ts';
import { createSolo } from '../consensus/solo.ts';
import type { StateStore } from '../seams.ts';
import type { Ledger } from './createLedger.ts';
import type { LedgerOptions } from './options.ts';

const accounts = Array.from({ length: 4 }, (_, i) => testAccount(i));
const [alice = testAccount(0), bob = testAccount(1)] = accounts;
const to = Uint8Array.fromHex(TO.slice(2));
const genesis = testGenesis(accounts);
const TIME_MS = 1_800_000_000_000;

const opened: Ledger[] = [];
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.stop();
});

const open = async (more: Partial<LedgerOptions>): Promise<Ledger> => {
  const ledger = await memoryLedger(genesis, more);
  opened.push(ledger);
  return ledger;
};

/** A node whose consensus is the test. */
async function node(): Promise<{ ledger: Ledger; application: Application }> {
  const driver = Promise.withResolvers<Application>();
  const consensus: Consensus = { start: driver.resolve, stop: async () => undefined };
  const ledger = await open({ consensus });
  ledger.start();
  return { ledger, application: await driver.promise };
}

describe('as a consensus of several nodes drives it', () => {
  test('proposals may be made and processed again and again; only commit has an effect, the same everywhere', async () => {
    const [proposer, validator] = [await node(), await node()];
    await proposer.ledger.submit([await signTransfer(alice, { nonce: 0 }), await signTransfer(bob, { nonce: 0 })]);
    proposer.application.propose({ timeMs: TIME_MS });
    const { transactions } = proposer.application.propose({ timeMs: TIME_MS });
    expect(transactions.offsets.length - 1).toBe(2);
    // What goes over the wire: the bytes alone.
    const sent: Proposal = { transactions: structuredClone(transactions), timeMs: TIME_MS };
    const other: Proposal = { transactions: pack([await signTransfer(bob, { nonce: 0, value: 9n })]), timeMs: TIME_MS };
    for (const each of [sent, other, sent]) expect(await validator.application.process(each)).toEqual({ ok: true });
    await validator.application.finalize(other);
    expect(validator.ledger.head().header.number).toBe(0n);
    expect(validator.ledger.stateAt(0n)?.account(to)).toBeUndefined();

    const blocks = [];
    for (const { application } of [proposer, validator]) {
      await application.finalize(sent);
      const { block, durable } = application.commit();
      await durable;
      blocks.push(block);
    }
    expect(blocks[0]?.hash).toEqual(blocks[1]?.hash);
    expect(validator.ledger.stateAt(1n)?.account(to)?.balance).toBe(2n);
    expect(proposer.ledger.poolSize()).toEqual({ pending: 0, queued: 0 });
    expect(() => validator.application.commit()).toThrow(TypeError);
  });

  test('a proposal that breaks a rule is refused with the reason', async () => {
    const { application } = await node();
    const good = await signTransfer(alice, { nonce: 0 });
    const reasons = async (raw: Uint8Array[]) => {
      const verdict = await application.process({ transactions: pack(raw), timeMs: TIME_MS });
      return verdict.ok ? undefined : verdict.reason;
    };
    expect(await reasons([good])).toBeUndefined();
    expect(await reasons([good, good])).toBe('transaction 1 is invalid');
    expect(await reasons([good.subarray(1)])).toMatch(/transaction 0 is refused/);
    const greedy = await Promise.all([0, 1].map((nonce) => signTransfer(alice, { nonce, gas: 16_000_000n })));
    expect(await reasons(greedy)).toMatch(/gas limits of 32000000 together, the block has 30000000/);
  });
});

/** A state whose execution fails while `fails` says so. */
const failing =
  (fails: (count: number) => boolean) =>
  (state: StateStore): StateStore => ({
    ...state,
    async execute(block) {
      if (fails(block.transactions.offsets.length - 1)) throw new Error('a worker died');
      return state.execute(block);
    },
  });

describe('solo', () => {
  test('a failed execution names no block, and is repeated', async () => {
    let failures = 2;
    const ledger = await open({ wrapState: failing(() => failures-- > 0) });
    ledger.start();
    const [result] = await ledger.submit([await signTransfer(alice, { nonce: 0 })]);
    if (!result?.ok) throw new Error('refused');
    await untilIncluded(ledger, [result.hash]);
    expect(ledger.head().header.number).toBe(1n);
    expect(ledger.health().ok).toBe(true);
  });

  test('what no execution survives is found by halving, and dropped; the others are included', async () => {
    const poison = await signTransfer(alice, { nonce: 0, value: 666n });
    const ledger = await open({
      wrapState: (state) => ({
        ...state,
        async execute(block) {
          // 666 as the little-endian value of an encoded transaction.
          const { bytes, offsets } = block.transactions;
          for (const at of offsets.subarray(0, -1)) {
            if (bytes[at + 72] === 0x9a && bytes[at + 73] === 0x02) throw new Error('out of memory');
          }
          return state.execute(block);
        },
      }),
    });
    const others = await Promise.all(accounts.slice(1).map((account) => signTransfer(account, { nonce: 0 })));
    const results = await ledger.submit([poison, ...others]);
    ledger.start();
    await untilIncluded(
      ledger,
      results.slice(1).flatMap((result) => (result.ok ? [result.hash] : [])),
    );
    while (ledger.poolSize().pending > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await ledger.registry.metrics()).toContain('lode_ledger_pool_dropped_total{reason="invalid"} 1');
    expect(ledger.head().header.number).toBeGreaterThan(0n);
  });

  test('empty blocks follow each other at the block time', async () => {
    const ledger = await open({ consensus: createSolo({ blockTimeMs: 1, emptyBlocks: true }) });
    const second = new Promise<void>((resolve) => {
      ledger.subscribe((event) => {
        if (event.kind === 'block' && event.block.header.number === 2n) resolve();
      });
    });
    ledger.start();
    await second;
    expect(ledger.history.block(2n)?.status.length).toBe(0);
    expect(ledger.head().header.baseFeePerGas).toBeLessThan(ledger.history.block(0n)?.header.baseFeePerGas ?? 0n);
  });

  test('a flood from one sender does not keep others out', async () => {
    const ledger = await open({ pool: { maxPending: 20, accountSlots: 4 } });
    const flood = await Promise.all(Array.from({ length: 30 }, (_, nonce) => signTransfer(alice, { nonce })));
    const results = await ledger.submit(flood);
    expect(results.flatMap((result, nonce) => (result.ok ? [] : [[nonce, result.code]]))).toEqual([[20, 'pool-full']]);
    expect(ledger.poolSize()).toEqual({ pending: 20, queued: 9 });
    const [mine] = await ledger.submit([await signTransfer(bob, { nonce: 0 })]);
    expect(mine?.ok).toBe(true);
    expect(ledger.poolOf(addressBytes(alice)).pending).toHaveLength(19);
    ledger.start();
    if (mine?.ok) await untilIncluded(ledger, [mine.hash]);
  });
});
