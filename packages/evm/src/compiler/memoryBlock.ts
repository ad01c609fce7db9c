import { LAYOUT } from '../layout.ts';
import { BlockFrame, ERROR, type Limbs, LOCAL } from './blockFrame.ts';
import { importIndex } from './imports.ts';
import { ZERO } from './opTables.ts';
import { known, type Limb } from './stack.ts';
import { OP, V128 } from './wasm.ts';

/** Reversal of the bytes of each 64-bit lane. */
const SWAP_LANES = [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8];

/** MLOAD, MSTORE and MSTORE8, in line as long as the memory reaches. */
export class MemoryBlock extends BlockFrame {
  /** Memory known to reach this far, whatever path led here: it never shrinks. */
  private memoryReach = 0n;

  /** Makes `size` bytes at an offset reachable; returns base local and constant offset of the access. */
  protected reach(offset: Limbs, size: number): { base: number; offset: number } {
    const fixed = known({ limbs: offset });
    if (fixed !== undefined && fixed < 0x7fffffffn) {
      const end = fixed + BigInt(size);
      if (end > this.memoryReach) {
        this.code.i32(0).mem(OP.i64_load32_u, LAYOUT.MEM_SIZE).i64(end).op(OP.i64_lt_u);
        this.growIf(() => this.code.i64(end));
        this.memoryReach = end;
      }
      return { base: LOCAL.MEM, offset: Number(fixed) };
    }
    this.refuseHuge(offset);
    const end = this.math.binary(OP.i64_add, offset[0], BigInt(size));
    this.math.limb(end);
    this.code.i32(0).mem(OP.i64_load32_u, LAYOUT.MEM_SIZE).op(OP.i64_gt_u);
    this.growIf(() => this.math.limb(end));
    this.math.limb(offset[0]);
    this.code.op(OP.i32_wrap_i64).get(LOCAL.MEM).op(OP.i32_add).set(LOCAL.T32);
    return { base: LOCAL.T32, offset: 0 };
  }

  /** Offsets of 2^32 and more: out of gas at any price the core supports. */
  protected refuseHuge(offset: Limbs): void {
    this.math.difference([0n, offset[1], offset[2], offset[3]], ZERO);
    this.math.limb(offset[0]);
    this.code.i64(32n).op(OP.i64_shr_u, OP.i64_or).i64(0n).op(OP.i64_ne);
    this.open();
    this.halt(ERROR.OUT_OF_GAS);
    this.close();
  }

  protected growIf(pushEnd: () => void): void {
    this.open();
    this.saveGas();
    pushEnd();
    this.code.call(importIndex('expand')).op(OP.i32_eqz);
    this.open();
    this.halt(ERROR.OUT_OF_GAS);
    this.close();
    this.loadGas();
    this.close();
  }

  protected mload(): void {
    const at = this.reach(this.stack.popLimbs(), 32);
    const limbs: Limb[] = [];
    for (const half of [16, 0]) {
      const v = this.x.locals.take(V128);
      this.code
        .get(at.base)
        .v128Load(at.offset + half)
        .tee(v)
        .get(v)
        .shuffle(SWAP_LANES)
        .tee(v)
        .extract64(1);
      limbs.push(this.math.keep());
      this.code.get(v).extract64(0);
      limbs.push(this.math.keep());
    }
    this.push(limbs as unknown as Limbs);
  }

  protected mstore(): void {
    const offset = this.stack.popLimbs();
    const value = this.stack.popLimbs();
    const at = this.reach(offset, 32);
    this.storeHalf(at, 0, value[3], value[2]);
    this.storeHalf(at, 16, value[1], value[0]);
  }

  protected storeHalf(at: { base: number; offset: number }, half: number, high: Limb, low: Limb): void {
    this.code.get(at.base);
    if (typeof high === 'bigint' && typeof low === 'bigint') {
      const bytes = new Uint8Array(16);
      const view = new DataView(bytes.buffer);
      view.setBigUint64(0, high);
      view.setBigUint64(8, low);
      this.code.v128Const(bytes);
    } else {
      const v = this.x.locals.take(V128);
      this.math.limb(high);
      this.code.splat64();
      this.math.limb(low);
      this.code.replace64(1).tee(v).get(v).shuffle(SWAP_LANES);
    }
    this.code.v128Store(at.offset + half);
  }

  protected mstore8(): void {
    const offset = this.stack.popLimbs();
    const value = this.stack.popLimbs();
    const at = this.reach(offset, 1);
    this.code.get(at.base);
    this.math.limb(value[0]);
    this.code.mem(OP.i64_store8, at.offset);
  }
}
