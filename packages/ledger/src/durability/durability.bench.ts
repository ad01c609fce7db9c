import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { syntheticBlock } from '../../testkit/faultyDiskBlocks.ts';
import { CHANGE_BYTES, type SealedBlock } from '../seams.ts';
import { makeCheckpoint, openCheckpoint } from './checkpoint.ts';
import { coldRowsOf } from './cold-rows.ts';
import { openDurability } from './durability.ts';

/** Figures of the store alone, with blocks shaped like ERC-20 transfers: node packages/ledger/src/durability/durability.bench.ts */
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lode-durability-bench-'));
const STATE_ROWS = 1_000_000;

/** A block whose arrays have the sizes of ERC-20 transfers, made once: only numbers and hashes differ from block to block. */
function template(transactions: number): SealedBlock {
  const block = syntheticBlock(0n, { seed: 1, transactions: 1, rowsPerTransaction: 1, keys: 9 });
  const offsets = (each: number) => Uint32Array.from({ length: transactions + 1 }, (_, index) => index * each);
  return {
    ...block,
    transactions: { bytes: new Uint8Array(transactions * 176).fill(3), offsets: offsets(176) },
    hashes: new Uint8Array(32 * transactions).fill(4),
    senders: new Uint8Array(20 * transactions).fill(5),
    status: new Uint8Array(transactions).fill(1),
    gasUsed: new BigUint64Array(transactions).fill(51_000n),
    logs: { bytes: new Uint8Array(transactions * 160).fill(6), offsets: offsets(160) },
    changes: { rows: new Uint8Array(0), undo: new Uint8Array(3 * transactions * CHANGE_BYTES), codes: new Map() },
  };
}

/** Three rows a transaction, at random among STATE_ROWS. */
function changedRows(transactions: number, round: number): Uint8Array {
  const words = new Uint32Array((3 * transactions * CHANGE_BYTES) / 4);
  for (let row = 0; row < 3 * transactions; row += 1) {
    const at = row * 24;
    words[at] = 0x0102;
    words[at + 1] = 77;
    words[at + 6] = Math.floor(Math.random() * STATE_ROWS);
    words[at + 14] = round + 1;
  }
  return new Uint8Array(words.buffer);
}

async function appends(transactions: number, blocks: number): Promise<void> {
  const at = path.join(dir, `append-${transactions}`);
  const { durability } = await openDurability({ dir: at });
  const base = template(transactions);
  const row = Array.from({ length: 8 }, (_, round) => changedRows(transactions, round));
  const hash = (number: number) => new Uint8Array(32).fill(number % 251);
  let encodeMs = Number.POSITIVE_INFINITY;
  let bytes = 0;
  let inFlight: Promise<void>[] = [];
  const before = process.cpuUsage();
  const mainBefore = process.threadCpuUsage();
  const start = performance.now();
  for (let number = 0; number < blocks; number += 1) {
    const block: SealedBlock = {
      ...base,
      header: { ...base.header, number: BigInt(number), parentHash: hash(number - 1) },
      hash: hash(number),
      changes: { ...base.changes, rows: row[number % 8] ?? new Uint8Array() },
    };
    const began = performance.now();
    inFlight.push(durability.append(block));
    encodeMs = Math.min(encodeMs, performance.now() - began);
    if (inFlight.length === 2) await inFlight.shift();
  }
  await Promise.all(inFlight);
  inFlight = [];
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(before);
  const main = process.threadCpuUsage(mainBefore);
  bytes = fs
    .readdirSync(path.join(at, 'log'))
    .reduce((sum, name) => sum + fs.statSync(path.join(at, 'log', name)).size, 0);
  const count = transactions * blocks;
  console.log(
    `append+fdatasync ${transactions} tx/block: ${(blocks / seconds).toFixed(0)} blocks/s, ${(count / seconds).toFixed(0)} tx/s, ` +
      `${(bytes / seconds / 1e6).toFixed(0)} MB/s; append() ${((encodeMs * 1000) / transactions).toFixed(3)} us/tx of main thread (best block), ` +
      `CPU of the main thread ${((main.user + main.system) / count).toFixed(3)} us/tx, of all threads ${((cpu.user + cpu.system) / count).toFixed(2)} us/tx; ` +
      `checkpoint ${durability.checkpoint} of ${blocks - 1}`,
  );
  const drain = performance.now();
  while (durability.checkpoint < BigInt(blocks - 1)) await new Promise((resolve) => setTimeout(resolve, 20));
  console.log(`  backlog drained ${((performance.now() - drain) / 1000).toFixed(2)} s later`);
  await durability.close();
  const reopen = performance.now();
  const again = await openDurability({ dir: at });
  const opened = performance.now();
  const openedCpu = process.threadCpuUsage();
  let replayed = 0;
  for await (const block of again.recovery.blocksFrom(0n)) replayed += block.changes.rows.length / CHANGE_BYTES;
  const read = performance.now();
  const readCpu = process.threadCpuUsage(openedCpu);
  let rows = 0;
  for (const batch of again.recovery.rows()) rows += batch.length / CHANGE_BYTES;
  const scanned = performance.now();
  console.log(
    `  reopen ${(opened - reopen).toFixed(0)} ms (last segment scanned); log read at ${(bytes / (read - opened) / 1000).toFixed(0)} MB/s ` +
      `(${((readCpu.user + readCpu.system) / replayed).toFixed(2)} us of CPU a changed row); ${rows} rows of the checkpoint in ${(scanned - read).toFixed(0)} ms`,
  );
  await again.durability.close();
  fs.rmSync(at, { recursive: true });
}

async function checkpoints(): Promise<void> {
  await makeCheckpoint(dir);
  const checkpoint = openCheckpoint(dir);
  for (const [name, round] of [
    ['first write', 0],
    ['over it', 1],
    ['over it', 2],
  ] as const) {
    const rows = changedRows(STATE_ROWS / 3, round);
    const cpu = process.cpuUsage();
    const start = performance.now();
    checkpoint.write((to) => {
      to.rows(rows);
      return BigInt(round);
    });
    const ms = performance.now() - start;
    const used = process.cpuUsage(cpu);
    const count = rows.length / CHANGE_BYTES;
    console.log(
      `checkpoint ${name}: ${(count / ms).toFixed(0)}k changed rows/s, ${((used.user + used.system) / count).toFixed(2)} us of CPU a changed row`,
    );
  }
  const cold = coldRowsOf(checkpoint);
  const scan = process.threadCpuUsage();
  let found = 0;
  for (const batch of checkpoint.rows()) found += batch.length / CHANGE_BYTES;
  const scanned = process.threadCpuUsage(scan);
  console.log(
    `recovery: ${((scanned.user + scanned.system) / found).toFixed(2)} s of CPU a million rows of the checkpoint (${found} read)`,
  );
  const address = new Uint8Array(20);
  address[0] = 77;
  const key = new Uint8Array(32);
  const start = performance.now();
  let hits = 0;
  for (let index = 0; index < 200_000; index += 1) {
    new DataView(key.buffer).setUint32(0, Math.floor(Math.random() * STATE_ROWS), true);
    if (cold.get(2, address, key)) hits += 1;
  }
  console.log(`cold read: ${(((performance.now() - start) * 1000) / 200_000).toFixed(2)} us (${hits} hits of 200000)`);
}

try {
  await checkpoints();
  await appends(1000, 1000);
  await appends(10_000, 100);
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
