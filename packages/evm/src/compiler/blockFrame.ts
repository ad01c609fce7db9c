import { LAYOUT } from '../layout.ts';
import { Arithmetic } from './arithmetic.ts';
import type { Block } from './blocks.ts';
import { type CoreFunction, importIndex } from './imports.ts';
import { type Limb, type Locals, SymbolicStack } from './stack.ts';
import { type Code, OP, VOID } from './wasm.ts';

/** Locals of a chunk function; the pool follows. */
export const LOCAL = { FP: 0, ID: 1, SP: 2, GAS: 3, MEM: 4, BASE: 5, PC: 6, ERR: 7, T32: 8, T64: 9, POOL: 10 } as const;

export const ERROR = { OUT_OF_GAS: 1, BAD_JUMP: 4, BAD_OPCODE: 5 } as const;
const STACK_BYTES = 1024 * 32;

export type Limbs = readonly [Limb, Limb, Limb, Limb];

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
}

/** Returned by a chunk instead of a block id. */
export function exitCode(run: number): number {
  return -1 - run;
}

/** What every opcode needs: gas, checks, ways out of the block, and calls into the core. */
export class BlockFrame {
  protected readonly x: ChunkContext;
  protected readonly block: Block;
  protected readonly code: Code;
  protected readonly math: Arithmetic;
  protected readonly stack: SymbolicStack;
  /** Constructs opened inside the block's own code. */
  protected nesting = 0;

  constructor(context: ChunkContext, block: Block) {
    this.x = context;
    this.block = block;
    this.code = context.code;
    this.math = new Arithmetic(context.code, context.locals);
    this.stack = new SymbolicStack(context.code, context.locals, LOCAL.SP);
  }

  // --- gas and checks ----------------------------------------------------------------------------------------------

  /** GAS and SSTORE read the exact gas left: what follows them is charged apart. */
  protected startsSegment(i: number): boolean {
    const before = this.block.instructions[i - 1]?.code;
    return before === 0x5a || before === 0x55;
  }

  protected chargeSegment(from: number): void {
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

  protected checkStack(): void {
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

  protected open(): void {
    this.code.op(OP.if, VOID);
    this.nesting++;
  }

  protected close(): void {
    this.code.op(OP.end);
    this.nesting--;
  }

  // --- ways out ----------------------------------------------------------------------------------------------------

  protected outDepth(): number {
    return this.x.size - 1 - this.x.index + this.nesting;
  }

  protected halt(why: number): void {
    this.code
      .i32(why)
      .set(LOCAL.ERR)
      .br(this.outDepth() + 2);
  }

  /** Halts with the i32 on the operand stack where it is not zero. */
  protected haltIfError(): void {
    this.code.tee(LOCAL.ERR).brIf(this.outDepth() + 2);
  }

  /** Lets the interpreter go on at the block's first instruction. */
  protected handBack(): void {
    this.code
      .i32(this.block.pc)
      .set(LOCAL.PC)
      .br(this.outDepth() + 3);
  }

  protected leave(run: number): void {
    this.code.i32(exitCode(run)).op(OP.return);
  }

  protected idAt(pc: number): number {
    return this.x.blockAt.get(pc) ?? 0;
  }

  /** Goes to a block. `last`: nothing of this block's code follows, so that the next block may be fallen into. */
  protected goto(id: number, last: boolean): void {
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
  protected flush(): void {
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

  protected saveGas(): void {
    this.code.i32(0).get(LOCAL.GAS).mem(OP.i64_store, LAYOUT.GAS);
  }

  protected loadGas(): void {
    this.code.i32(0).mem(OP.i64_load, LAYOUT.GAS).set(LOCAL.GAS);
  }

  protected saveSp(): void {
    this.code.i32(0);
    this.stack.address(this.stack.height);
    this.code.mem(OP.i32_store, LAYOUT.SP);
  }

  /** Lets the core do an opcode on the stack in memory. */
  protected delegate(
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
  protected onPointers(name: CoreFunction, operands: number): void {
    const bottom = this.stack.height - operands;
    this.stack.sync(bottom);
    this.stack.address(bottom);
    for (let i = 1; i <= operands; i++) this.stack.address(this.stack.height - i);
    this.code.call(importIndex(name));
    this.stack.replaced(operands, 1);
  }

  protected push(limbs: Limbs): void {
    this.stack.push({ limbs });
  }
}
