import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLedger, createRpcServer, createSolo, type Ledger, packedItem } from '@lode/ledger';
import { bareRecovery, perCoreSecond } from './bareRecovery.ts';
import { makeChain } from './chain.ts';
import type { ClientTask } from './client.ts';
import { checkStatus, LIMIT_MS, signedBlocks } from './execute.ts';
import { createMeter } from './meter.ts';
import { type Outcome, type Scenario, WARM_BLOCKS } from './scenario.ts';
import { batchOf } from './workload.ts';
import { makeWorkload } from './worlds.ts';

/** No client may ask so much of a real server: one client here stands for a thousand. */
const UNLIMITED = { unitsPerSecond: 1e9, unitsBurst: 1e9 };

/** Rate (d): signed envelopes by HTTP in; recovered, pooled, executed, durable blocks out. The client is not counted. */
export async function throughRpc(scenario: Scenario): Promise<Outcome> {
  const { accounts, blockSize, workers } = scenario;
  const workload = await makeWorkload(scenario.workload, { accounts, signed: true });
  const folder = await makeChain(scenario.dir, workload);
  const { dir, genesis } = folder;
  const ledger = await createLedger({ genesis, dir, consensus: createSolo(), workers, recoveryWorkers: workers });
  const rpc = createRpcServer({ chain: ledger, limits: UNLIMITED });
  let client: ChildProcess | undefined;
  try {
    ledger.start();
    const { url } = await rpc.start();
    const file = join(dir, 'signed');
    const blocks = signedBlocks(scenario);
    const lines: string[] = [];
    for (let n = 0; n < blocks; n++) {
      const { raw } = batchOf(workload, n * blockSize, blockSize);
      for (let i = 0; i < blockSize; i++) lines.push(packedItem(raw, i).toHex());
      if (n % 4 === 3) console.error(`  signed ${(n + 1) * blockSize} of ${blocks * blockSize}`);
    }
    await writeFile(file, lines.join('\n'));
    client = fork(join(import.meta.dirname, 'client.ts'));
    const meter = createMeter();
    const before = await bareRecovery(workers, LIMIT_MS);
    await send(client, ledger, { url, file, from: 0, to: WARM_BLOCKS * blockSize });
    meter.start();
    await send(client, ledger, { url, file, from: WARM_BLOCKS * blockSize, to: blocks * blockSize });
    meter.stop((blocks - WARM_BLOCKS) * blockSize);
    const state = ledger.stateAt(ledger.head().header.number);
    if (state === undefined) throw new Error('the head has no state');
    workload.check(state, blocks * blockSize);
    const after = await bareRecovery(workers, LIMIT_MS);
    const recoveryLimit = (perCoreSecond(before) + perCoreSecond(after)) / 2;
    return { measured: meter.total, name: workload.name, rates: { recoveryLimit } };
  } finally {
    client?.kill();
    await rpc.stop();
    await ledger.stop();
    await folder.remove();
  }
}

/** Resolves when all of them are in durable blocks. */
async function send(client: ChildProcess, ledger: Ledger, task: ClientTask): Promise<void> {
  let left = task.to - task.from;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const end = ledger.subscribe((event) => {
    if (event.kind !== 'block') return;
    const { status } = event.block;
    try {
      checkStatus(status, status.length);
    } catch (error) {
      reject(error);
    }
    left -= status.length;
    if (left === 0) resolve();
  });
  const exited = once(client, 'exit').then(([code]) => Promise.reject(new Error(`the client left with ${code}`)));
  try {
    client.send(task);
    await Promise.race([promise, exited]);
  } finally {
    exited.catch(() => undefined);
    end();
  }
}
