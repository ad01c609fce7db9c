import type { Opcode } from '../spec.ts';

export interface Instruction {
  pc: number;
  code: number;
  /** Undefined: no such opcode in this fork. */
  op: Opcode | undefined;
  /** Of a PUSH. */
  value: bigint;
}

/** A run of instructions with one way in. It ends before a JUMPDEST, after a jump, a call or an end of execution. */
export interface Block {
  id: number;
  pc: number;
  instructions: Instruction[];
  /** Height of the stack that the block needs on entry, and the most it grows beyond it. */
  needs: number;
  grows: number;
  /** Where execution goes on after the last instruction. */
  nextPc: number;
}

const MAX_BLOCK_LENGTH = 200;
const JUMPDEST = 0x5b;
const STOP_INSTRUCTION = { code: 0, value: 0n };
/** JUMP, JUMPI, STOP, RETURN, REVERT, SELFDESTRUCT and the CALL and CREATE families. */
const ENDS = new Set([0x56, 0x57, 0x00, 0xf3, 0xfd, 0xff, 0xf0, 0xf1, 0xf2, 0xf4, 0xf5, 0xfa]);

function pushValue(code: Uint8Array, pc: number, size: number): bigint {
  let value = 0n;
  for (let i = 1; i <= size; i++) value = (value << 8n) | BigInt(code[pc + i] ?? 0);
  return value;
}

function decode(code: Uint8Array, pc: number, table: readonly (Opcode | undefined)[]): [Instruction, number] {
  const byte = code[pc] ?? 0;
  const size = byte >= 0x60 && byte <= 0x7f ? byte - 0x5f : 0;
  const value = size > 0 ? pushValue(code, pc, size) : 0n;
  return [{ pc, code: byte, op: table[byte], value }, pc + 1 + size];
}

function measure(block: Block): void {
  let height = 0;
  for (const { op } of block.instructions) {
    if (op === undefined) break;
    block.needs = Math.max(block.needs, op.pops - height);
    height += op.pushes - op.pops;
    block.grows = Math.max(block.grows, height);
  }
}

/** Splits code into blocks; `undefined` where there are more than `limit`. */
export function findBlocks(
  code: Uint8Array,
  table: readonly (Opcode | undefined)[],
  limit: number,
): Block[] | undefined {
  const blocks: Block[] = [];
  let current: Block | undefined;
  let pc = 0;
  while (pc < code.length) {
    const [instruction, next] = decode(code, pc, table);
    if (instruction.code === JUMPDEST) current = undefined;
    if (current === undefined) {
      if (blocks.length === limit) return undefined;
      current = { id: blocks.length, pc, instructions: [], needs: 0, grows: 0, nextPc: next };
      blocks.push(current);
    }
    current.instructions.push(instruction);
    current.nextPc = next;
    const ends = instruction.op === undefined || ENDS.has(instruction.code);
    if (ends || current.instructions.length === MAX_BLOCK_LENGTH) current = undefined;
    pc = next;
  }
  // Running off the end is a STOP; so is coming back from a call that is the last instruction.
  if (blocks.length === limit) return undefined;
  const op = table[0];
  const stop = { ...STOP_INSTRUCTION, pc, op };
  blocks.push({ id: blocks.length, pc, instructions: [stop], needs: 0, grows: 0, nextPc: pc });
  blocks.forEach(measure);
  return blocks;
}
