import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createGenesis, createLedger, type Ledger } from '../src/index.ts';
import { type QuickSender, quickSender } from '../testkit/quickTransfers.ts';
import type { CrashMessage } from './crash-rounds.ts';

/**
 * A whole ledger under load (signed transactions through the pool, blocks, state, roots, history) until it is killed:
 * what crash-rounds.ts runs with `--child packages/ledger/scripts/crash-ledger-child.ts`.
 */
const [dir = ''] = process.argv.slice(2);
const CHAIN_ID = 1280;
const SENDERS = 16;
/** So many, and so little memory, that rows leave it and the checkpoint is written several times in a life. */
const RECIPIENTS = 8192;
const MEMORY_BYTES = 512 * 1024;
/** Transactions of one submit. */
const BATCH = 64;
/** Submits under way. */
const IN_FLIGHT = 4;

const say = (message: CrashMessage): void => {
  process.send?.(message);
};
// Without its parent nobody would kill it.
process.on('disconnect', () => process.exit(1));

say({ opening: true });
const recipients = Array.from({ length: RECIPIENTS }, (_, i) =>
  new Uint8Array(20)
    .fill(0x77)
    .fill(i, 18)
    .fill(i >> 8, 19),
);
const senders = Array.from({ length: SENDERS }, (_, i) =>
  quickSender(i, CHAIN_ID, (nonce) => recipients[(nonce * SENDERS + i) % RECIPIENTS] ?? new Uint8Array(20)),
);
const genesis = createGenesis({
  config: { chainId: CHAIN_ID },
  gasLimit: 100_000_000,
  baseFeePerGas: 0,
  lode: { blockTimeMs: 1 },
  alloc: Object.fromEntries(senders.map(({ address }) => [address.toHex(), { balance: '0xffffffffffffffff' }])),
});
const ledger = await createLedger({
  genesis,
  dir: path.join(dir, 'chain'),
  workers: 2,
  recoveryWorkers: 1,
  memoryBudgetBytes: MEMORY_BYTES,
});
/** Number and hash of every block that was told: written by a killed process, kept by the system. */
const told = path.join(dir, 'told.txt');
const nonces = check(ledger);
say({ recovered: String(ledger.head().header.number) });
ledger.subscribe((event) => {
  if (event.kind !== 'block') return;
  appendFileSync(told, `${event.block.header.number} ${event.block.hash.toHex()}\n`);
  say({ acked: String(event.block.header.number) });
});
ledger.start();
await Promise.all(Array.from({ length: IN_FLIGHT }, (_, lane) => load(lane)));

/** Says what is wrong with the chain that was found; returns the senders' next nonces. */
function check(found: Ledger): number[] {
  const head = found.head().header.number;
  const state = found.stateAt(head);
  if (state === undefined) say({ wrong: `the state of block ${head} is not there` });
  const next = senders.map(({ address }) => Number(state?.account(address)?.nonce ?? -1n));
  const sent = BigInt(next.reduce((sum, nonce) => sum + nonce, 0));
  const arrived = recipients.reduce((sum, address) => sum + (state?.account(address)?.balance ?? 0n), 0n);
  if (sent !== arrived) say({ wrong: `${sent} transfers left and ${arrived} arrived` });
  let included = 0n;
  let parent: string | undefined;
  for (let number = found.history.first; number <= head; number += 1n) {
    const block = found.history.block(number);
    if (block === undefined) {
      say({ wrong: `block ${number} is not in the history` });
      continue;
    }
    included += BigInt(block.transactions.offsets.length - 1);
    if (parent !== undefined && block.header.parentHash.toHex() !== parent)
      say({ wrong: `block ${number} has no parent` });
    parent = block.hash.toHex();
  }
  if (found.history.first === 0n && included !== sent) say({ wrong: `${included} in blocks, ${sent} by nonces` });
  if (existsSync(told)) checkTold(found, readFileSync(told, 'utf8'));
  return next;
}

function checkTold(found: Ledger, text: string): void {
  for (const line of text.split('\n')) {
    const [number, hash] = line.split(' ');
    // The last line may have been cut off by the kill.
    if (number === undefined || hash?.length !== 64) continue;
    const block = found.history.block(BigInt(number));
    if (block?.hash.toHex() !== hash) say({ wrong: `block ${number} was told with another hash` });
  }
}

async function load(lane: number): Promise<void> {
  const own = senders.filter((_, i) => i % IN_FLIGHT === lane);
  for (;;) {
    const results = await ledger.submit(own.flatMap(nextTransfers));
    const refused = results.find((result) => !result.ok);
    if (refused !== undefined && !refused.ok) say({ wrong: `a transfer was refused: ${refused.message}` });
    // The pool takes so many of a sender at a time.
    while (ledger.poolSize().pending > 8 * BATCH) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function nextTransfers(sender: QuickSender): Uint8Array[] {
  const at = senders.indexOf(sender);
  const first = nonces[at] ?? 0;
  const count = (BATCH * IN_FLIGHT) / SENDERS;
  nonces[at] = first + count;
  return Array.from({ length: count }, (_, i) => sender.sign(first + i));
}
