// A state in shared memory, for tests alone: it shows that the core takes its answers from a module whose memory other
// threads write too. 1,024 rows of 128 bytes, each found by a walk over all of them; nothing is ever removed, and no
// two threads run at once but in `credit`.

@external('state', 'r0') declare let r0: u64;
@external('state', 'r1') declare let r1: u64;
@external('state', 'r2') declare let r2: u64;
@external('state', 'r3') declare let r3: u64;
@external('state', 'r4') declare let r4: u64;
@external('state', 'r5') declare let r5: u64;
@external('state', 'r6') declare let r6: u64;
@external('state', 'r7') declare let r7: u64;
@external('state', 'r8') declare let r8: u64;
@external('state', 'r9') declare let r9: u64;
@external('state', 'r10') declare let r10: u64;

const ROWS: usize = 65536;
const MAX_ROWS: u32 = 1024;
const COUNT: usize = 1024; // u32, rows used
// A row: kind u32 (1 account, 2 slot), 8 address, then nonce, balance and code hash, or key and value.
const ADDRESS: usize = 8;
const NONCE: usize = 32;
const BALANCE: usize = 40;
const CODE_HASH: usize = 72;
const KEY: usize = 32;
const VALUE: usize = 64;

function find(kind: u32, a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): usize {
  const end = ROWS + (usize(atomic.load<u32>(COUNT)) << 7);
  for (let p = ROWS; p < end; p += 128) {
    if (load<u32>(p) != kind || load<u64>(p, ADDRESS) != a0 || load<u64>(p, ADDRESS + 8) != a1) continue;
    if (load<u64>(p, ADDRESS + 16) != a2) continue;
    if (kind == 1) return p;
    if (load<u64>(p, KEY) != k0 || load<u64>(p, KEY + 8) != k1 || load<u64>(p, KEY + 16) != k2) continue;
    if (load<u64>(p, KEY + 24) == k3) return p;
  }
  return 0;
}

function add(kind: u32, a0: u64, a1: u64, a2: u64): usize {
  const row = atomic.add<u32>(COUNT, 1);
  if (row >= MAX_ROWS) return 0;
  const p = ROWS + (usize(row) << 7);
  store<u64>(p, a0, ADDRESS);
  store<u64>(p, a1, ADDRESS + 8);
  store<u64>(p, a2, ADDRESS + 16);
  atomic.store<u32>(p, kind);
  return p;
}

export function account(a0: u64, a1: u64, a2: u64): i32 {
  const p = find(1, a0, a1, a2, 0, 0, 0, 0);
  r9 = p == 0 ? 0 : 1;
  r10 = u64(p);
  if (p == 0) return 0;
  r0 = load<u64>(p, NONCE);
  r1 = atomic.load<u64>(p, BALANCE);
  r2 = load<u64>(p, BALANCE + 8);
  r3 = load<u64>(p, BALANCE + 16);
  r4 = load<u64>(p, BALANCE + 24);
  r5 = load<u64>(p, CODE_HASH);
  r6 = load<u64>(p, CODE_HASH + 8);
  r7 = load<u64>(p, CODE_HASH + 16);
  r8 = load<u64>(p, CODE_HASH + 24);
  return 0;
}

export function slot(row: u64, a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): i32 {
  const p = find(2, a0, a1, a2, k0, k1, k2, k3);
  r10 = u64(p);
  r1 = p == 0 ? 0 : load<u64>(p, VALUE);
  r2 = p == 0 ? 0 : load<u64>(p, VALUE + 8);
  r3 = p == 0 ? 0 : load<u64>(p, VALUE + 16);
  r4 = p == 0 ? 0 : load<u64>(p, VALUE + 24);
  return 0;
}

export function putAccount(
  row: u64, a0: u64, a1: u64, a2: u64,
  nonce: u64, b0: u64, b1: u64, b2: u64, b3: u64, h0: u64, h1: u64, h2: u64, h3: u64,
): i32 {
  const p = row != 0 ? usize(row) : add(1, a0, a1, a2);
  if (p == 0) return 2;
  store<u64>(p, nonce, NONCE);
  atomic.store<u64>(p, b0, BALANCE);
  store<u64>(p, b1, BALANCE + 8);
  store<u64>(p, b2, BALANCE + 16);
  store<u64>(p, b3, BALANCE + 24);
  store<u64>(p, h0, CODE_HASH);
  store<u64>(p, h1, CODE_HASH + 8);
  store<u64>(p, h2, CODE_HASH + 16);
  store<u64>(p, h3, CODE_HASH + 24);
  r10 = u64(p);
  return 0;
}

export function putSlot(
  row: u64, owner: u64, a0: u64, a1: u64, a2: u64,
  k0: u64, k1: u64, k2: u64, k3: u64, v0: u64, v1: u64, v2: u64, v3: u64,
): i32 {
  const p = row != 0 ? usize(row) : add(2, a0, a1, a2);
  if (p == 0) return 2;
  store<u64>(p, k0, KEY);
  store<u64>(p, k1, KEY + 8);
  store<u64>(p, k2, KEY + 16);
  store<u64>(p, k3, KEY + 24);
  store<u64>(p, v0, VALUE);
  store<u64>(p, v1, VALUE + 8);
  store<u64>(p, v2, VALUE + 16);
  store<u64>(p, v3, VALUE + 24);
  return 0;
}

/** Adds up to 64 bits to an account that is there: several threads may at once. */
export function credit(a0: u64, a1: u64, a2: u64, b0: u64, b1: u64, b2: u64, b3: u64): i32 {
  const p = find(1, a0, a1, a2, 0, 0, 0, 0);
  if (p == 0) return 2;
  atomic.add<u64>(p + BALANCE, b0);
  return 0;
}

export function deleteAccount(row: u64, a0: u64, a1: u64, a2: u64): i32 {
  return 2;
}
export function prefetchAccount(a0: u64, a1: u64, a2: u64): void {}
export function prefetchSlot(a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): void {}
