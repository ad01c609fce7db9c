import { ACCOUNT_ROW, FRAME, LAYOUT, RUN } from '../layout.ts';
import { ERROR, exitCode, type Limbs, LOCAL } from './blockFrame.ts';
import type { Instruction } from './blocks.ts';
import { importIndex, MUL_HIGH, MUL_WORD } from './imports.ts';
import { MemoryBlock } from './memoryBlock.ts';
import {
  ALL_ONES,
  CELLS,
  ENVIRONMENT_OPS,
  FRAME_SOURCES,
  ID_MASK,
  JUMPDEST_FLAG,
  KINDS,
  POINTER_OPS,
  U64,
  ZERO,
} from './opTables.ts';
import { constant, known, type Limb } from './stack.ts';
import { MAP, OP } from './wasm.ts';

/** Compiles a block: see docs/evm.md and ADR 0103. */
export class BlockEmitter extends MemoryBlock {
  emit(): void {
    this.checkStack();
    let ended = false;
    this.block.instructions.forEach((instruction, i) => {
      if (i === 0 || this.startsSegment(i)) this.chargeSegment(i);
      ended = this.instruction(instruction);
    });
    if (!ended) {
      this.flush();
      this.goto(this.idAt(this.block.nextPc), true);
    }
    this.x.locals.endBlock();
  }

  // --- instructions ------------------------------------------------------------------------------------------------

  /** True where it ends the block. */
  private instruction(instruction: Instruction): boolean {
    const { code } = instruction;
    if (instruction.op === undefined) {
      this.halt(ERROR.BAD_OPCODE);
      return true;
    }
    if (code === 0x5f || (code >= 0x60 && code <= 0x7f)) this.stack.push(constant(instruction.value));
    else if (code >= 0x80 && code <= 0x8f) this.stack.dup(code - 0x7f);
    else if (code >= 0x90 && code <= 0x9f) this.stack.swap(code - 0x8f);
    else if (code >= 0xa0 && code <= 0xa4) this.log(code - 0xa0);
    else if (code <= 0x1e && code !== 0) this.arithmetic(code);
    else if (code in KINDS) return this.callFamily(instruction);
    else if (code >= 0x30 && code <= 0x4a) this.environment(code);
    else return this.other(instruction);
    return false;
  }

  private log(topics: number): void {
    this.delegate('opLog', topics + 2, 0, true, () => this.code.i32(topics));
  }

  private arithmetic(code: number): void {
    switch (code) {
      case 0x15:
        this.isZero();
        return;
      case 0x19:
        this.push(this.math.bitwise(OP.i64_xor, this.stack.popLimbs(), ALL_ONES));
        return;
      case 0x1e:
        this.push(this.math.leadingZeros(this.stack.popLimbs()));
        return;
      case 0x08:
        this.onPointers('addmod', 3);
        return;
      case 0x09:
        this.onPointers('mulmod', 3);
        return;
      case 0x0a:
        this.exp();
        return;
      default:
        this.binary(code);
    }
  }

  private isZero(): void {
    this.math.difference(this.stack.popLimbs(), ZERO);
    this.code.op(OP.i64_eqz);
    this.push(this.math.keepBoolean());
  }

  private exp(): void {
    const base = known(this.stack.peek(1));
    const power = known(this.stack.peek(2));
    if (base === undefined || power === undefined || power > 256n) {
      this.delegate('opExp', 2, 1, true);
      return;
    }
    this.stack.pop();
    this.stack.pop();
    const bytes = (power.toString(2).length + 7) >> 3;
    if (power > 0n) {
      this.code
        .get(LOCAL.GAS)
        .i64(BigInt(bytes * 50))
        .op(OP.i64_sub)
        .tee(LOCAL.GAS)
        .i64(0n)
        .op(OP.i64_lt_s);
      this.open();
      this.halt(ERROR.OUT_OF_GAS);
      this.close();
    }
    this.stack.push(constant(BigInt.asUintN(256, base ** power)));
  }

  private binary(code: number): void {
    const shift = known(this.stack.peek(1));
    if (code >= 0x1a && code <= 0x1d) {
      if (code === 0x1a || shift === undefined || shift > 255n) this.onPointers(POINTER_OPS[code] ?? 'shl', 2);
      else this.shiftBy(code, Number(shift));
      return;
    }
    const divisor = known(this.stack.peek(2));
    if ((code === 0x04 || code === 0x06) && divisor !== undefined && isPowerOfTwo(divisor)) {
      this.divideByPowerOfTwo(code, divisor);
      return;
    }
    const onPointers = POINTER_OPS[code];
    if (onPointers !== undefined) {
      this.onPointers(onPointers, 2);
      return;
    }
    const a = this.stack.popLimbs();
    const b = this.stack.popLimbs();
    this.push(this.inlineBinary(code, a, b));
  }

  private shiftBy(code: number, by: number): void {
    this.stack.pop();
    const a = this.stack.popLimbs();
    this.push(code === 0x1b ? this.math.shiftLeft(a, by) : this.math.shiftRight(a, by, code === 0x1d));
  }

  private divideByPowerOfTwo(code: number, divisor: bigint): void {
    const a = this.stack.popLimbs();
    this.stack.pop();
    const by = divisor.toString(2).length - 1;
    if (code === 0x04) this.push(this.math.shiftRight(a, by, false));
    else this.push(this.math.bitwise(OP.i64_and, a, wordLimbs(divisor - 1n)));
  }

  private inlineBinary(code: number, a: Limbs, b: Limbs): Limbs {
    switch (code) {
      case 0x01:
        return this.math.add(a, b);
      case 0x02:
        return this.multiply(a, b);
      case 0x03:
        return this.math.sub(a, b);
      case 0x10:
      case 0x12:
        this.math.lessThan(a, b, code === 0x12);
        return this.math.keepBoolean();
      case 0x11:
      case 0x13:
        this.math.lessThan(b, a, code === 0x13);
        return this.math.keepBoolean();
      case 0x14:
        this.math.difference(a, b);
        this.code.op(OP.i64_eqz);
        return this.math.keepBoolean();
      default:
        return this.math.bitwise(code === 0x16 ? OP.i64_and : code === 0x17 ? OP.i64_or : OP.i64_xor, a, b);
    }
  }

  private multiply(a: Limbs, b: Limbs): Limbs {
    const x = known({ limbs: a });
    const y = known({ limbs: b });
    if (x !== undefined && y !== undefined) return wordLimbs(BigInt.asUintN(256, x * y));
    if (isShort(a) && isShort(b)) {
      const low = this.math.binary(OP.i64_mul, a[0], b[0]);
      this.math.limb(a[0]);
      this.math.limb(b[0]);
      this.code.call(MUL_HIGH);
      return [low, this.math.keep(), 0n, 0n];
    }
    for (const limb of [...a, ...b]) this.math.limb(limb);
    this.code.call(MUL_WORD);
    const out = [3, 2, 1, 0].map(() => this.math.keep()).reverse();
    return out as unknown as Limbs;
  }

  private environment(code: number): void {
    const source = FRAME_SOURCES[code];
    if (source !== undefined) this.pushLoaded(LOCAL.FP, source.offset, source.limbs);
    else if (code === 0x36) this.pushSmall(LOCAL.FP, FRAME.IN_LEN);
    else if (code === 0x38) this.stack.push(constant(BigInt(this.x.codeLength)));
    else if (code === 0x3d) this.pushSmall(undefined, LAYOUT.RD_LEN);
    else if (code === 0x47) this.selfBalance();
    else if (code === 0x37) this.copyOp(FRAME.IN_PTR, FRAME.IN_LEN);
    else if (code === 0x39) this.copyOp(FRAME.CODE, FRAME.CODE_LEN);
    else this.environmentCell(code);
  }

  private environmentCell(code: number): void {
    const cell = CELLS[code];
    if (cell !== undefined) {
      this.pushLoaded(undefined, cell, 4);
      return;
    }
    const helper = ENVIRONMENT_OPS[code];
    if (helper === undefined) throw new Error(`opcode ${code} is not compiled`);
    this.delegate(helper.name, helper.pops, helper.pushes, helper.fails);
  }

  /** Pushes `count` limbs (the rest are zero) loaded from a base local, or from an absolute address. */
  private pushLoaded(base: number | undefined, offset: number, count: number): void {
    const limbs = [0, 1, 2, 3].map((i): Limb => {
      if (i >= count) return 0n;
      if (base === undefined) this.code.i32(0);
      else this.code.get(base);
      this.code.mem(OP.i64_load, offset + i * 8);
      return this.math.keep();
    });
    this.push(limbs as unknown as Limbs);
  }

  private pushSmall(base: number | undefined, offset: number): void {
    if (base === undefined) this.code.i32(0);
    else this.code.get(base);
    this.code.mem(OP.i64_load32_u, offset);
    this.push([this.math.keep(), 0n, 0n, 0n]);
  }

  private selfBalance(): void {
    this.code.get(LOCAL.FP).mem(OP.i32_load, FRAME.SELF).i32(ACCOUNT_ROW.SHIFT).op(OP.i32_shl).set(LOCAL.T32);
    this.pushLoaded(LOCAL.T32, ACCOUNT_ROW.BASE + ACCOUNT_ROW.BALANCE, 4);
  }

  private copyOp(pointer: number, length: number): void {
    this.delegate('opCopy', 3, 0, true, () => {
      this.code.get(LOCAL.FP).mem(OP.i32_load, pointer).get(LOCAL.FP).mem(OP.i32_load, length);
    });
  }

  private other(instruction: Instruction): boolean {
    switch (instruction.code) {
      case 0x20:
        this.delegate('opKeccak', 2, 1, true);
        return false;
      case 0x50:
        this.stack.pop();
        return false;
      case 0x51:
        this.mload();
        return false;
      case 0x52:
        this.mstore();
        return false;
      case 0x53:
        this.mstore8();
        return false;
      case 0x54:
        this.delegate('opSload', 1, 1, true);
        return false;
      case 0x55:
        this.delegate('opSstore', 2, 0, true);
        return false;
      case 0x58:
        this.stack.push(constant(BigInt(instruction.pc)));
        return false;
      case 0x59:
        this.pushSmall(undefined, LAYOUT.MEM_SIZE);
        return false;
      case 0x5a:
        this.code.get(LOCAL.GAS);
        this.push([this.math.keep(), 0n, 0n, 0n]);
        return false;
      case 0x5b:
        return false;
      case 0x5c:
        this.delegate('opTload', 1, 1, false);
        return false;
      case 0x5d:
        this.delegate('opTstore', 2, 0, true);
        return false;
      case 0x5e:
        this.delegate('opMcopy', 3, 0, true);
        return false;
      default:
        this.ending(instruction);
        return instruction.code !== 0x57 || this.jumpi();
    }
  }

  // --- control -----------------------------------------------------------------------------------------------------

  private ending(instruction: Instruction): void {
    switch (instruction.code) {
      case 0x00:
        this.code.i32(0).i32(0).mem(OP.i32_store, LAYOUT.OUT_LEN);
        this.saveGas();
        this.leave(RUN.RETURN);
        break;
      case 0x56:
        this.jump();
        break;
      case 0xf3:
      case 0xfd:
        this.delegate('opReturn', 2, 0, true);
        this.saveGas();
        this.leave(instruction.code === 0xf3 ? RUN.RETURN : RUN.REVERT);
        break;
      case 0xff:
        this.delegate('opSelfdestruct', 1, 0, true);
        this.saveGas();
        this.leave(RUN.RETURN);
        break;
      default:
    }
  }

  private jump(): void {
    const target = this.stack.pop();
    const fixed = known(target);
    if (fixed === undefined) {
      const limbs = this.stack.toLimbs(target);
      this.flush();
      this.jumpTo(limbs);
    } else if (!this.isTarget(fixed)) this.halt(ERROR.BAD_JUMP);
    else {
      this.flush();
      this.goto(this.idAt(Number(fixed)), true);
    }
  }

  private isTarget(pc: bigint): boolean {
    return pc < BigInt(this.x.codeLength) && this.x.isJumpdest(Number(pc));
  }

  /** Looks a computed destination up in the module's table. */
  private jumpTo(limbs: Limbs): void {
    this.math.difference([0n, limbs[1], limbs[2], limbs[3]], ZERO);
    this.code.i64(0n).op(OP.i64_ne);
    this.math.limb(limbs[0]);
    this.code.i64(BigInt(this.x.codeLength)).op(OP.i64_ge_u, OP.i32_or);
    this.open();
    this.halt(ERROR.BAD_JUMP);
    this.close();
    this.math.limb(limbs[0]);
    this.code.op(OP.i32_wrap_i64).i32(1).op(OP.i32_shl).global(MAP).op(OP.i32_add);
    this.code.mem(OP.i32_load16_u, 0).tee(LOCAL.ID);
    this.code.i32(JUMPDEST_FLAG).op(OP.i32_and, OP.i32_eqz);
    this.open();
    this.halt(ERROR.BAD_JUMP);
    this.close();
    this.code.get(LOCAL.ID).i32(ID_MASK).op(OP.i32_and).i32(1).op(OP.i32_sub).set(LOCAL.ID);
    // The dispatcher leaves the chunk where the block is not in it.
    this.code.br(this.outDepth() + 1);
  }

  /** Ends the block; always true. */
  private jumpi(): boolean {
    const target = this.stack.pop();
    const condition = this.stack.popLimbs();
    const fixed = known(target);
    const limbs = fixed === undefined ? this.stack.toLimbs(target) : ZERO;
    this.math.difference(condition, ZERO);
    this.code.i64(0n).op(OP.i64_ne).set(LOCAL.T32);
    this.flush();
    this.code.get(LOCAL.T32);
    this.open();
    if (fixed === undefined) this.jumpTo(limbs);
    else if (this.isTarget(fixed)) this.goto(this.idAt(Number(fixed)), false);
    else this.halt(ERROR.BAD_JUMP);
    this.close();
    this.goto(this.idAt(this.block.nextPc), true);
    return true;
  }

  private callFamily(instruction: Instruction): boolean {
    const creates = instruction.code === 0xf0 || instruction.code === 0xf5;
    this.stack.sync(Math.min(0, -this.block.needs));
    this.saveSp();
    this.saveGas();
    this.code.get(LOCAL.FP).i32(this.block.nextPc).mem(OP.i32_store, FRAME.PC);
    this.code
      .i32(KINDS[instruction.code] ?? 0)
      .call(importIndex(creates ? 'opCreate' : 'opCall'))
      .tee(LOCAL.T32);
    this.open();
    // 1: a child was pushed; 2: it failed and said why.
    this.code.i32(exitCode(RUN.CHILD)).i32(exitCode(RUN.HALT)).get(LOCAL.T32).i32(1).op(OP.i32_sub, OP.i32_eqz);
    this.code.op(OP.select, OP.return);
    this.close();
    this.loadGas();
    this.code.i32(0).mem(OP.i32_load, LAYOUT.SP).set(LOCAL.SP);
    this.goto(this.idAt(this.block.nextPc), true);
    return true;
  }
}

function isShort(limbs: Limbs): boolean {
  return limbs[1] === 0n && limbs[2] === 0n && limbs[3] === 0n;
}

function isPowerOfTwo(value: bigint): boolean {
  return value > 0n && (value & (value - 1n)) === 0n;
}

function wordLimbs(value: bigint): Limbs {
  return [value & U64, (value >> 64n) & U64, (value >> 128n) & U64, (value >> 192n) & U64];
}
