import { createPrecompiles, type Transaction } from '@lode/evm';
import { describe, expect, it } from 'vitest';
import { decodeRows, encodeAccountRow, encodeSlotRow, joinRows } from '../rows.ts';
import type { BlockExecution, Packed } from '../seams.ts';
import { createMemoryState } from './memory.ts';

const address = (n: number) => new Uint8Array(20).fill(n, 19);
const SENDER = address(0x11);
const COUNTER = address(0x22);
/** Adds one to slot 0, logs it with one topic, and stops. */
const CODE = Uint8Array.fromHex('6000546001018060005560005260aa60206000a100');
const CODE_HASH = 'cc'.repeat(32);
const EMPTY_HASH = Uint8Array.fromHex('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');

/** evm's encoding by hand: what is left out is zero. */
function encode(tx: Transaction): Uint8Array {
  const out = new Uint8Array(216);
  const view = new DataView(out.buffer);
  view.setUint32(0, 216, true);
  out[4] = tx.type;
  out[5] = 1;
  view.setBigUint64(8, tx.nonce, true);
  view.setBigUint64(16, tx.gasLimit, true);
  out.set(tx.sender.slice().reverse(), 24);
  out.set((tx.to ?? address(0)).slice().reverse(), 48);
  return out;
}

function pack(items: readonly Uint8Array[]): Packed {
  const offsets = new Uint32Array(items.length + 1);
  items.forEach((item, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + item.length;
  });
  return { bytes: Uint8Array.from(items.flatMap((item) => [...item])), offsets };
}

function block(nonces: readonly bigint[], deadlineMs?: number): BlockExecution {
  const call = { type: 0, sender: SENDER, to: COUNTER, gasLimit: 100_000n, value: 0n, data: new Uint8Array() } as const;
  return {
    env: {
      number: 1n,
      timestamp: 1n,
      coinbase: address(0xcc),
      gasLimit: 30_000_000n,
      baseFee: 0n,
      prevRandao: new Uint8Array(32),
      excessBlobGas: 0n,
      chainId: 1n,
    },
    blockHashes: [],
    systemCalls: [],
    transactions: pack(nonces.map((nonce) => encode({ ...call, nonce }))),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  };
}

function counterState() {
  const state = createMemoryState({ precompiles: createPrecompiles() });
  const rows = [
    encodeAccountRow(SENDER, { nonce: 0n, balance: 10n ** 18n, codeHash: EMPTY_HASH }),
    encodeAccountRow(COUNTER, { nonce: 1n, balance: 0n, codeHash: Uint8Array.fromHex(CODE_HASH) }),
    encodeSlotRow(COUNTER, 0n, 41n),
  ];
  state.load(joinRows(rows), new Map([[CODE_HASH, CODE]]));
  return state;
}

describe('the memory state', () => {
  it('executes into the block in flight and changes what is committed on publish alone', async () => {
    const state = counterState();
    const output = await state.execute(block([0n, 1n, 7n]));
    expect([...output.status]).toEqual([1, 1, 0]);
    expect(output.logs.offsets[2]).toBe(output.logs.offsets[3]);
    expect(state.reader.slot(COUNTER, 0n)).toBe(41n);
    state.publish();
    expect(state.reader.slot(COUNTER, 0n)).toBe(43n);
    expect(state.reader.account(SENDER)?.nonce).toBe(2n);
  });

  it('gives changed rows after and before, and forgets a discarded block', async () => {
    const state = counterState();
    await state.execute(block([0n]));
    const { rows, undo } = state.changes();
    const slots = (bytes: Uint8Array) => [...decodeRows(bytes)].filter((row) => row.kind === 'slot');
    expect(slots(rows)).toMatchObject([{ key: 0n, value: 42n }]);
    expect(slots(undo)).toMatchObject([{ key: 0n, value: 41n }]);
    state.discard();
    expect(state.changes().rows).toHaveLength(0);
    await state.execute(block([0n]));
    state.publish();
    expect(state.reader.slot(COUNTER, 0n)).toBe(42n);
  });

  it('begins nothing after the deadline', async () => {
    const output = await counterState().execute(block([0n], performance.now() - 1));
    expect(output).toMatchObject({ executed: 0, logs: { offsets: new Uint32Array(1) } });
  });

  it('gives back all rows', () => {
    const rows = [...decodeRows(joinRows([...counterState().rows()]))];
    expect(rows.filter((row) => row.kind === 'slot')).toMatchObject([{ address: COUNTER, value: 41n }]);
    expect(rows).toHaveLength(3);
  });
});
