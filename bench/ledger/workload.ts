import type { Packed, StateReader } from '@lode/ledger';
import type { Actors } from './actors.ts';
import { CHAIN_ID } from './deployer.ts';
import { type Call, envelopes, signWith, unsigned } from './envelopes.ts';
import type { Base } from './rows.ts';

/** A world and what is done in it, over and over. */
export interface Workload {
  name: string;
  actors: Actors;
  /** Contracts. */
  base: Base;
  /** Rows of actors, `to` excluded. */
  rowsOf(from: number, to: number): Uint8Array;
  /** Rows an actor has. */
  rowsAnActor: number;
  /** The transaction of this number, from 0 on without a gap; the object is good until the next call. */
  call(i: number): Call;
  /** Transactions there are; beyond it `call` throws. */
  limit: number;
  /** @throws Error where the state is not what these many transactions lead to */
  check(reader: StateReader, sent: number): void;
}

export interface Batch {
  raw: Packed;
  /** 20 bytes each. */
  senders: Uint8Array;
}

/** Transactions `from` on. Signed where the workload's actors have keys. */
export function batchOf(workload: Workload, from: number, count: number): Batch {
  const { actors } = workload;
  const senders = new Uint8Array(20 * count);
  function* calls() {
    for (let i = 0; i < count; i++) {
      const call = workload.call(from + i);
      senders.set(actors.address(call.sender), 20 * i);
      yield call;
    }
  }
  const signer = actors.keys.length > 0 ? signWith(actors.keys) : unsigned();
  return { raw: envelopes(calls(), count, { chainId: CHAIN_ID, signer }), senders };
}

/** A prime: it visits all of them in an order in which neighbours are far apart. */
const STRIDE = 1_000_003;

/** Who sends transaction `i` where everybody sends once a pass. */
export const senderOf = (i: number, senders: number): number => ((i % senders) * STRIDE) % senders;

/** Transactions that each sender has sent: at `k`-th place of a pass. */
export const sentAt = (k: number, senders: number, sent: number): number =>
  Math.floor(sent / senders) + (k < sent % senders ? 1 : 0);

const SAMPLES = 500;

/** Nonces of senders spread over all of them. Calls `also` for each. */
export function checkNonces(
  reader: StateReader,
  of: { actors: Actors; senders: number; sent: number },
  also: (sender: number, count: number) => void = () => undefined,
): void {
  const { actors, senders, sent } = of;
  const step = Math.max(1, Math.floor(senders / SAMPLES));
  for (let k = 0; k < senders; k += step) {
    const sender = senderOf(k, senders);
    const count = sentAt(k, senders, sent);
    expectEqual(`nonce of actor ${sender}`, reader.account(actors.address(sender))?.nonce ?? 0n, BigInt(count));
    also(sender, count);
  }
}

export function expectEqual(what: string, found: bigint, wanted: bigint): void {
  if (found !== wanted) throw new Error(`${what} is ${found}, where ${wanted} must come out`);
}
