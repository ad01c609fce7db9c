import { MAP_MODE_READ, Usage } from './flags.ts';
import { submitted } from './pace.ts';

/** Passes of one submit that can be timed: two 8-byte timestamps each, 4 KiB in all. A pass ends at each copy step. */
const MAX_PASSES = 256;
/** Readback buffers: one for each submit in flight and one to spare. */
const READBACKS = 3;

/**
 * GPU time of a submit: from the start of its first pass to the end of its last one, by the device's own clock.
 * Where the adapter has no timestamps, or a submit has no pass, or the clock runs backwards: wall time from the submit,
 * or from the end of the one before it, until the work is done.
 */
export class StopWatch {
  readonly #device: GPUDevice;
  readonly #clock: {
    readonly queries: GPUQuerySet;
    readonly resolved: GPUBuffer;
    readonly readbacks: GPUBuffer[];
  } | null;
  #passes = 0;
  #turn = 0;
  #lastEndMs = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#clock = device.features.has('timestamp-query') ? makeClock(device) : null;
  }

  /** Whether this submit can have another pass. */
  hasRoom(): boolean {
    return this.#passes < MAX_PASSES;
  }

  nextPass(): GPUComputePassDescriptor {
    const at = this.#passes * 2;
    this.#passes += 1;
    if (this.#clock === null) return {};
    const timestampWrites = {
      querySet: this.#clock.queries,
      beginningOfPassWriteIndex: at,
      endOfPassWriteIndex: at + 1,
    };
    return { timestampWrites };
  }

  /** Ends a submit's passes. Call what it returns right after the submit: it waits for the end and gives the time. */
  resolve(encoder: GPUCommandEncoder): () => Promise<number> {
    const passes = this.#passes;
    this.#passes = 0;
    const clock = this.#clock;
    if (clock === null || passes === 0) return () => this.#wall(this.#device.queue.onSubmittedWorkDone());
    const readback = clock.readbacks[this.#turn++ % READBACKS];
    if (readback === undefined) throw new RangeError('no readback buffer');
    encoder.resolveQuerySet(clock.queries, 0, passes * 2, clock.resolved, 0);
    encoder.copyBufferToBuffer(clock.resolved, 0, readback, 0, 8);
    encoder.copyBufferToBuffer(clock.resolved, passes * 16 - 8, readback, 8, 8);
    return async () => {
      const wallMs = await this.#wall(readback.mapAsync(MAP_MODE_READ));
      const [start = 0n, end = 0n] = new BigUint64Array(readback.getMappedRange());
      readback.unmap();
      const gpuMs = Number(end - start) / 1e6;
      return gpuMs > 0 && gpuMs <= wallMs ? gpuMs : wallMs;
    };
  }

  async #wall(done: Promise<unknown>): Promise<number> {
    const startMs = performance.now();
    submitted();
    await done;
    const endMs = performance.now();
    const elapsedMs = endMs - Math.max(startMs, this.#lastEndMs);
    this.#lastEndMs = endMs;
    return elapsedMs;
  }
}

function makeClock(device: GPUDevice) {
  const bytes = MAX_PASSES * 16;
  return {
    queries: device.createQuerySet({ type: 'timestamp', count: MAX_PASSES * 2 }),
    resolved: device.createBuffer({ size: bytes, usage: Usage.QUERY_RESOLVE | Usage.COPY_SRC }),
    readbacks: Array.from({ length: READBACKS }, () =>
      device.createBuffer({ size: 16, usage: Usage.MAP_READ | Usage.COPY_DST }),
    ),
  };
}
