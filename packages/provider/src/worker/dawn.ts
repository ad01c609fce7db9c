import { Fault } from './fault.ts';
import type { AdapterChoice, AdapterReport } from './messages.ts';

interface DawnModule {
  create(options: string[]): GPU;
  readonly globals: object;
}

let dawn: DawnModule | undefined;
/** Dawn crashes when an object that `create` returned is collected while its adapters are in use. */
const kept: GPU[] = [];

export async function loadDawn(url: string): Promise<void> {
  dawn = (await import(url)) as DawnModule;
  Object.assign(globalThis, dawn.globals);
}

function createGpu(options: string[]): GPU {
  if (dawn === undefined) throw new Fault('GPU_ERROR', 'Dawn is not loaded.');
  const gpu = dawn.create(options);
  kept.push(gpu);
  return gpu;
}

/** Backends with compute and 64-bit-clean limits. OpenGL would list every card a second time under another name. */
const BACKENDS: readonly string[] = ['vulkan', 'metal', 'd3d12'];

/** Dawn lists its adapters only in the complaint about one that is not there. */
async function listAdapters(): Promise<AdapterChoice[]> {
  let complaint = '';
  try {
    await createGpu(['adapter=\u0001']).requestAdapter();
  } catch (error) {
    complaint = error instanceof Error ? error.message : String(error);
  }
  return parseAdapterList(complaint);
}

export function parseAdapterList(complaint: string): AdapterChoice[] {
  const found: AdapterChoice[] = [];
  for (const match of complaint.matchAll(/^ \* backend: '([^']*)', name: '(.*)'$/gm)) {
    const [, backend = '', name = ''] = match;
    if (BACKENDS.includes(backend)) found.push({ backend, name });
  }
  return found;
}

export async function openAdapter(choice: AdapterChoice): Promise<GPUAdapter> {
  const gpu = createGpu([
    `backend=${choice.backend}`,
    `adapter=${choice.name}`,
    // Metering needs the real clock. What it could leak is the timing of one's own lease.
    'disable-dawn-features=timestamp_quantization',
  ]);
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Fault('GPU_ERROR', `The adapter "${choice.name}" (${choice.backend}) is gone.`);
  return adapter;
}

/** Raised to what the adapter has, so that a kernel gets all of the card that was paid for. */
const RAISED = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
] as const;
const WANTED: readonly GPUFeatureName[] = ['timestamp-query', 'shader-f16', 'subgroups'];

export async function openDevice(choice: AdapterChoice): Promise<GPUDevice> {
  const adapter = await openAdapter(choice);
  const requiredLimits = Object.fromEntries(RAISED.map((key) => [key, adapter.limits[key]]));
  const requiredFeatures = WANTED.filter((feature) => adapter.features.has(feature));
  return adapter.requestDevice({ requiredLimits, requiredFeatures });
}

const normal = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** Every adapter that can be opened, each once, and the names Dawn lists but cannot open. */
export async function detectAdapters(): Promise<{ adapters: AdapterReport[]; shadowed: string[] }> {
  const listed = await listAdapters();
  const adapters: AdapterReport[] = [];
  const shadowed: string[] = [];
  for (const choice of listed) {
    // Dawn opens the first adapter whose name contains the one asked for. A second card of the same name, and a card
    // whose name is part of an earlier one's, cannot be reached.
    const first = listed.find((other) => other.backend === choice.backend && other.name.includes(choice.name));
    const opened = first === choice ? await openAdapter(choice).catch(() => null) : null;
    const report = opened === null ? null : reportOf(choice, opened);
    const isOther = listed.some((other) => other.name !== choice.name && normal(other.name) === report?.device);
    if (report === null || isOther) shadowed.push(choice.name);
    else adapters.push(report);
  }
  return { adapters, shadowed };
}

function reportOf(choice: AdapterChoice, { info, limits, features }: GPUAdapter): AdapterReport {
  return {
    ...choice,
    vendor: info.vendor,
    architecture: info.architecture,
    device: info.device,
    description: info.description,
    fallback: info.isFallbackAdapter,
    timestamps: features.has('timestamp-query'),
    limits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxUniformBufferBindingSize: limits.maxUniformBufferBindingSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    },
  };
}
