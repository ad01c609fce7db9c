import { ACCOUNT_ROW, FRAME, LAYOUT, RUN } from '../layout.ts';
import { Arithmetic } from './arithmetic.ts';
import type { Block, Instruction } from './blocks.ts';
import { type CoreFunction, importIndex, MUL_HIGH, MUL_WORD } from './imports.ts';
import { constant, known, type Limb, type Locals, SymbolicStack } from './stack.ts';
import { type Code, OP, VOID } from './wasm.ts';

/** Locals of a chunk function; the pool follows. */
export const LOCAL = { FP: 0, ID: 1, SP: 2, GAS: 3, MEM: 4, BASE: 5, PC: 6, ERR: 7, T32: 8, T64: 9, POOL: 10 } as const;

const ERROR = { OUT_OF_GAS: 1, BAD_JUMP: 4, BAD_OPCODE: 5 } as const;
const STACK_BYTES = 1024 * 32;
const KINDS: Readonly<Record<number, number>> = { 241: 0, 242: 1, 244: 2, 250: 3, 240: 4, 245: 5 };
/** Reversal of the bytes of each 64-bit lane. */
const SWAP_LANES = [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8];

type Limbs = readonly [Limb, Limb, Limb, Limb];

/** What a block knows of the module around it. */
export interface ChunkContext {
  code: Code;
  locals: Locals;
  /** Number of blocks in this chunk, the id of its first, and the position of this one. */
  size: number;
  first: number;
  index: number;
  /** Block id of a pc; whether a pc is a JUMPDEST. */
  blockAt: ReadonlyMap<number, number>;
  isJumpdest(pc: number): boolean;
  codeLength: number;
  /** Address of the table from pc to block. */
  map: number;
}

/** Returned by a chunk instead of a block id. */
export function exitCode(run: number): number {
  return -1 - run;
}

export class BlockEmitter {
  private readonly x: ChunkContext;
  private readonly block: Block;
  private readonly code: Code;
  private readonly math: Arithmetic;
  private readonly stack: SymbolicStack;
  /** Constructs opened inside the block's own code. */
  private nesting = 0;
  /** Memory known to reach this far, whatever path led here: it never shrinks. */
  private memoryReach = 0n;

  constructor(context: ChunkContext, block: Block) {
    this.x = context;
    this.block = block;
    this.code = context.code;
    this.math = new Arithmetic(context.code, context.locals);
    this.stack = new SymbolicStack(context.code, context.locals, LOCAL.SP);
  }

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

  // --- gas and checks ----------------------------------------------------------------------------------------------

  /** GAS and SSTORE read the exact gas left: what follows them is charged apart. */
  private startsSegment(i: number): boolean {
    const before = this.block.instructions[i - 1]?.code;
    return before === 0x5a || before === 0x55;
  }

  private chargeSegment(from: number): void {
    let sum = 0;
    for (let i = from; i < this.block.instructions.length; i++) {
      if (i > from && this.startsSegment(i)) break;
      sum += this.block.instructions[i]?.op?.gas ?? 0;
    }
    if (sum === 0) return;
    this.code.get(LOCAL.GAS).i64(BigInt(sum)).op(OP.i64_sub).tee(LOCAL.GAS).i64(0n).op(OP.i64_lt_s);
    this.open();
    if (from === 0) {
      // The interpreter finds out exactly where and why it ends.
      this.code.get(LOCAL.GAS).i64(BigInt(sum)).op(OP.i64_add).set(LOCAL.GAS);
      this.handBack();
    } else this.halt(ERROR.OUT_OF_GAS);
    this.close();
  }

  private checkStack(): void {
    const { needs, grows } = this.block;
    if (needs === 0 && grows <= 0) return;
    const room = STACK_BYTES - grows * 32 - needs * 32;
    if (room < 0) this.code.i32(1);
    else {
      this.code.get(LOCAL.SP).get(LOCAL.BASE).op(OP.i32_sub);
      if (needs > 0) this.code.i32(needs * 32).op(OP.i32_sub);
      this.code.i32(room).op(OP.i32_gt_u);
    }
    this.open();
    this.handBack();
    this.close();
  }

  private open(): void {
    this.code.op(OP.if, VOID);
    this.nesting++;
  }

  private close(): void {
    this.code.op(OP.end);
    this.nesting--;
  }

  // --- ways out ----------------------------------------------------------------------------------------------------

  private outDepth(): number {
    return this.x.size - 1 - this.x.index + this.nesting;
  }

  private halt(why: number): void {
    this.code
      .i32(why)
      .set(LOCAL.ERR)
      .br(this.outDepth() + 2);
  }

  /** Halts with the i32 on the operand stack where it is not zero. */
  private haltIfError(): void {
    this.code.tee(LOCAL.ERR).brIf(this.outDepth() + 2);
  }

  /** Lets the interpreter go on at the block's first instruction. */
  private handBack(): void {
    this.code
      .i32(this.block.pc)
      .set(LOCAL.PC)
      .br(this.outDepth() + 3);
  }

  private leave(run: number): void {
    this.code.i32(exitCode(run)).op(OP.return);
  }

  private idAt(pc: number): number {
    return this.x.blockAt.get(pc) ?? 0;
  }

  /** Goes to a block. `last`: nothing of this block's code follows, so that the next block may be fallen into. */
  private goto(id: number, last: boolean): void {
    const position = id - this.x.first;
    if (position > this.x.index && position < this.x.size) {
      if (last && position === this.x.index + 1) return;
      this.code.br(position - this.x.index - 1 + this.nesting);
      return;
    }
    this.code.i32(id).set(LOCAL.ID);
    this.code.br(position >= 0 && position < this.x.size ? this.outDepth() + 1 : this.outDepth());
  }

  /** Puts every item at home and moves SP to the new height. */
  private flush(): void {
    this.stack.sync(Math.min(0, -this.block.needs));
    const height = this.stack.height;
    if (height !== 0)
      this.code
        .get(LOCAL.SP)
        .i32(height * 32)
        .op(OP.i32_add)
        .set(LOCAL.SP);
  }

  // --- calls into the core -----------------------------------------------------------------------------------------

  private saveGas(): void {
    this.code.i32(0).get(LOCAL.GAS).mem(OP.i64_store, LAYOUT.GAS);
  }

  private loadGas(): void {
    this.code.i32(0).mem(OP.i64_load, LAYOUT.GAS).set(LOCAL.GAS);
  }

  private saveSp(): void {
    this.code.i32(0);
    this.stack.address(this.stack.height);
    this.code.mem(OP.i32_store, LAYOUT.SP);
  }

  /** Lets the core do an opcode on the stack in memory. */
  private delegate(
    name: CoreFunction,
    pops: number,
    pushes: number,
    fails: boolean,
    args: () => void = () => {},
  ): void {
    this.stack.sync(this.stack.height - pops);
    this.saveSp();
    if (fails) this.saveGas();
    args();
    this.code.call(importIndex(name));
    if (fails) {
      this.haltIfError();
      this.loadGas();
    }
    this.stack.replaced(pops, pushes);
  }

  /** A function of u256 on pointers: the result goes to the lowest operand's place. */
  private onPointers(name: CoreFunction, operands: number): void {
    const bottom = this.stack.height - operands;
    this.stack.sync(bottom);
    this.stack.address(bottom);
    for (let i = 1; i <= operands; i++) this.stack.address(this.stack.height - i);
    this.code.call(importIndex(name));
    this.stack.replaced(operands, 1);
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

  private push(limbs: Limbs): void {
    this.stack.push({ limbs });
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

  // --- memory ------------------------------------------------------------------------------------------------------

  /** Makes `size` bytes at an offset reachable; returns base local and constant offset of the access. */
  private reach(offset: Limbs, size: number): { base: number; offset: number } {
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
  private refuseHuge(offset: Limbs): void {
    this.math.difference([0n, offset[1], offset[2], offset[3]], ZERO);
    this.math.limb(offset[0]);
    this.code.i64(32n).op(OP.i64_shr_u, OP.i64_or).i64(0n).op(OP.i64_ne);
    this.open();
    this.halt(ERROR.OUT_OF_GAS);
    this.close();
  }

  private growIf(pushEnd: () => void): void {
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

  private mload(): void {
    const at = this.reach(this.stack.popLimbs(), 32);
    const limbs: Limb[] = [];
    for (const half of [16, 0]) {
      const v = this.x.locals.take(V128_LOCAL);
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

  private mstore(): void {
    const offset = this.stack.popLimbs();
    const value = this.stack.popLimbs();
    const at = this.reach(offset, 32);
    this.storeHalf(at, 0, value[3], value[2]);
    this.storeHalf(at, 16, value[1], value[0]);
  }

  private storeHalf(at: { base: number; offset: number }, half: number, high: Limb, low: Limb): void {
    this.code.get(at.base);
    if (typeof high === 'bigint' && typeof low === 'bigint') {
      const bytes = new Uint8Array(16);
      const view = new DataView(bytes.buffer);
      view.setBigUint64(0, high);
      view.setBigUint64(8, low);
      this.code.v128Const(bytes);
    } else {
      const v = this.x.locals.take(V128_LOCAL);
      this.math.limb(high);
      this.code.splat64();
      this.math.limb(low);
      this.code.replace64(1).tee(v).get(v).shuffle(SWAP_LANES);
    }
    this.code.v128Store(at.offset + half);
  }

  private mstore8(): void {
    const offset = this.stack.popLimbs();
    const value = this.stack.popLimbs();
    const at = this.reach(offset, 1);
    this.code.get(at.base);
    this.math.limb(value[0]);
    this.code.mem(OP.i64_store8, at.offset);
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
    this.code.op(OP.i32_wrap_i64).i32(1).op(OP.i32_shl).mem(OP.i32_load16_u, this.x.map).tee(LOCAL.ID);
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

const V128_LOCAL = 0x7b;
export const JUMPDEST_FLAG = 0x8000;
export const ID_MASK = 0x7fff;
const ZERO: Limbs = [0n, 0n, 0n, 0n];
const U64 = (1n << 64n) - 1n;
const ALL_ONES: Limbs = [U64, U64, U64, U64];

/** Binary opcodes that the core does on pointers. */
const POINTER_OPS: Readonly<Record<number, CoreFunction>> = {
  4: 'div',
  5: 'sdiv',
  6: 'mod',
  7: 'smod',
  11: 'signextend',
  26: 'byteAt',
  27: 'shl',
  28: 'shr',
  29: 'sar',
};

const FRAME_SOURCES: Readonly<Record<number, { offset: number; limbs: number }>> = {
  48: { offset: FRAME.ADDRESS, limbs: 3 },
  51: { offset: FRAME.CALLER, limbs: 3 },
  52: { offset: FRAME.VALUE, limbs: 4 },
};

const CELLS: Readonly<Record<number, number>> = {
  50: LAYOUT.T_ORIGIN,
  58: LAYOUT.T_GAS_PRICE,
  65: LAYOUT.B_COINBASE,
  66: LAYOUT.B_TIMESTAMP,
  67: LAYOUT.B_NUMBER,
  68: LAYOUT.B_RANDAO,
  69: LAYOUT.B_GAS_LIMIT,
  70: LAYOUT.B_CHAIN_ID,
  72: LAYOUT.B_BASE_FEE,
  74: LAYOUT.B_BLOB_FEE,
};

const ENVIRONMENT_OPS: Readonly<Record<number, { name: CoreFunction; pops: number; pushes: number; fails: boolean }>> =
  {
    49: { name: 'opBalance', pops: 1, pushes: 1, fails: true },
    53: { name: 'opCallDataLoad', pops: 1, pushes: 1, fails: false },
    59: { name: 'opExtCodeSize', pops: 1, pushes: 1, fails: true },
    60: { name: 'opExtCodeCopy', pops: 4, pushes: 0, fails: true },
    62: { name: 'opReturnDataCopy', pops: 3, pushes: 0, fails: true },
    63: { name: 'opExtCodeHash', pops: 1, pushes: 1, fails: true },
    64: { name: 'opBlockHash', pops: 1, pushes: 1, fails: false },
    73: { name: 'opBlobHash', pops: 1, pushes: 1, fails: false },
  };

function isShort(limbs: Limbs): boolean {
  return limbs[1] === 0n && limbs[2] === 0n && limbs[3] === 0n;
}

function isPowerOfTwo(value: bigint): boolean {
  return value > 0n && (value & (value - 1n)) === 0n;
}

function wordLimbs(value: bigint): Limbs {
  return [value & U64, (value >> 64n) & U64, (value >> 128n) & U64, (value >> 192n) & U64];
}
