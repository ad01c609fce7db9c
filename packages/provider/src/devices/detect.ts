import { totalmem } from 'node:os';
import { type Device, LodeError, scoreClassOf } from '@lode/protocol';
import { askWorker, dawnVersion, type Environment } from '../webgpu/worker-process.ts';
import type { AdapterReport, Scores } from '../worker/messages.ts';
import { listNvidiaCards, type NvidiaCard } from './nvidia-smi.ts';
import { swiftShaderEnvironment } from './swiftshader.ts';

/** A device before its benchmark. */
export interface FoundDevice {
  readonly facts: Omit<Device, 'scores' | 'scoreClass'>;
  readonly adapter: AdapterReport;
  readonly nvidia: NvidiaCard | null;
  readonly environment: Environment;
}

export interface Detection {
  readonly devices: readonly FoundDevice[];
  /** What the operator should know: a software adapter, cards that cannot be used. Whole sentences. */
  readonly notices: readonly string[];
}

export interface DetectOptions {
  readonly scratchDir: string;
  readonly swiftShaderDir: string;
  readonly nvidiaSmi: string | null;
  readonly signal?: AbortSignal;
}

/** Loading a driver that has to wake its card takes seconds; one that hangs must not hold up the daemon. */
const DETECT_TIMEOUT_MS = 20_000;

/**
 * Finds this machine's GPUs; without one, a software adapter. Dawn is loaded in a child process alone.
 *
 * @throws LodeError `NO_GPU` when there is neither; `CANCELLED`
 */
export async function detectDevices(options: DetectOptions): Promise<Detection> {
  const notices: string[] = [];
  const [cards, native] = await Promise.all([
    options.nvidiaSmi === null ? [] : listNvidiaCards(options.nvidiaSmi),
    listNative(options, notices),
  ]);
  const real = native.adapters.filter((adapter) => !adapter.fallback);
  for (const name of new Set(native.shadowed)) {
    notices.push(`Dawn cannot open every card named "${name}": it picks by name, so that only the first is leased.`);
  }
  for (const card of cards) {
    if (!real.some((adapter) => adapter.name === card.name))
      notices.push(`nvidia-smi lists ${card.name}, but WebGPU does not see it: is its Vulkan driver installed?`);
  }
  if (real.length > 0) return { devices: describe(real, cards, {}), notices };
  const software = await listSoftware(options, native.adapters);
  notices.push(
    `No GPU was found: work runs on the CPU through ${software.adapters.map((one) => one.name).join(', ')}, many times slower than on a GPU.`,
  );
  return { devices: describe(software.adapters, [], software.environment), notices };
}

interface Listed {
  readonly adapters: readonly AdapterReport[];
  readonly shadowed: readonly string[];
}

const ask = ({ scratchDir, signal }: DetectOptions, environment: Environment): Promise<Listed> =>
  askWorker(
    { config: { role: 'detect', adapter: null }, environment, scratchDir },
    'adapters',
    DETECT_TIMEOUT_MS,
    signal,
  );

/** A driver that crashes or hangs must not keep the provider from the software adapter. */
async function listNative(options: DetectOptions, notices: string[]): Promise<Listed> {
  try {
    return await ask(options, {});
  } catch (error) {
    if (!(error instanceof LodeError) || error.code === 'CANCELLED') throw error;
    notices.push(`Looking for GPUs failed: ${error.message}`);
    return { adapters: [], shadowed: [] };
  }
}

async function listSoftware(
  options: DetectOptions,
  native: readonly AdapterReport[],
): Promise<{ adapters: readonly AdapterReport[]; environment: Environment }> {
  let cause: unknown;
  try {
    const environment = await swiftShaderEnvironment(options.swiftShaderDir);
    const { adapters } = await ask(options, environment);
    if (adapters.length > 0) return { adapters, environment };
  } catch (error) {
    if (error instanceof LodeError && error.code === 'CANCELLED') throw error;
    cause = error;
  }
  // A CPU adapter of the machine itself, Mesa's for example.
  if (native.length > 0) return { adapters: native, environment: {} };
  throw new LodeError('NO_GPU', 'No GPU was found, and no software adapter could be started.', {
    hint: 'Install a Vulkan, Metal or Direct3D 12 driver.',
    cause,
  });
}

function describe(
  adapters: readonly AdapterReport[],
  cards: readonly NvidiaCard[],
  environment: Environment,
): FoundDevice[] {
  const ids = new Set<string>();
  return adapters.map((adapter) => {
    // Dawn opens the first card of a name; nvidia-smi lists them in PCI order, and so do drivers.
    const nvidia = cards.find((card) => card.name === adapter.name) ?? null;
    const driver = nvidia?.driver ?? adapter.description;
    const facts = {
      id: uniqueId(adapter.name, ids),
      model: adapter.name.slice(0, 256),
      vendor: adapter.vendor.slice(0, 256),
      driver: driver.slice(0, 256),
      adapterType: typeOf(adapter, nvidia),
      adapterClass: classOf(adapter, driver),
      vramBytes: nvidia?.vramBytes ?? guessedVram(adapter),
      shared: false,
    };
    return { facts, adapter, nvidia, environment };
  });
}

function uniqueId(name: string, taken: Set<string>): string {
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 56) || 'gpu';
  let id = slug;
  for (let i = 2; taken.has(id); i += 1) id = `${slug}-${i}`;
  taken.add(id);
  return id;
}

/** Dawn for Node does not tell discrete from integrated: what is not known is not claimed. */
function typeOf(adapter: AdapterReport, nvidia: NvidiaCard | null): Device['adapterType'] {
  if (adapter.fallback) return 'cpu';
  if (nvidia !== null) return 'discrete';
  return adapter.vendor === 'apple' ? 'integrated' : 'unknown';
}

const classOf = (adapter: AdapterReport, driver: string): string =>
  [adapter.backend, adapter.vendor, adapter.architecture, adapter.device, driver, `dawn-${dawnVersion}`]
    .join('/')
    .slice(0, 256);

/** Nothing but nvidia-smi tells VRAM. A CPU adapter may use half of the host's; else the largest buffer is a lower bound. */
function guessedVram(adapter: AdapterReport): number {
  return adapter.fallback ? Math.floor(totalmem() / 2) : adapter.limits.maxBufferSize;
}

/** Scores depend on the card, its driver, and the machine around it. */
export const scoreKey = ({ facts, nvidia }: FoundDevice): string =>
  [facts.adapterClass, nvidia?.uuid ?? facts.id].join('#');

export const withScores = ({ facts }: FoundDevice, scores: Scores): Device => ({
  ...facts,
  scores,
  scoreClass: scoreClassOf(scores.f32Gflops),
});
