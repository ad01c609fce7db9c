/** A small WebAssembly assembler: just what the compiled tier emits (core specification 3.0, section 5). */

export const I32 = 0x7f;
export const I64 = 0x7e;
export const V128 = 0x7b;
export const VOID = 0x40;
/** The one global: where the instance's table from pc to block lies. */
export const MAP = 0;

/** Opcodes by their text-format name. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  global_get: 0x23,
  i32_load: 0x28,
  i64_load: 0x29,
  i64_load8_u: 0x31,
  i32_load16_u: 0x2f,
  i64_load32_u: 0x35,
  i32_store: 0x36,
  i64_store: 0x37,
  i64_store8: 0x3c,
  i32_const: 0x41,
  i64_const: 0x42,
  i32_eqz: 0x45,
  i32_lt_s: 0x48,
  i32_gt_u: 0x4b,
  i32_ge_u: 0x4f,
  i32_ge_s: 0x4e,
  i64_eqz: 0x50,
  i64_eq: 0x51,
  i64_ne: 0x52,
  i64_lt_s: 0x53,
  i64_lt_u: 0x54,
  i64_gt_u: 0x56,
  i64_le_s: 0x57,
  i64_ge_u: 0x5a,
  i32_add: 0x6a,
  i32_sub: 0x6b,
  i32_mul: 0x6c,
  i32_and: 0x71,
  i32_or: 0x72,
  i32_shl: 0x74,
  i64_clz: 0x79,
  i64_add: 0x7c,
  i64_sub: 0x7d,
  i64_mul: 0x7e,
  i64_and: 0x83,
  i64_or: 0x84,
  i64_xor: 0x85,
  i64_shl: 0x86,
  i64_shr_s: 0x87,
  i64_shr_u: 0x88,
  i32_wrap_i64: 0xa7,
  i64_extend_i32_u: 0xad,
} as const;

const SIMD = 0xfd;
const SIMD_OP = {
  load: 0x00,
  store: 0x0b,
  const: 0x0c,
  shuffle: 0x0d,
  i64x2_splat: 0x12,
  extract64: 0x1d,
  replace64: 0x1e,
};

/** Appends instructions to a byte list. */
export class Code {
  readonly bytes: number[] = [];

  op(...bytes: number[]): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  u32(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.bytes.push((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.bytes.push(rest);
    return this;
  }

  private signed(value: bigint): this {
    let rest = value;
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
        this.bytes.push(low);
        return this;
      }
      this.bytes.push(low | 0x80);
    }
  }

  i32(value: number): this {
    this.bytes.push(OP.i32_const);
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
        this.bytes.push(low);
        return this;
      }
      this.bytes.push(low | 0x80);
    }
  }

  i64(value: bigint): this {
    return this.op(OP.i64_const).signed(BigInt.asIntN(64, value));
  }

  get(local: number): this {
    return this.op(OP.local_get).u32(local);
  }

  set(local: number): this {
    return this.op(OP.local_set).u32(local);
  }

  tee(local: number): this {
    return this.op(OP.local_tee).u32(local);
  }

  global(index: number): this {
    return this.op(OP.global_get).u32(index);
  }

  /** A load or store with its offset; alignment is only a hint. */
  mem(opcode: number, offset: number): this {
    return this.op(opcode, 0).u32(offset);
  }

  call(index: number): this {
    return this.op(OP.call).u32(index);
  }

  br(depth: number): this {
    return this.op(OP.br).u32(depth);
  }

  brIf(depth: number): this {
    return this.op(OP.br_if).u32(depth);
  }

  v128Load(offset: number): this {
    return this.op(SIMD, SIMD_OP.load, 0).u32(offset);
  }

  v128Store(offset: number): this {
    return this.op(SIMD, SIMD_OP.store, 0).u32(offset);
  }

  v128Const(bytes: Uint8Array): this {
    return this.op(SIMD, SIMD_OP.const, ...bytes);
  }

  shuffle(lanes: readonly number[]): this {
    return this.op(SIMD, SIMD_OP.shuffle, ...lanes);
  }

  splat64(): this {
    return this.op(SIMD, SIMD_OP.i64x2_splat);
  }

  extract64(lane: number): this {
    return this.op(SIMD, SIMD_OP.extract64, lane);
  }

  replace64(lane: number): this {
    return this.op(SIMD, SIMD_OP.replace64, lane);
  }
}

export interface FunctionType {
  params: readonly number[];
  results: readonly number[];
}

export interface FunctionBody {
  type: FunctionType;
  /** Types of the locals after the parameters. */
  locals: readonly number[];
  code: Code;
}

export interface ImportedFunction {
  name: string;
  type: FunctionType;
}

function section(id: number, body: Code): number[] {
  const head = new Code().op(id).u32(body.bytes.length);
  return head.bytes.concat(body.bytes);
}

function writeName(code: Code, name: string): Code {
  const bytes = new TextEncoder().encode(name);
  return code.u32(bytes.length).op(...bytes);
}

/** Locals grouped by runs of one type. */
function writeLocals(code: Code, locals: readonly number[]): void {
  const runs: [number, number][] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  code.u32(runs.length);
  for (const [count, type] of runs) code.u32(count).op(type);
}

class Types {
  readonly list: FunctionType[] = [];
  private readonly keys = new Map<string, number>();

  index(type: FunctionType): number {
    const key = `${type.params.join()}>${type.results.join()}`;
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    this.keys.set(key, this.list.length);
    this.list.push(type);
    return this.list.length - 1;
  }

  section(): number[] {
    const body = new Code().u32(this.list.length);
    for (const type of this.list) {
      body
        .op(0x60)
        .u32(type.params.length)
        .op(...type.params);
      body.u32(type.results.length).op(...type.results);
    }
    return section(1, body);
  }
}

function importSection(types: Types, imports: readonly ImportedFunction[]): number[] {
  const body = new Code().u32(imports.length + 2);
  writeName(writeName(body, 'core'), 'memory').op(0x02, 0x00).u32(0);
  writeName(writeName(body, 'core'), 'map').op(0x03, I32, 0x00);
  for (const entry of imports) writeName(writeName(body, 'core'), entry.name).op(0x00).u32(types.index(entry.type));
  return section(2, body);
}

/**
 * A module that imports `core.memory`, the number `core.map` (global MAP) and functions of `core`, and exports the function at
 * `entry` as `run`.
 */
export function assemble(
  imports: readonly ImportedFunction[],
  functions: readonly FunctionBody[],
  entry: number,
): Uint8Array<ArrayBuffer> {
  const types = new Types();
  const importBytes = importSection(types, imports);
  const functionSection = new Code().u32(functions.length);
  for (const body of functions) functionSection.u32(types.index(body.type));
  const exportSection = writeName(new Code().u32(1), 'run').op(0x00).u32(entry);
  const parts: number[][] = [
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    types.section(),
    importBytes,
    section(3, functionSection),
    section(7, exportSection),
  ];
  const bodies: number[][] = functions.map((body) => {
    const head = new Code();
    writeLocals(head, body.locals);
    const size = head.bytes.length + body.code.bytes.length + 1;
    return new Code().u32(size).bytes.concat(head.bytes, body.code.bytes, [OP.end]);
  });
  const total = bodies.reduce((sum, body) => sum + body.length, 0);
  const count = new Code().u32(functions.length).bytes;
  parts.push([10, ...new Code().u32(total + count.length).bytes, ...count], ...bodies);
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
