import { MUL_HIGH } from './imports.ts';
import { Code, type FunctionBody, I64, OP } from './wasm.ts';

const LOW = 0xffffffffn;

/** (a, b) -> the high 64 bits of a * b. WebAssembly has no wide multiply. */
export function mulHighBody(): FunctionBody {
  const [a, b, al, ah, bl, bh, m, n] = [0, 1, 2, 3, 4, 5, 6, 7];
  const code = new Code();
  const low = (from: number, to: number) => code.get(from).i64(LOW).op(OP.i64_and).set(to);
  const high = (from: number, to: number) => code.get(from).i64(32n).op(OP.i64_shr_u).set(to);
  low(a, al);
  high(a, ah);
  low(b, bl);
  high(b, bh);
  code.get(ah).get(bl).op(OP.i64_mul).get(al).get(bl).op(OP.i64_mul).i64(32n).op(OP.i64_shr_u, OP.i64_add).set(m);
  code.get(al).get(bh).op(OP.i64_mul).get(m).i64(LOW).op(OP.i64_and, OP.i64_add).set(n);
  code.get(ah).get(bh).op(OP.i64_mul).get(m).i64(32n).op(OP.i64_shr_u, OP.i64_add);
  code.get(n).i64(32n).op(OP.i64_shr_u, OP.i64_add);
  return { type: { params: [I64, I64], results: [I64] }, locals: [I64, I64, I64, I64, I64, I64], code };
}

/** Eight limbs in, the four low limbs of the product out. */
export function mulWordBody(): FunctionBody {
  const [r1, r2, r3, p] = [8, 9, 10, 11];
  const code = new Code();
  const low = (i: number, j: number) =>
    code
      .get(i)
      .get(4 + j)
      .op(OP.i64_mul);
  const high = (i: number, j: number) =>
    code
      .get(i)
      .get(4 + j)
      .call(MUL_HIGH);
  /** Adds the i64 on the stack to `to`, and the carry to `carry`. */
  const accumulate = (to: number, carry: number) => {
    code.tee(p).get(to).op(OP.i64_add).tee(to).get(p).op(OP.i64_lt_u, OP.i64_extend_i32_u);
    code.get(carry).op(OP.i64_add).set(carry);
  };
  high(0, 0).set(r1);
  low(0, 1);
  accumulate(r1, r2);
  low(1, 0);
  accumulate(r1, r2);
  for (const [i, j] of [
    [0, 1],
    [1, 0],
  ] as const) {
    high(i, j);
    accumulate(r2, r3);
  }
  for (const [i, j] of [
    [0, 2],
    [1, 1],
    [2, 0],
  ] as const) {
    low(i, j);
    accumulate(r2, r3);
  }
  code.get(r3);
  for (const [i, j] of [
    [0, 2],
    [1, 1],
    [2, 0],
  ] as const)
    high(i, j).op(OP.i64_add);
  for (const [i, j] of [
    [0, 3],
    [1, 2],
    [2, 1],
    [3, 0],
  ] as const)
    low(i, j).op(OP.i64_add);
  code.set(r3);
  low(0, 0).get(r1).get(r2).get(r3);
  const words = [I64, I64, I64, I64];
  return { type: { params: [...words, ...words], results: words }, locals: words, code };
}
