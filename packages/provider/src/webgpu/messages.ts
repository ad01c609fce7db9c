import { z } from 'zod';
import type { FromWorker } from '../worker/messages.ts';

/**
 * A worker runs a stranger's program through compilers and drivers that were not made for strangers:
 * what it says is checked like a message from the network.
 */

const text = z.string().max(8_192);
const count = z.int().min(0);
const score = z.number().min(0);
const bytes = z.number().min(0);

const adapter = z.object({
  backend: text,
  name: text,
  vendor: text,
  architecture: text,
  device: text,
  description: text,
  fallback: z.boolean(),
  timestamps: z.boolean(),
  limits: z.object({
    maxBufferSize: bytes,
    maxStorageBufferBindingSize: bytes,
    maxUniformBufferBindingSize: bytes,
    maxComputeWorkgroupsPerDimension: count,
  }),
});

export const scoresSchema = z.object({ u32Gops: score, f32Gflops: score, memoryGBps: score });

const fault = z.object({
  type: z.literal('fault'),
  code: z.enum(['SHADER_INVALID', 'BUFFER_LIMIT', 'MEMORY_LIMIT', 'GPU_ERROR', 'SEAL_BROKEN']),
  message: text,
  hint: text.exactOptional(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
});

export const fromWorker: z.ZodType<FromWorker> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('adapters'), adapters: z.array(adapter).max(256), shadowed: z.array(text).max(256) }),
  z.object({ type: z.literal('scores'), scores: scoresSchema }),
  z.object({ type: z.literal('phase'), phase: z.enum(['starting', 'compiling', 'uploading', 'running', 'reading']) }),
  z.object({ type: z.literal('progress'), done: count, total: count, gpuMs: count }),
  z.object({ type: z.literal('log'), level: z.enum(['info', 'warn']), text }),
  z.object({ type: z.literal('prepared') }),
  z.object({
    type: z.literal('done'),
    gpuMs: count,
    queueMs: z.number().min(0),
    outputs: z
      .array(
        z.object({
          name: text,
          // Joined to the output folder by the parent: a plain name, nothing that climbs.
          file: z.string().regex(/^\d+-\d+$/),
          sha256: z.string().regex(/^[0-9a-f]{64}$/),
          sizeBytes: count,
        }),
      )
      .max(64),
  }),
  fault,
]);
