import type { Limb, Locals } from './stack.ts';
import { type Code, I64, OP } from './wasm.ts';

type Limbs = readonly [Limb, Limb, Limb, Limb];
const U64 = (1n << 64n) - 1n;

/** Emits code on limbs. Known limbs are folded; what is emitted leaves its result in fresh locals. */
export class Arithmetic {
  private readonly code: Code;
  private readonly locals: Locals;

  constructor(code: Code, locals: Locals) {
    this.code = code;
    this.locals = locals;
  }

  limb(limb: Limb): void {
    if (typeof limb === 'bigint') this.code.i64(limb);
    else this.code.get(limb.local);
  }

  /** Takes the i64 on the operand stack into a local. */
  keep(): Limb {
    const local = this.locals.take(I64);
    this.code.set(local);
    return { local };
  }

  /** Takes the i32 on the operand stack as a word. */
  keepBoolean(): Limbs {
    this.code.op(OP.i64_extend_i32_u);
    return [this.keep(), 0n, 0n, 0n];
  }

  binary(opcode: number, a: Limb, b: Limb): Limb {
    this.limb(a);
    this.limb(b);
    this.code.op(opcode);
    return this.keep();
  }

  private addLimb(a: Limb, b: Limb): { sum: Limb; carry: Limb } {
    if (typeof a === 'bigint' && typeof b === 'bigint') return { sum: (a + b) & U64, carry: (a + b) >> 64n };
    if (a === 0n) return { sum: b, carry: 0n };
    if (b === 0n) return { sum: a, carry: 0n };
    const sum = this.binary(OP.i64_add, a, b);
    this.limb(sum);
    this.limb(typeof a === 'bigint' ? a : b);
    this.code.op(OP.i64_lt_u, OP.i64_extend_i32_u);
    return { sum, carry: this.keep() };
  }

  add(a: Limbs, b: Limbs): Limbs {
    const out: Limb[] = [];
    let carry: Limb = 0n;
    for (let i = 0; i < 4; i++) {
      const first = i < 3 ? this.addLimb(a[i] ?? 0n, b[i] ?? 0n) : { sum: this.addLast(a[3], b[3]), carry: 0n };
      if (i === 3) {
        out.push(this.addLast(first.sum, carry));
        break;
      }
      const second = this.addLimb(first.sum, carry);
      out.push(second.sum);
      carry = this.either(first.carry, second.carry);
    }
    return out as unknown as Limbs;
  }

  private addLast(a: Limb, b: Limb): Limb {
    if (typeof a === 'bigint' && typeof b === 'bigint') return (a + b) & U64;
    if (a === 0n) return b;
    if (b === 0n) return a;
    return this.binary(OP.i64_add, a, b);
  }

  private either(a: Limb, b: Limb): Limb {
    if (a === 0n) return b;
    if (b === 0n) return a;
    if (a === 1n || b === 1n) return 1n;
    return this.binary(OP.i64_or, a, b);
  }

  private subLimb(a: Limb, b: Limb): { difference: Limb; borrow: Limb } {
    if (b === 0n) return { difference: a, borrow: 0n };
    if (typeof a === 'bigint' && typeof b === 'bigint') return { difference: (a - b) & U64, borrow: a < b ? 1n : 0n };
    const difference = this.binary(OP.i64_sub, a, b);
    this.limb(a);
    this.limb(b);
    this.code.op(OP.i64_lt_u, OP.i64_extend_i32_u);
    return { difference, borrow: this.keep() };
  }

  sub(a: Limbs, b: Limbs): Limbs {
    const out: Limb[] = [];
    let borrow: Limb = 0n;
    for (let i = 0; i < 3; i++) {
      const first = this.subLimb(a[i] ?? 0n, b[i] ?? 0n);
      const second = this.subLimb(first.difference, borrow);
      out.push(second.difference);
      borrow = this.either(first.borrow, second.borrow);
    }
    out.push(this.subLast(this.subLast(a[3], b[3]), borrow));
    return out as unknown as Limbs;
  }

  private subLast(a: Limb, b: Limb): Limb {
    if (b === 0n) return a;
    if (typeof a === 'bigint' && typeof b === 'bigint') return (a - b) & U64;
    return this.binary(OP.i64_sub, a, b);
  }

  /** Leaves an i32: a < b over limbs 0 to i, the top one signed where asked. */
  lessThan(a: Limbs, b: Limbs, signed: boolean, i = 3): void {
    const x = a[i] ?? 0n;
    const y = b[i] ?? 0n;
    const asSigned = signed && i === 3;
    if (typeof x === 'bigint' && typeof y === 'bigint') {
      const [p, q] = asSigned ? [BigInt.asIntN(64, x), BigInt.asIntN(64, y)] : [x, y];
      if (p !== q || i === 0) this.code.i32(p < q ? 1 : 0);
      else this.lessThan(a, b, signed, i - 1);
      return;
    }
    this.limb(x);
    this.limb(y);
    this.code.op(asSigned ? OP.i64_lt_s : OP.i64_lt_u);
    if (i === 0) return;
    this.limb(x);
    this.limb(y);
    this.code.op(OP.i64_eq);
    this.lessThan(a, b, signed, i - 1);
    this.code.op(OP.i32_and, OP.i32_or);
  }

  /** Leaves an i64 that is zero exactly where a = b. */
  difference(a: Limbs, b: Limbs): void {
    let terms = 0;
    for (let i = 0; i < 4; i++) {
      const x = a[i] ?? 0n;
      const y = b[i] ?? 0n;
      if (typeof x === 'bigint' && typeof y === 'bigint') {
        if (x === y) continue;
        this.code.i64(1n);
      } else if (y === 0n) this.limb(x);
      else if (x === 0n) this.limb(y);
      else {
        this.limb(x);
        this.limb(y);
        this.code.op(OP.i64_xor);
      }
      if (terms++ > 0) this.code.op(OP.i64_or);
    }
    if (terms === 0) this.code.i64(0n);
  }

  /** AND, OR and XOR, limb by limb. */
  bitwise(opcode: number, a: Limbs, b: Limbs): Limbs {
    return [0, 1, 2, 3].map((i) => this.bitwiseLimb(opcode, a[i] ?? 0n, b[i] ?? 0n)) as unknown as Limbs;
  }

  private bitwiseLimb(opcode: number, a: Limb, b: Limb): Limb {
    if (typeof a === 'bigint' && typeof b !== 'bigint') return this.bitwiseLimb(opcode, b, a);
    if (typeof a === 'bigint' && typeof b === 'bigint') {
      if (opcode === OP.i64_and) return a & b;
      return opcode === OP.i64_or ? a | b : a ^ b;
    }
    if (b === 0n) return opcode === OP.i64_and ? 0n : a;
    if (b === U64 && opcode === OP.i64_and) return a;
    if (b === U64 && opcode === OP.i64_or) return U64;
    return this.binary(opcode, a, b);
  }

  private shiftLimb(opcode: number, limb: Limb, bits: bigint): Limb {
    if (bits === 0n) return limb;
    if (typeof limb !== 'bigint') return this.binary(opcode, limb, bits);
    if (opcode === OP.i64_shl) return (limb << bits) & U64;
    return opcode === OP.i64_shr_u ? limb >> bits : (BigInt.asIntN(64, limb) >> bits) & U64;
  }

  shiftLeft(a: Limbs, by: number): Limbs {
    const limbs = by >> 6;
    const bits = BigInt(by & 63);
    const at = (i: number): Limb => (i < 0 ? 0n : (a[i] ?? 0n));
    return [0, 1, 2, 3].map((i) => {
      const high = this.shiftLimb(OP.i64_shl, at(i - limbs), bits);
      if (bits === 0n) return high;
      return this.bitwiseLimb(OP.i64_or, high, this.shiftLimb(OP.i64_shr_u, at(i - limbs - 1), 64n - bits));
    }) as unknown as Limbs;
  }

  /** SHR, and SAR where `signed`. `by` is below 256. */
  shiftRight(a: Limbs, by: number, signed: boolean): Limbs {
    const limbs = by >> 6;
    const bits = BigInt(by & 63);
    const fill = signed && limbs + (bits > 0n ? 1 : 0) > 0 ? this.shiftLimb(OP.i64_shr_s, a[3], 63n) : 0n;
    const at = (i: number): Limb => (i > 3 ? fill : (a[i] ?? 0n));
    return [0, 1, 2, 3].map((i) => {
      const from = i + limbs;
      if (bits === 0n) return at(from);
      const low = this.shiftLimb(signed && from === 3 ? OP.i64_shr_s : OP.i64_shr_u, at(from), bits);
      if (from >= 3) return from === 3 ? low : fill;
      return this.bitwiseLimb(OP.i64_or, low, this.shiftLimb(OP.i64_shl, at(from + 1), 64n - bits));
    }) as unknown as Limbs;
  }

  /** Leading zeros of the 256 bits. */
  leadingZeros(a: Limbs): Limbs {
    // From the lowest limb up: zeros(i) = limb i is not 0 ? clz(limb i) : 64 + zeros(i - 1).
    this.limb(a[0]);
    this.code.op(OP.i64_clz);
    for (let i = 1; i < 4; i++) {
      const below = this.locals.take(I64);
      this.code.i64(64n).op(OP.i64_add).set(below);
      this.limb(a[i] ?? 0n);
      this.code.op(OP.i64_clz).get(below);
      this.limb(a[i] ?? 0n);
      this.code.i64(0n).op(OP.i64_ne, OP.select);
    }
    return [this.keep(), 0n, 0n, 0n];
  }
}
