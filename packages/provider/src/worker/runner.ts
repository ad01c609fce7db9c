import type { Instruction } from '../webgpu/plan.ts';
import { Cursor } from './cursor.ts';
import { Fault } from './fault.ts';
import { submitted } from './pace.ts';
import { bindGroup, bufferOf, type Dispatch, fill, type Program, pipelineOf, SLOT_BYTES, usesTask } from './program.ts';
import { StopWatch } from './stop-watch.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly gpuMs: number;
}

/** GPU time a submit aims at: half of the interval at which progress is told, so that cancelling and metering keep up. */
const TARGET_BATCH_MS = 50;
/** Encoding costs some microseconds an operation: this many keep the encoder within the target too. */
const MAX_BATCH = 8_192;
/** A batch changes by this factor at most, as one slow batch says little about the next. */
const MAX_CHANGE = 8;
/** One batch runs while the next is encoded. */
const IN_FLIGHT = 2;

interface Batch {
  readonly operations: number;
  readonly full: boolean;
  readonly elapsedMs: Promise<number>;
}

/** Runs the tasks of a lease one after another on its program. */
export class Runner {
  readonly #program: Program;
  readonly #watch: StopWatch;
  /** Bind groups by instruction: one for each slot where `$task` is bound, else one. */
  readonly #groups = new Map<Dispatch, GPUBindGroup[]>();
  readonly #uniforms: Uint32Array<ArrayBuffer>;
  /** Operations a submit may hold: starts at one and follows the time measured. */
  #batchLimit = 1;
  #fresh = true;

  constructor(program: Program) {
    this.#program = program;
    this.#watch = new StopWatch(program.device);
    this.#uniforms = new Uint32Array((program.slots * SLOT_BYTES) / 4);
  }

  /**
   * Runs one task. The last submit also holds what `finish` encodes: the copies to where the outputs are read.
   *
   * @returns GPU milliseconds, not rounded.
   */
  async run(
    index: number,
    finish: (encoder: GPUCommandEncoder) => void,
    onProgress: (progress: Progress) => void,
  ): Promise<number> {
    const { device, plan } = this.#program;
    const cursor = new Cursor(plan.code);
    const batches: Batch[] = [];
    let done = 0;
    let gpuMs = 0;
    const settle = async (batch: Batch) => {
      const elapsedMs = await batch.elapsedMs;
      this.#adapt(batch, elapsedMs);
      done += batch.operations;
      gpuMs += elapsedMs;
      onProgress({ done, total: plan.total, gpuMs });
    };
    let encoder = device.createCommandEncoder();
    await this.#restore(encoder);
    while (cursor.current !== undefined) {
      const encoded = this.#encode(cursor, encoder, index);
      if (cursor.current === undefined) finish(encoder);
      const measure = this.#watch.resolve(encoder);
      device.queue.submit([encoder.finish()]);
      submitted();
      batches.push({ ...encoded, elapsedMs: measure() });
      const oldest = batches.length >= IN_FLIGHT ? batches.shift() : undefined;
      if (oldest !== undefined) await settle(oldest);
      if (cursor.current !== undefined) encoder = device.createCommandEncoder();
    }
    for (const batch of batches) await settle(batch);
    return gpuMs;
  }

  #adapt({ operations, full }: Batch, elapsedMs: number): void {
    const change = Math.min(MAX_CHANGE, Math.max(1 / MAX_CHANGE, TARGET_BATCH_MS / Math.max(elapsedMs, 0.001)));
    const next = Math.max(1, Math.min(MAX_BATCH, Math.round(operations * change)));
    // A batch cut short by the end of the task says nothing about a longer one, unless it was slow.
    if (full || next < this.#batchLimit) this.#batchLimit = next;
  }

  /** Every task starts from the buffers' initial content; what no step writes still has it. */
  async #restore(encoder: GPUCommandEncoder): Promise<void> {
    const { plan, pristine } = this.#program;
    if (this.#fresh) {
      this.#fresh = false;
      return;
    }
    for (const planned of plan.buffers) {
      if (!planned.written) continue;
      const target = bufferOf(this.#program, planned.name);
      const copy = pristine.get(planned.name);
      if (copy !== undefined) {
        encoder.copyBufferToBuffer(copy, 0, target, 0, planned.sizeBytes);
      } else if (planned.input === undefined && planned.values === undefined) {
        encoder.clearBuffer(target);
      } else {
        // A second attempt in a lease of one task. The queue keeps the order: first zeros, then the content.
        const clear = this.#program.device.createCommandEncoder();
        clear.clearBuffer(target);
        this.#program.device.queue.submit([clear.finish()]);
        await fill(this.#program, planned, target);
      }
    }
  }

  #encode(cursor: Cursor, encoder: GPUCommandEncoder, index: number): { operations: number; full: boolean } {
    const slots = new Map<number, number>();
    let operations = 0;
    let pass: OpenPass | undefined;
    for (let step = cursor.current; step !== undefined && operations < this.#batchLimit; step = cursor.current) {
      if (step.op === 'copy') {
        pass?.end();
        pass = undefined;
        this.#copy(encoder, step);
      } else {
        const slot = usesTask(step) ? this.#slot(slots, cursor.iteration, index) : 0;
        if (slot === undefined || (pass === undefined && !this.#watch.hasRoom())) break;
        pass ??= new OpenPass(encoder.beginComputePass(this.#watch.nextPass()));
        pass.dispatch(pipelineOf(this.#program, step.kernel), this.#group(step, slot), step.workgroups);
      }
      operations += 1;
      cursor.advance();
    }
    pass?.end();
    if (slots.size > 0) {
      const words = (slots.size * SLOT_BYTES) / 4;
      this.#program.device.queue.writeBuffer(this.#program.ring, 0, this.#uniforms, 0, words);
    }
    return { operations, full: operations >= this.#batchLimit };
  }

  /** The slot that holds `$task` for this iteration, or undefined when all slots hold others. */
  #slot(slots: Map<number, number>, iteration: number, index: number): number | undefined {
    const known = slots.get(iteration);
    if (known !== undefined) return known;
    const slot = slots.size;
    if (slot >= this.#program.slots) return undefined;
    slots.set(iteration, slot);
    const { count, seed } = this.#program.plan.tasks;
    this.#uniforms.set([index, count, seed, iteration], (slot * SLOT_BYTES) / 4);
    return slot;
  }

  #group(dispatch: Dispatch, slot: number): GPUBindGroup {
    let groups = this.#groups.get(dispatch);
    if (groups === undefined) {
      groups = [];
      this.#groups.set(dispatch, groups);
    }
    const group = groups[slot] ?? bindGroup(this.#program, dispatch, slot);
    groups[slot] = group;
    return group;
  }

  #copy(encoder: GPUCommandEncoder, step: Extract<Instruction, { op: 'copy' }>): void {
    const { from, to, fromOffset, toOffset, bytes } = step;
    if (bytes === 0) return;
    encoder.copyBufferToBuffer(bufferOf(this.#program, from), fromOffset, bufferOf(this.#program, to), toOffset, bytes);
  }
}

/** Dispatches of one pass each see what the one before wrote (WebGPU: each is a usage scope of its own). */
class OpenPass {
  readonly #pass: GPUComputePassEncoder;
  #pipeline: GPUComputePipeline | undefined;
  #group: GPUBindGroup | undefined;

  constructor(pass: GPUComputePassEncoder) {
    this.#pass = pass;
  }

  dispatch(pipeline: GPUComputePipeline, group: GPUBindGroup, workgroups: readonly [number, number, number]): void {
    if (pipeline !== this.#pipeline) this.#pass.setPipeline(pipeline);
    if (group !== this.#group) this.#pass.setBindGroup(0, group);
    this.#pipeline = pipeline;
    this.#group = group;
    this.#pass.dispatchWorkgroups(...workgroups);
  }

  end(): void {
    this.#pass.end();
  }
}

/** Rejects when the device is lost or reports an error that no scope caught. */
export function deviceFailure(device: GPUDevice): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    device.addEventListener('uncapturederror', (event) => {
      reject(new Fault('GPU_ERROR', `The device reported: ${(event as GPUUncapturedErrorEvent).error.message}`));
    });
    device.lost.then(({ reason, message }) => {
      reject(new Fault('GPU_ERROR', `The device was lost (${reason}): ${message}`));
    });
  });
  // It is raced against tasks; between tasks nobody listens, and the next race sees it.
  failure.catch(() => {});
  return failure;
}
