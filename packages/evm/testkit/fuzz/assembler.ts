/**
 * A program as a list of items that always assembles to code with valid jumps and no stack underflow, whatever items
 * are left out. That makes every shrunk counterexample a well-formed program too.
 */
export type Item =
  /** `args`: the operands, top of the stack first; absent: whatever lies on the stack, topped up with constants. */
  | { kind: 'op'; op: number; args?: readonly bigint[] }
  | { kind: 'push'; value: bigint }
  | { kind: 'dup' | 'swap'; depth: number }
  | { kind: 'loop'; count: number; body: readonly Item[] }
  | { kind: 'if'; condition: bigint; body: readonly Item[] }
  | { kind: 'create'; op: 0xf0 | 0xf5; initCode: Uint8Array; value: bigint; salt: bigint };

const JUMP = 0x56;
const JUMPI = 0x57;
const JUMPDEST = 0x5b;
const POP = 0x50;
const MSTORE = 0x52;
/** Programs stay far from the stack's end (1,024); random bytes test that. */
const STACK_CAP = 200;

/** Operands taken and results left, by opcode. Terminal opcodes are here too: what follows them is dead code. */
export const STACK_EFFECTS: ReadonlyMap<number, readonly [inputs: number, outputs: number]> = buildEffects();

export function assemble(items: readonly Item[]): Uint8Array {
  const assembler = new Assembler();
  assembler.emitAll(items, 0);
  return assembler.code();
}

class Assembler {
  readonly #bytes: number[] = [];
  #height = 0;

  code(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  /** Items may use the stack above `floor` only: below lies what an enclosing loop needs. */
  emitAll(items: readonly Item[], floor: number): void {
    for (const item of items) {
      if (this.#height > STACK_CAP) return;
      this.#emit(item, floor);
    }
  }

  #emit(item: Item, floor: number): void {
    if (item.kind === 'op') this.#operation(item.op, item.args, floor);
    else if (item.kind === 'push') this.#push(item.value);
    else if (item.kind === 'loop') this.#loop(item.count, item.body);
    else if (item.kind === 'if') this.#branch(item.condition, item.body);
    else if (item.kind === 'create') this.#create(item);
    else this.#shuffle(item.kind, item.depth, floor);
  }

  #operation(op: number, args: readonly bigint[] | undefined, floor: number): void {
    const [inputs, outputs] = STACK_EFFECTS.get(op) ?? [0, 0];
    if (args !== undefined) for (const value of args.slice(0, inputs).reverse()) this.#push(value);
    while (this.#height - floor < inputs) this.#push(BigInt(this.#bytes.length % 7));
    this.#bytes.push(op);
    this.#height += outputs - inputs;
  }

  #push(value: bigint): void {
    const digits = value.toString(16);
    const bytes = value === 0n ? [] : [...Uint8Array.fromHex(digits.length % 2 === 0 ? digits : `0${digits}`)];
    this.#bytes.push(0x5f + bytes.length, ...bytes);
    this.#height++;
  }

  #shuffle(kind: 'dup' | 'swap', depth: number, floor: number): void {
    const reach = kind === 'dup' ? depth : depth + 1;
    while (this.#height - floor < reach) this.#push(BigInt(this.#height));
    this.#bytes.push((kind === 'dup' ? 0x7f : 0x8f) + depth);
    if (kind === 'dup') this.#height++;
  }

  /** The counter stays on the stack below what the body may touch. */
  #loop(count: number, body: readonly Item[]): void {
    this.#push(BigInt(count));
    const start = this.#bytes.length;
    this.#bytes.push(JUMPDEST);
    this.#closedBody(body);
    this.#bytes.push(0x60, 1, 0x90, 0x03, 0x80); // PUSH1 1 SWAP1 SUB DUP1: the counter less one, twice
    this.#label(start);
    this.#bytes.push(JUMPI, POP);
    this.#height--;
  }

  #branch(condition: bigint, body: readonly Item[]): void {
    this.#push(condition);
    const at = this.#label(0);
    this.#bytes.push(JUMPI);
    this.#height--;
    this.#closedBody(body);
    this.#bytes[at] = this.#bytes.length >> 8;
    this.#bytes[at + 1] = this.#bytes.length & 255;
    this.#bytes.push(JUMPDEST);
  }

  /** A body leaves the stack as it found it, so that both ways into what follows agree. */
  #closedBody(body: readonly Item[]): void {
    const floor = this.#height;
    this.emitAll(body, floor);
    while (this.#height > floor) {
      this.#bytes.push(POP);
      this.#height--;
    }
  }

  /** PUSH2 of a code offset; returns where its two bytes lie. */
  #label(target: number): number {
    this.#bytes.push(0x61, target >> 8, target & 255);
    return this.#bytes.length - 2;
  }

  #create(item: Extract<Item, { kind: 'create' }>): void {
    const word = new Uint8Array(32);
    word.set(item.initCode.subarray(0, 32));
    this.#push(BigInt(`0x${word.toHex()}`));
    this.#push(0n);
    this.#bytes.push(MSTORE);
    this.#height -= 2;
    if (item.op === 0xf5) this.#push(item.salt);
    this.#push(BigInt(Math.min(32, item.initCode.length)));
    this.#push(0n);
    this.#push(item.value);
    this.#bytes.push(item.op);
    this.#height -= item.op === 0xf5 ? 3 : 2;
  }
}

function buildEffects(): Map<number, readonly [number, number]> {
  const effects = new Map<number, readonly [number, number]>();
  const define = (inputs: number, outputs: number, ...ops: number[]) => {
    for (const op of ops) effects.set(op, [inputs, outputs]);
  };
  define(2, 1, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x20);
  define(3, 1, 0x08, 0x09);
  define(2, 1, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1b, 0x1c, 0x1d);
  define(1, 1, 0x15, 0x19, 0x1e, 0x31, 0x35, 0x3b, 0x3f, 0x40, 0x49, 0x51, 0x54, 0x5c);
  define(0, 1, 0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4a);
  define(0, 1, 0x58, 0x59, 0x5a);
  define(3, 0, 0x37, 0x39, 0x3e, 0x5e);
  define(4, 0, 0x3c);
  define(1, 0, POP, JUMP, 0xff);
  define(2, 0, MSTORE, 0x53, 0x55, 0x5d, JUMPI, 0xf3, 0xfd);
  for (let topics = 0; topics <= 4; topics++) define(2 + topics, 0, 0xa0 + topics);
  define(3, 1, 0xf0);
  define(4, 1, 0xf5);
  define(7, 1, 0xf1, 0xf2);
  define(6, 1, 0xf4, 0xfa);
  return effects;
}
