import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leavesOf, naiveRoot } from '../../testkit/naiveRoot.ts';
import { describeRootCompliance } from '../../testkit/rootCompliance.ts';
import {
  applyChange,
  blockRows,
  rowsOf,
  type StateChange,
  type StateModel,
  testAddress,
} from '../../testkit/stateModel.ts';
import { type BinaryRoots, createBinaryRoots } from './binaryRoots.ts';
import { createKeeper } from './keeper.ts';
import { verifyProof } from './proof.ts';

const MAX_BYTES = 64 * 1024 * 1024;

describeRootCompliance({
  name: 'binary',
  create: () => createBinaryRoots({ maxBytes: MAX_BYTES }),
  emptyRoot: new Uint8Array(32),
  oracle: async (model) => naiveRoot(leavesOf(model)),
  runs: 4, // a thread each; tree.fuzz.test.ts has the many
});

describe('createBinaryRoots', () => {
  let dir = '';
  let opened: BinaryRoots[] = [];
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'lode-roots-'));
  });
  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
    opened = [];
    await rm(dir, { recursive: true, force: true });
  });

  async function open(): Promise<BinaryRoots> {
    const roots = await createBinaryRoots({ dir, maxBytes: MAX_BYTES });
    opened.push(roots);
    return roots;
  }

  const changesOf = (block: number): StateChange[] =>
    Array.from({ length: 40 }, (_, i) => ({
      address: testAddress(i % 5),
      key: BigInt(i * block),
      value: BigInt((i + block) % 4),
    })).filter(
      ({ address, key }, i, all) => all.findIndex((o) => o.key === key && o.address[11] === address[11]) === i,
    );

  async function fill(roots: BinaryRoots, from: number, to: number, model: StateModel): Promise<void> {
    for (let block = from; block <= to; block++) {
      const changes = changesOf(block);
      for (const change of changes) applyChange(model, change);
      await roots.apply(BigInt(block), blockRows(changes));
    }
  }
  const emptyModel = (): StateModel => ({ accounts: new Map(), slots: new Map() });

  it('opens at the last checkpoint and goes on from there', async () => {
    const model = emptyModel();
    const first = await open();
    expect(first.opened).toBe('fresh');
    await fill(first, 1, 5, model);
    const { root } = first;
    expect(await first.checkpoint()).toBe(5n);
    await fill(first, 6, 7, emptyModel());
    await first.close();

    const second = await open();
    expect(second).toMatchObject({ opened: 'checkpoint', block: 5n });
    expect(second.root).toEqual(root);
    await fill(second, 6, 9, model);
    expect(second.root).toEqual(naiveRoot(leavesOf(model)));
    expect(await second.checkpoint()).toBe(9n);
    expect(await second.checkpoint()).toBe(9n);
  });

  it('finds every damage to a checkpoint, and rebuilds from the rows of the state', async () => {
    const model = emptyModel();
    const first = await open();
    await fill(first, 1, 3, model);
    await first.checkpoint();
    await first.close();
    const file = path.join(dir, 'state-tree');
    const good = await readFile(file);
    const openedOver = async (bytes: Uint8Array) => {
      await writeFile(file, bytes);
      return createKeeper({ dir, maxBytes: MAX_BYTES }).handle({ kind: 'stats' });
    };
    for (let at = 0; at < good.length; at += at < 96 ? 5 : 331) {
      const bad = Uint8Array.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      const reply = await openedOver(bad);
      expect(reply, `byte ${at}`).toMatchObject({ opened: 'damaged', block: -1n, root: new Uint8Array(32) });
    }
    const twice = Uint8Array.from(good);
    twice.copyWithin(96, 160, 224);
    expect((await openedOver(twice)).opened).toBe('damaged');
    await writeFile(file, good);
    await truncate(file, good.length - 64);
    const roots = await open();
    expect(roots.opened).toBe('damaged');
    expect(await roots.rebuild(rowsOf(model), 3n)).toEqual(first.root);
    expect(roots.block).toBe(3n);
    await roots.checkpoint();
    await roots.close();
    expect(await open()).toMatchObject({ opened: 'checkpoint', block: 3n });
  });

  it('leaves a half-written checkpoint aside', async () => {
    const first = await open();
    await fill(first, 1, 2, emptyModel());
    await first.checkpoint();
    await first.close();
    await writeFile(path.join(dir, 'state-tree.new'), 'half');
    expect(await open()).toMatchObject({ opened: 'checkpoint', block: 2n });
  });

  it('takes blocks in order only', async () => {
    const roots = await open();
    await roots.apply(4n, blockRows([]));
    await expect(roots.apply(6n, blockRows([]))).rejects.toMatchObject({ code: 'block-order' });
    await expect(roots.apply(4n, blockRows([]))).rejects.toMatchObject({ code: 'block-order' });
    await roots.apply(5n, blockRows([]));
  });

  it('answers nothing wrong after a change that failed, until it is rebuilt', async () => {
    const roots = await open();
    await roots.apply(0n, blockRows(changesOf(1)));
    await expect(roots.apply(1n, { rows: new Uint8Array(95), codes: new Map() })).rejects.toMatchObject({
      code: 'malformed-rows',
    });
    await expect(roots.apply(2n, blockRows([]))).rejects.toMatchObject({ code: 'unusable' });
    await expect(roots.checkpoint()).rejects.toMatchObject({ code: 'unusable' });
    const model = emptyModel();
    for (const change of changesOf(1)) applyChange(model, change);
    expect(await roots.rebuild(rowsOf(model), 7n)).toEqual(naiveRoot(leavesOf(model)));
    await roots.apply(8n, blockRows([]));
  });

  it('bounds the calls that wait, and refuses them once it is closed', async () => {
    const roots = await open();
    const calls = Array.from({ length: 70 }, (_, i) => roots.apply(BigInt(i), blockRows([])));
    const results = await Promise.allSettled(calls);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(64);
    expect(results[64]).toMatchObject({ reason: { code: 'queue-full' } });
    expect(roots.block).toBe(63n);
    const last = roots.apply(64n, blockRows([]));
    await roots.close();
    await last;
    await expect(roots.apply(65n, blockRows([]))).rejects.toMatchObject({ code: 'closed' });
  });

  it('proves an account and its slots against its root', async () => {
    const roots = await open();
    const address = testAddress(1);
    const account = { nonce: 1n, balance: 2n, codeHash: new Uint8Array(32).fill(3) };
    await roots.apply(
      0n,
      blockRows([
        { address, account },
        { address, key: 5n, value: 6n },
      ]),
    );
    const proof = await roots.prove(address, [5n, 7n], (block) => (block === 0n ? account : undefined));
    expect(proof.slots.map(({ value }) => value)).toEqual([6n, 0n]);
    expect(verifyProof(roots.root, proof)).toBe(true);
    expect(verifyProof(new Uint8Array(32), proof)).toBe(false);
    await expect(
      roots.prove(
        address,
        Array.from({ length: 1025 }, () => 1n),
        () => account,
      ),
    ).rejects.toThrow(RangeError);
  });

  it('keeps no checkpoint without a directory, and does not open once aborted', async () => {
    const roots = await createBinaryRoots({ maxBytes: MAX_BYTES });
    opened.push(roots);
    await expect(roots.checkpoint()).rejects.toMatchObject({ code: 'no-directory' });
    const signal = AbortSignal.abort();
    await expect(createBinaryRoots({ dir, maxBytes: MAX_BYTES, signal })).rejects.toThrow('aborted');
    const controller = new AbortController();
    const opening = createBinaryRoots({ dir, maxBytes: MAX_BYTES, signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toThrow('aborted');
  });
});
