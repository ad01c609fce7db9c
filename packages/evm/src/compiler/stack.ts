import { type Code, I64, OP, V128 } from './wasm.ts';

/** A quarter of a word: a known number, or an i64 local. */
export type Limb = bigint | { local: number };
/** A word in locals, or `home`: in the stack's memory at a height relative to the block's entry. */
export type Value = { limbs: readonly [Limb, Limb, Limb, Limb] } | { home: number };

const U64 = (1n << 64n) - 1n;

export function constant(value: bigint): Value {
  return { limbs: [value & U64, (value >> 64n) & U64, (value >> 128n) & U64, (value >> 192n) & U64] };
}

/** The number that a value is, where it is known. */
export function known(value: Value): bigint | undefined {
  if (!('limbs' in value)) return undefined;
  let sum = 0n;
  for (let i = 3; i >= 0; i--) {
    const limb = value.limbs[i];
    if (typeof limb !== 'bigint') return undefined;
    sum = (sum << 64n) | limb;
  }
  return sum;
}

/** Numbers of the locals of a function: a pool a type, used anew by every block. */
export class Locals {
  private readonly first: number;
  private readonly types: number[] = [];
  private readonly free: Record<number, number[]> = { [I64]: [], [V128]: [] };
  private readonly inUse: [number, number][] = [];

  constructor(first: number) {
    this.first = first;
  }

  take(type: number): number {
    let local = this.free[type]?.pop();
    if (local === undefined) {
      local = this.first + this.types.length;
      this.types.push(type);
    }
    this.inUse.push([type, local]);
    return local;
  }

  endBlock(): void {
    for (const [type, local] of this.inUse.reverse()) this.free[type]?.push(local);
    this.inUse.length = 0;
  }

  list(): readonly number[] {
    return this.types;
  }
}

/**
 * The stack of a block while it is compiled: what DUP, SWAP and POP move are names, not words. Heights count from the
 * block's entry: the items below have negative ones. `sp` is the local with the address after the top at entry.
 */
export class SymbolicStack {
  private items: Value[] = [];
  /** Height of items[0]; everything below is still at home. */
  private bottom = 0;
  private readonly loaded = new Map<number, Value>();
  private readonly code: Code;
  private readonly locals: Locals;
  private readonly sp: number;

  constructor(code: Code, locals: Locals, sp: number) {
    this.code = code;
    this.locals = locals;
    this.sp = sp;
  }

  get height(): number {
    return this.bottom + this.items.length;
  }

  private reach(depth: number): void {
    while (this.items.length < depth) {
      this.bottom--;
      this.items.unshift({ home: this.bottom });
    }
  }

  push(value: Value): void {
    this.items.push(value);
  }

  pop(): Value {
    this.reach(1);
    return this.items.pop() ?? constant(0n);
  }

  peek(depth: number): Value {
    this.reach(depth);
    return this.items[this.items.length - depth] ?? constant(0n);
  }

  dup(depth: number): void {
    this.push(this.peek(depth));
  }

  swap(depth: number): void {
    this.reach(depth + 1);
    const top = this.items.length - 1;
    const a = this.items[top];
    const b = this.items[top - depth];
    if (a === undefined || b === undefined) return;
    this.items[top] = b;
    this.items[top - depth] = a;
  }

  /** Pops a word and makes it limbs. */
  popLimbs(): readonly [Limb, Limb, Limb, Limb] {
    return this.toLimbs(this.pop());
  }

  toLimbs(value: Value): readonly [Limb, Limb, Limb, Limb] {
    if ('limbs' in value) return value.limbs;
    const cached = this.loaded.get(value.home);
    if (cached !== undefined && 'limbs' in cached) return cached.limbs;
    return this.load(value.home);
  }

  private load(home: number): readonly [Limb, Limb, Limb, Limb] {
    const limbs = [0, 8, 16, 24].map((offset) => {
      const local = this.locals.take(I64);
      this.address(home);
      this.code.mem(OP.i64_load, offset).set(local);
      return { local };
    }) as unknown as [Limb, Limb, Limb, Limb];
    const value: Value = { limbs };
    this.loaded.set(home, value);
    this.items = this.items.map((item) => ('home' in item && item.home === home ? value : item));
    return limbs;
  }

  /** Pushes the address of a height. */
  address(height: number): void {
    this.code.get(this.sp);
    if (height !== 0) this.code.i32(height * 32).op(OP.i32_add);
  }

  pushLimb(limb: Limb): void {
    if (typeof limb === 'bigint') this.code.i64(limb);
    else this.code.get(limb.local);
  }

  /** Writes the items from `from` up to their heights in memory, so that the core can work on them there. */
  sync(from: number): void {
    if (from < this.bottom) this.reach(this.height - from);
    // What an item still has to read from a height that is about to change comes in first.
    this.items.forEach((item, i) => {
      if ('home' in item && item.home >= from && item.home !== this.bottom + i) this.load(item.home);
    });
    for (let i = Math.max(0, from - this.bottom); i < this.items.length; i++) this.writeHome(i);
  }

  private writeHome(index: number): void {
    const item = this.items[index];
    const height = this.bottom + index;
    if (item === undefined || ('home' in item && item.home === height)) return;
    this.loaded.delete(height);
    if ('home' in item) this.move(item.home, height);
    else this.store(item.limbs, height);
    if ('limbs' in item) this.loaded.set(height, item);
    this.items[index] = { home: height };
  }

  private move(from: number, to: number): void {
    for (const offset of [0, 16]) {
      this.address(to);
      this.address(from);
      this.code.v128Load(offset).v128Store(offset);
    }
  }

  private store(limbs: readonly Limb[], height: number): void {
    limbs.forEach((limb, i) => {
      this.address(height);
      this.pushLimb(limb);
      this.code.mem(OP.i64_store, i * 8);
    });
  }

  /** After the core consumed `pops` synced items and left `pushes` results at their heights. */
  replaced(pops: number, pushes: number): void {
    for (let i = 0; i < pops; i++) this.pop();
    for (let i = 0; i < pushes; i++) {
      this.loaded.delete(this.height);
      this.push({ home: this.height });
    }
  }
}
