// The region addresses, read once a block, and what ended an attempt.
import {
  H_COMPLETE, H_EPOCH, H_FREE, H_INDEX, H_MASK, H_OVERLAY, H_PRIVATE, H_ROWS, H_TICK, OWN, OWN_MASK_MAX,
  PRIVATE_BYTES, ROW_SHIFT,
} from './layout';

export let index: usize = 0;
export let mask: u32 = 0;
export let rows: usize = 0;
export let overlay: usize = 0;
export let free: usize = 0;
export let own: usize = 0; // this instance's private region
export let epoch: u32 = 0;
export let tick: u32 = 0;
export let complete: bool = false;

/** Why an attempt could not go on: 0 nothing, or F_*. */
export let failure: u32 = 0;
export const F_ROWS: u32 = 1; // no room for rows: the host makes the index larger, or frees rows
export const F_OVERLAY: u32 = 2; // no room for the block's writes
export const F_PRIVATE: u32 = 3; // the read or write set of a chunk is full: run it when its turn has come
export const F_TURN: u32 = 4; // needs the turn
export const F_STORAGE: u32 = 5; // slots of an emptied account are on disk alone

export function fail(why: u32): void {
  if (failure == 0) failure = why;
}

/** Of the last chunk. */
export function lastFailure(): u32 {
  return failure;
}

export function clearFailure(): void {
  failure = 0;
}

/** To be called by each instance once: `worker` numbers the private regions. */
export function attach(worker: u32): void {
  own = usize(load<u32>(H_PRIVATE)) + usize(worker) * PRIVATE_BYTES;
  // A thread that was lost may have left its index there, and the new one counts its chunks from 1 again.
  memory.fill(own + OWN, 0, (usize(OWN_MASK_MAX) + 1) << 3);
  rows = load<u32>(H_ROWS);
  overlay = load<u32>(H_OVERLAY);
  free = load<u32>(H_FREE);
  index = load<u32>(H_INDEX);
  refresh();
}

export function refresh(): void {
  mask = atomic.load<u32>(H_MASK);
  epoch = atomic.load<u32>(H_EPOCH);
  tick = load<u32>(H_TICK);
  complete = load<u32>(H_COMPLETE) != 0;
}

let sink: u64 = 0;

/** Takes what was loaded for nothing but to be near, so that the loads stay. */
export function consume(seen: u64): void {
  sink ^= seen;
}

// @ts-ignore: decorator
@inline
export function at(row: u32): usize {
  return rows + (usize(row) << ROW_SHIFT);
}
