import { FRAME, LAYOUT, RUN } from '../layout.ts';
import type { Opcode } from '../spec.ts';
import { exitCode, LOCAL } from './blockFrame.ts';
import { type Block, findBlocks } from './blocks.ts';
import { BlockEmitter } from './emitBlock.ts';
import { FIRST_CHUNK, IMPORTS } from './imports.ts';
import { mulHighBody, mulWordBody } from './multiply.ts';
import { ID_MASK, JUMPDEST_FLAG } from './opTables.ts';
import { Locals } from './stack.ts';
import { assemble, Code, type FunctionBody, I32, I64, MAP, OP, VOID } from './wasm.ts';

/** Bounds of the compiled tier: a contract beyond them stays with the interpreter. See docs/evm.md. */
export const LIMITS = {
  /** Ids have 15 bits; Uniswap's router has about 1,300 blocks. */
  blocks: 8192,
  /** Blocks and instructions in a function: what the engine's optimiser takes in milliseconds. */
  chunkBlocks: 64,
  chunkInstructions: 1500,
  moduleBytes: 8 << 20,
} as const;

export interface CompiledContract {
  module: Uint8Array<ArrayBuffer>;
  /** u16 a pc: block id + 1, with JUMPDEST_FLAG where a jump may land; 0 where no block starts. */
  map: Uint16Array;
}

/** Longer than the code by what the last PUSH may reach beyond it. */
function mapLength(codeLength: number): number {
  return codeLength + 40;
}

function chunksOf(blocks: readonly Block[]): Block[][] {
  const chunks: Block[][] = [];
  let instructions = 0;
  for (const block of blocks) {
    const last = chunks.at(-1);
    const size = instructions + block.instructions.length;
    if (last === undefined || last.length === LIMITS.chunkBlocks || size > LIMITS.chunkInstructions) {
      chunks.push([block]);
      instructions = block.instructions.length;
    } else {
      last.push(block);
      instructions = size;
    }
  }
  return chunks;
}

interface Shared {
  blockAt: ReadonlyMap<number, number>;
  code: Uint8Array;
  jumpdests: ReadonlySet<number>;
}

function prologue(code: Code): void {
  code.i32(0).mem(OP.i32_load, LAYOUT.SP).set(LOCAL.SP);
  code.i32(0).mem(OP.i64_load, LAYOUT.GAS).set(LOCAL.GAS);
  code.i32(0).mem(OP.i32_load, LAYOUT.MEM_BASE).set(LOCAL.MEM);
  code.get(LOCAL.FP).mem(OP.i32_load, FRAME.STACK).set(LOCAL.BASE);
}

function saveState(code: Code): void {
  code.i32(0).get(LOCAL.SP).mem(OP.i32_store, LAYOUT.SP);
  code.i32(0).get(LOCAL.GAS).mem(OP.i64_store, LAYOUT.GAS);
}

/** Code after the dispatch loop: halts, then frames handed back to the interpreter. */
function epilogue(code: Code): void {
  code.op(OP.unreachable, OP.end);
  code.i32(0).get(LOCAL.ERR).mem(OP.i32_store, LAYOUT.ERR);
  code.i32(exitCode(RUN.HALT)).op(OP.return, OP.end);
  saveState(code);
  code.get(LOCAL.FP).get(LOCAL.PC).mem(OP.i32_store, FRAME.PC);
  code.get(LOCAL.FP).get(LOCAL.SP).mem(OP.i32_store, FRAME.SP);
  code.i32(exitCode(RUN.INTERPRET));
}

/**
 * A chunk: (frame, block id) -> next block id, or an exit code. Labels from the outside in: hand-back, halt, loop,
 * out, then one a block in descending order, so that a jump forward is one `br`.
 */
function chunkBody(blocks: readonly Block[], shared: Shared): FunctionBody {
  const code = new Code();
  const locals = new Locals(LOCAL.POOL);
  const first = blocks[0]?.id ?? 0;
  prologue(code);
  code.op(OP.block, VOID, OP.block, VOID, OP.loop, VOID, OP.block, VOID);
  for (let i = 0; i < blocks.length; i++) code.op(OP.block, VOID);
  code.get(LOCAL.ID);
  if (first !== 0) code.i32(first).op(OP.i32_sub);
  code.op(OP.br_table).u32(blocks.length);
  for (let i = 0; i <= blocks.length; i++) code.u32(i);
  blocks.forEach((block, index) => {
    code.op(OP.end);
    new BlockEmitter(
      {
        code,
        locals,
        size: blocks.length,
        first,
        index,
        blockAt: shared.blockAt,
        isJumpdest: (pc) => shared.jumpdests.has(pc),
        codeLength: shared.code.length,
      },
      block,
    ).emit();
  });
  code.op(OP.end);
  saveState(code);
  code.get(LOCAL.ID).op(OP.return, OP.end);
  epilogue(code);
  const named = [I32, I64, I32, I32, I32, I32, I32, I64];
  return { type: { params: [I32, I32], results: [I32] }, locals: [...named, ...locals.list()], code };
}

/** run(frame) -> RUN.*: finds the block of F_PC, then goes from chunk to chunk. */
function runBody(chunks: readonly Block[][]): FunctionBody {
  const [fp, id] = [0, 1];
  const code = new Code();
  code.get(fp).mem(OP.i32_load, FRAME.PC).i32(1).op(OP.i32_shl).global(MAP).op(OP.i32_add).mem(OP.i32_load16_u, 0);
  code.i32(ID_MASK).op(OP.i32_and).tee(id).op(OP.i32_eqz);
  code.op(OP.if, VOID).i32(RUN.INTERPRET).op(OP.return, OP.end);
  code.get(id).i32(1).op(OP.i32_sub).set(id);
  code.op(OP.loop, VOID);
  callChunk(code, chunks, 0, chunks.length);
  code.tee(id).i32(0).op(OP.i32_ge_s).brIf(0);
  code.i32(-1).get(id).op(OP.i32_sub, OP.return, OP.end, OP.unreachable);
  return { type: { params: [I32], results: [I32] }, locals: [I32], code };
}

/** A binary search over the chunks' first ids; leaves the chunk's answer. */
function callChunk(code: Code, chunks: readonly Block[][], from: number, to: number): void {
  if (to - from === 1) {
    code
      .get(0)
      .get(1)
      .call(FIRST_CHUNK + from);
    return;
  }
  const middle = (from + to) >> 1;
  code
    .get(1)
    .i32(chunks[middle]?.[0]?.id ?? 0)
    .op(OP.i32_lt_s, OP.if, I32);
  callChunk(code, chunks, from, middle);
  code.op(OP.else);
  callChunk(code, chunks, middle, to);
  code.op(OP.end);
}

function fillMap(blocks: readonly Block[], code: Uint8Array): { map: Uint16Array; jumpdests: Set<number> } {
  const map = new Uint16Array(mapLength(code.length));
  const jumpdests = new Set<number>();
  for (const block of blocks) {
    const lands = block.instructions[0]?.code === 0x5b;
    if (lands) jumpdests.add(block.pc);
    map[block.pc] = (block.id + 1) | (lands ? JUMPDEST_FLAG : 0);
  }
  return { map, jumpdests };
}

/**
 * Compiles bytecode to a WebAssembly module; `undefined` where it is beyond the limits. Linear in the length of the
 * code, and a function of the code and the fork's opcodes alone: an instance learns from the global `core.map` where
 * its host has put the map.
 */
export function compileContract(
  code: Uint8Array,
  table: readonly (Opcode | undefined)[],
): CompiledContract | undefined {
  const blocks = findBlocks(code, table, LIMITS.blocks);
  if (blocks === undefined) return undefined;
  const { map, jumpdests } = fillMap(blocks, code);
  const blockAt = new Map(blocks.map((block) => [block.pc, block.id]));
  const shared: Shared = { blockAt, code, jumpdests };
  const chunks = chunksOf(blocks);
  const functions: FunctionBody[] = [mulHighBody(), mulWordBody()];
  let bytes = 0;
  for (const chunk of chunks) {
    const body = chunkBody(chunk, shared);
    bytes += body.code.bytes.length;
    if (bytes > LIMITS.moduleBytes) return undefined;
    functions.push(body);
  }
  functions.push(runBody(chunks));
  return { module: assemble(IMPORTS, functions, FIRST_CHUNK + chunks.length), map };
}
