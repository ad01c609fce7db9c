import { readEncoded } from '../blocks/encoded.ts';
import type { Refusal } from '../blocks/refusals.ts';
import type { StateReader } from '../seams.ts';
import type { Books, DropReason } from './books.ts';
import { type EncodedFields, readFields } from './encoded.ts';
import { type Account, type Candidate, createAccount, createEntry, type Entry, effectiveTip } from './entry.ts';
import { REFUSALS } from './refusals.ts';
import { checkTransaction, type PoolLimits } from './rules.ts';

export interface AdmissionLimits {
  accountSlots: number;
  accountQueue: number;
  maxPending: number;
  maxQueued: number;
  maxBytes: number;
  priceBumpPercent: bigint;
}

export interface AdmissionContext {
  books: Books;
  limits: AdmissionLimits;
  reader: StateReader;
  block(): PoolLimits;
  now(): number;
}

export type Admitted = { ok: true; pending: readonly Entry[] } | { ok: false; refusal: Refusal };

const EMPTY_CODE_HASH = 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470';

/** The committed state of a sender, as far as the pool needs it. */
export function refresh(account: Account, reader: StateReader): void {
  const row = reader.account(account.address);
  account.nonce = Number(row?.nonce ?? 0n);
  account.balance = row?.balance ?? 0n;
  account.delegated = row !== undefined && row.codeHash.toHex() !== EMPTY_CODE_HASH;
}

export function createAdmission(context: AdmissionContext): (candidate: Candidate) => Admitted {
  const { books, limits, reader } = context;
  let arrivals = 0;

  return (candidate) => {
    const refuse = (refusal: Refusal): Admitted => ({ ok: false, refusal });
    const id = candidate.hash.toHex();
    if (books.byId.has(id)) return refuse(REFUSALS.alreadyKnown());
    const fields = readFields(candidate.encoded);
    const early = checkTransaction(fields, candidate.encoded, candidate.raw.length, context.block());
    if (early !== undefined) return refuse(early);
    const account = accountOf(context, candidate.sender);
    const cost = fields.gas * fields.maxFee + fields.value;
    const authorities = fields.authorizations === 0 ? [] : authoritiesOf(candidate.encoded);
    const late =
      checkNonce(fields, account) ??
      checkFunds(account, Number(fields.nonce), cost) ??
      checkDelegation(books, account, Number(fields.nonce)) ??
      checkAuthorities(books, authorities);
    if (late !== undefined) return refuse(late);
    const entry = createEntry(candidate, fields, account, { id, arrival: ++arrivals, cost, authorities });
    return insert(context, limits, entry);
  };

  function accountOf({ now }: AdmissionContext, sender: Uint8Array): Account {
    const id = sender.toHex();
    const known = books.accounts.get(id);
    if (known !== undefined) return known;
    const account = createAccount(id, sender.slice(), now());
    refresh(account, reader);
    return account;
  }
}

/** Those whose authorization is well signed (EIP-7702). */
const authoritiesOf = (encoded: Uint8Array): string[] =>
  (readEncoded(encoded).authorizationList ?? []).flatMap((each) => each.authority?.toHex() ?? []);

const entryAt = (account: Account, nonce: number): Entry | undefined =>
  account.pending[nonce - account.nonce] ?? account.queued.get(nonce);

function checkNonce(fields: EncodedFields, account: Account): Refusal | undefined {
  if (fields.nonce < BigInt(account.nonce)) {
    return REFUSALS.nonceTooLow(`next nonce ${account.nonce}, tx nonce ${fields.nonce}`);
  }
  // Nonces are doubles from here on; nobody counts that far.
  if (fields.nonce > BigInt(Number.MAX_SAFE_INTEGER)) {
    return REFUSALS.nonceTooFar(`next nonce ${account.nonce}, tx nonce ${fields.nonce}`);
  }
  return undefined;
}

/** The sender must be able to pay for all that is pending and this one together. */
function checkFunds(account: Account, nonce: number, cost: bigint): Refusal | undefined {
  const { balance } = account;
  if (balance < cost) {
    return REFUSALS.insufficientFunds(`balance ${balance}, tx cost ${cost}, overshot ${cost - balance}`);
  }
  const replaced = account.pending[nonce - account.nonce]?.cost;
  const need = account.cost - (replaced ?? 0n) + cost;
  if (balance >= need) return undefined;
  const what = replaced === undefined ? `tx cost ${cost}` : `tx bumped ${cost - replaced}`;
  return REFUSALS.insufficientFunds(
    `balance ${balance}, queued cost ${account.cost}, ${what}, overshot ${need - balance}`,
  );
}

/** One transaction at a time from an account whose balance code can move (geth's checkDelegationLimit). */
function checkDelegation(books: Books, account: Account, nonce: number): Refusal | undefined {
  if (!account.delegated && !books.authorities.has(account.id)) return undefined;
  if (account.pending.length === 0) return nonce === account.nonce ? undefined : REFUSALS.delegatedGap();
  return nonce - account.nonce < account.pending.length ? undefined : REFUSALS.delegatedLimit();
}

/** And at most one from whoever is about to delegate. */
function checkAuthorities(books: Books, authorities: readonly string[]): Refusal | undefined {
  const reserved = authorities.some((id) => {
    const authority = books.accounts.get(id);
    return authority !== undefined && authority.pending.length + authority.queued.size > 1;
  });
  return reserved ? REFUSALS.authorityReserved() : undefined;
}

/** Both fees have to rise by the bump (geth's list.Add). */
function outbids(entry: Entry, old: Entry, bumpPercent: bigint): boolean {
  const threshold = (fee: bigint) => (fee * (100n + bumpPercent)) / 100n;
  if (entry.maxFee <= old.maxFee || entry.maxTip <= old.maxTip) return false;
  return entry.maxFee >= threshold(old.maxFee) && entry.maxTip >= threshold(old.maxTip);
}

function insert(context: AdmissionContext, limits: AdmissionLimits, entry: Entry): Admitted {
  const { books } = context;
  const { account } = entry;
  const rival = entryAt(account, entry.nonce);
  if (rival !== undefined) {
    const taken = rival.pending && entry.nonce - account.nonce < account.taken;
    if (taken || !outbids(entry, rival, limits.priceBumpPercent)) {
      return { ok: false, refusal: REFUSALS.replacementUnderpriced() };
    }
  }
  const refusal = makeRoom(books, limits, entry, rival);
  if (refusal !== undefined) return { ok: false, refusal };
  // Making room may have evicted the rival, or one that this one follows.
  const old = entryAt(account, entry.nonce);
  if (old !== undefined) return { ok: true, pending: replace(books, entry, old) };
  const executable = entry.nonce === account.nonce + account.pending.length;
  const crowded = executable ? makePendingRoom(books, limits, account) : makeQueueRoom(books, limits, entry);
  if (crowded !== undefined) {
    books.touch(account);
    return { ok: false, refusal: crowded };
  }
  books.attach(entry);
  const pending = executable ? [entry] : [];
  if (executable) {
    account.beatMs = context.now();
    books.append(entry);
    pending.push(...books.promote(account));
  } else books.enqueue(entry);
  books.touch(account);
  return { ok: true, pending };
}

function replace(books: Books, entry: Entry, old: Entry): readonly Entry[] {
  const { account } = entry;
  books.detach(old, 'replaced');
  books.attach(entry);
  if (!old.pending) {
    account.queued.set(entry.nonce, entry);
    return [];
  }
  old.pending = false;
  entry.pending = true;
  account.pending[entry.nonce - account.nonce] = entry;
  account.cost += entry.cost - old.cost;
  books.touch(account);
  return [entry];
}

/** Drops one transaction wherever it stands; those behind it wait from then on. */
export function evict(books: Books, entry: Entry, reason: DropReason): void {
  const { account } = entry;
  if (entry.pending) {
    const at = entry.nonce - account.nonce;
    books.demote(account, at + 1);
    books.cut(account, at);
  } else books.dequeue(entry);
  books.detach(entry, reason);
  books.touch(account);
}

/** Evicts what pays least while the whole pool is full; a newcomer that pays no more is refused. */
function makeRoom(books: Books, limits: AdmissionLimits, entry: Entry, rival: Entry | undefined): Refusal | undefined {
  const { counts, prices } = books;
  let slots = counts.pending + counts.queued + (rival === undefined ? 1 : 0) - limits.maxPending - limits.maxQueued;
  let bytes = counts.bytes + entry.bytes - (rival?.bytes ?? 0) - limits.maxBytes;
  if (slots <= 0 && bytes <= 0) return undefined;
  books.price();
  const tip = effectiveTip(entry, books.baseFee);
  const gapped = rival === undefined && isGapped(entry);
  const victims: Entry[] = [];
  let refusal: Refusal | undefined;
  while (slots > 0 || bytes > 0) {
    const cheapest = prices.top();
    if (cheapest === undefined) refusal = REFUSALS.full();
    else if (cheapest.tip >= tip) refusal = REFUSALS.underpriced();
    else if (gapped && cheapest.pending) refusal = REFUSALS.futureReplacesPending();
    if (refusal !== undefined || cheapest === undefined) break;
    prices.remove(cheapest);
    victims.push(cheapest);
    slots--;
    bytes -= cheapest.bytes;
  }
  for (const victim of victims) {
    if (refusal !== undefined) prices.add(victim);
    else if (books.byId.has(victim.id)) evict(books, victim, 'evicted'); // else an earlier victim's fall took it along
  }
  return refusal;
}

/** Whether something is missing between the sender's transactions and this one. */
function isGapped({ account, nonce }: Entry): boolean {
  for (let at = account.nonce + account.pending.length; at < nonce; at++) if (!account.queued.has(at)) return true;
  return false;
}

/** Where too many are pending, the sender with the most gives one up: its last. */
function makePendingRoom(books: Books, limits: AdmissionLimits, account: Account): Refusal | undefined {
  if (books.counts.pending < limits.maxPending) return undefined;
  const offender = books.offenders.top();
  // Nobody has more than is guaranteed: the bound on the whole pool is what holds then.
  if (offender === undefined) return account.pending.length < limits.accountSlots ? undefined : REFUSALS.full();
  if (account.pending.length + 1 >= offender.pending.length) return REFUSALS.full();
  const last = offender.pending.at(-1);
  if (last === undefined || offender.pending.length <= offender.taken) return REFUSALS.full();
  evict(books, last, 'pending-limit');
  return undefined;
}

function makeQueueRoom(books: Books, limits: AdmissionLimits, entry: Entry): Refusal | undefined {
  const { account } = entry;
  if (account.queued.size >= limits.accountQueue) {
    const last = highest(account);
    if (last === undefined || last.nonce < entry.nonce)
      return REFUSALS.accountLimit(`pooled ${account.queued.size} txs`);
    books.dequeue(last);
    books.detach(last, 'account-queue');
    return undefined;
  }
  if (books.counts.queued < limits.maxQueued) return undefined;
  const oldest = books.queues.top();
  const last = oldest === undefined || oldest === account ? undefined : highest(oldest);
  if (last === undefined) return REFUSALS.full();
  evict(books, last, 'global-queue');
  return undefined;
}

/** What waits for others' blocks to come may have outgrown the queue: those silent for longest give up their last. */
export function trimQueue(books: Books, maxQueued: number): void {
  while (books.counts.queued > maxQueued) {
    const oldest = books.queues.top();
    const last = oldest === undefined ? undefined : highest(oldest);
    if (last === undefined) return;
    evict(books, last, 'global-queue');
  }
}

function highest(account: Account): Entry | undefined {
  let found: Entry | undefined;
  for (const entry of account.queued.values()) if (found === undefined || entry.nonce > found.nonce) found = entry;
  return found;
}
