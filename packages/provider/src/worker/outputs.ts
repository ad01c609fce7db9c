import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Plan } from '../webgpu/plan.ts';
import { MAP_MODE_READ, Usage } from './flags.ts';
import type { OutputReport } from './messages.ts';
import { submitted } from './pace.ts';
import { bufferOf, type Program } from './program.ts';

/** Part of an output on its way through the staging buffer. */
interface Piece {
  readonly output: number;
  readonly offset: number;
  readonly stagingOffset: number;
  readonly bytes: number;
}

/** Packs the outputs, in order, into as few fillings of the staging buffer as they need. */
export function packRounds(sizes: readonly number[], stagingBytes: number): Piece[][] {
  const rounds: Piece[][] = [];
  let round: Piece[] = [];
  let used = 0;
  sizes.forEach((size, output) => {
    for (let offset = 0; offset < size; ) {
      if (used === stagingBytes) {
        rounds.push(round);
        round = [];
        used = 0;
      }
      const bytes = Math.min(size - offset, stagingBytes - used);
      round.push({ output, offset, stagingOffset: used, bytes });
      offset += bytes;
      used += bytes;
    }
  });
  rounds.push(round);
  return rounds;
}

/** Brings the outputs of tasks from the device to files, hashing them on the way. */
export class OutputReader {
  readonly #program: Program;
  readonly #staging: GPUBuffer;
  readonly #rounds: readonly (readonly Piece[])[];
  readonly #folder: string;
  /** When the last filling could be read, by `performance.now()`. */
  mappedAtMs = 0;

  constructor(program: Program, folder: string) {
    const { plan, device } = program;
    this.#program = program;
    this.#folder = folder;
    this.#staging = device.createBuffer({
      size: plan.stagingBytes,
      usage: Usage.MAP_READ | Usage.COPY_DST,
    });
    this.#rounds = packRounds(outputSizes(plan), plan.stagingBytes);
  }

  /** Encodes the first filling, so that small outputs need no submit of their own. */
  encodeFirst(encoder: GPUCommandEncoder): void {
    this.#encode(encoder, this.#rounds[0] ?? []);
  }

  #encode(encoder: GPUCommandEncoder, round: readonly Piece[]): void {
    for (const { output, offset, stagingOffset, bytes } of round) {
      const source = bufferOf(this.#program, this.#program.plan.outputs[output]?.buffer ?? '');
      encoder.copyBufferToBuffer(source, offset, this.#staging, stagingOffset, bytes);
    }
  }

  /** Call after the submit that {@link encodeFirst} was part of. */
  async read(serial: number, task: number): Promise<OutputReport[]> {
    const { device, plan, seal } = this.#program;
    const files = plan.outputs.map(({ name }, i) => {
      const file = `${serial}-${i}`;
      return {
        name,
        file,
        handle: openSync(`${this.#folder}/${file}`, 'wx'),
        hash: createHash('sha256'),
        sizeBytes: 0,
        // Sealed before a byte of it is on disk.
        sealer: seal?.sealer(task, name),
      };
    });
    try {
      for (const [i, round] of this.#rounds.entries()) {
        if (i > 0) {
          const encoder = device.createCommandEncoder();
          this.#encode(encoder, round);
          device.queue.submit([encoder.finish()]);
        }
        submitted();
        await this.#staging.mapAsync(MAP_MODE_READ);
        this.mappedAtMs = performance.now();
        const mapped = new Uint8Array(this.#staging.getMappedRange());
        for (const { output, stagingOffset, bytes } of round) {
          const file = files[output];
          if (file === undefined) continue;
          const content = mapped.subarray(stagingOffset, stagingOffset + bytes);
          for (const part of file.sealer?.push(content) ?? [content]) append(file, part);
        }
        this.#staging.unmap();
      }
      for (const file of files) if (file.sealer !== undefined) append(file, file.sealer.end());
    } finally {
      for (const { handle } of files) closeSync(handle);
    }
    return files.map(({ name, file, hash, sizeBytes }) => ({ name, file, sha256: hash.digest('hex'), sizeBytes }));
  }
}

interface OutputFile {
  readonly handle: number;
  readonly hash: Hash;
  sizeBytes: number;
}

function append(file: OutputFile, content: Uint8Array): void {
  file.hash.update(content);
  writeFully(file.handle, content);
  file.sizeBytes += content.byteLength;
}

function writeFully(handle: number, content: Uint8Array): void {
  for (let at = 0; at < content.byteLength; ) at += writeSync(handle, content, at);
}

function outputSizes(plan: Plan): number[] {
  const sizes = new Map(plan.buffers.map((one) => [one.name, one.sizeBytes]));
  return plan.outputs.map((one) => sizes.get(one.buffer) ?? 0);
}
