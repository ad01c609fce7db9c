import type { Instruction } from '../webgpu/plan.ts';

type Operation = Extract<Instruction, { op: 'dispatch' | 'copy' }>;

/** Walks a program's steps with its loops unrolled, without unrolling them in memory. */
export class Cursor {
  readonly #code: readonly Instruction[];
  readonly #loops: { readonly start: number; readonly count: number; iteration: number }[] = [];
  #at = 0;

  constructor(code: readonly Instruction[]) {
    this.#code = code;
    this.#settle();
  }

  /** The operation to do next, or undefined at the end. */
  get current(): Operation | undefined {
    const here = this.#code[this.#at];
    return here !== undefined && (here.op === 'dispatch' || here.op === 'copy') ? here : undefined;
  }

  /** Counter of the innermost loop around the current operation; 0 outside of loops. */
  get iteration(): number {
    return this.#loops.at(-1)?.iteration ?? 0;
  }

  advance(): void {
    this.#at += 1;
    this.#settle();
  }

  /** Goes through the marks of loops to the next operation. */
  #settle(): void {
    for (;;) {
      const here = this.#code[this.#at];
      if (here?.op === 'loop') {
        this.#loops.push({ start: this.#at + 1, count: here.count, iteration: 0 });
        this.#at += 1;
      } else if (here?.op === 'end') {
        this.#leave();
      } else {
        return;
      }
    }
  }

  #leave(): void {
    const loop = this.#loops.at(-1);
    if (loop !== undefined && loop.iteration + 1 < loop.count) {
      loop.iteration += 1;
      this.#at = loop.start;
    } else {
      this.#loops.pop();
      this.#at += 1;
    }
  }
}
