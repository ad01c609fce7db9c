import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { decode, LodeError, parseUsd, region } from '@lode/protocol';
import { parse } from 'yaml';
import { z } from 'zod';

/** Ports of `lode up`, chosen once so that addresses stay the same over restarts; `lode join` lets the system choose. */
export const DEFAULT_PORTS = { gateway: 8420, rpc: 8421, peer: 8422, provider: 8423, watch: 8424 } as const;
/** Of no public chain, and not 1337 or 31337, which wallets know under other names. */
export const DEFAULT_CHAIN_ID = 1280;
/** $0.36 an hour is 100 micro-dollars a second: a whole number, and of the order of a consumer card's market price. */
const DEFAULT_PRICE_USD_PER_GPU_HOUR = '0.36';

const port = z.int('expected a port number').min(0).max(65_535);
const multiaddrText = z
  .string()
  .regex(/^\/\S+$/, 'expected a multiaddr such as /ip4/192.0.2.7/tcp/8422')
  .max(512);

/** Dollars an hour as a person writes them, to whole micro-dollars a second. */
const pricePerGpuHour = z.union([z.string(), z.number()]).transform((value, context) => {
  try {
    return parseUsd(value) / 3_600n;
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof LodeError ? error.message : String(error) });
    return z.NEVER;
  }
});

/** Dollars as a person writes them, such as `$0.01`; nothing is given away by a price of zero. */
const usd = z.union([z.string(), z.number()]).transform((value, context) => {
  try {
    const microUsd = parseUsd(value);
    if (microUsd > 0n) return microUsd;
    context.addIssue({ code: 'custom', message: 'expected more than $0' });
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof LodeError ? error.message : String(error) });
  }
  return z.NEVER;
});

/** What `lode.yaml` may hold, and flags and environment override. */
export const nodeConfigSchema = z.strictObject({
  /** How the owner calls this node. */
  name: z
    .string()
    .min(1)
    .max(64)
    .prefault(() => hostname().slice(0, 64) || 'lode'),
  /** Country the GPUs are in; `ZZ`: not said. */
  region: region.default('ZZ'),
  /** Dollars a GPU-hour asked for. */
  price: pricePerGpuHour.prefault(DEFAULT_PRICE_USD_PER_GPU_HOUR),
  /** Watts of a device under load, where they cannot be measured. */
  watts: z.number().min(0).max(100_000).nullable().default(null),
  energySource: z.enum(['unknown', 'grid', 'solar', 'wind', 'hydro', 'nuclear', 'mixed']).default('unknown'),
  gramsCo2ePerKwh: z.number().min(0).max(10_000).nullable().default(null),
  /** Offer this machine's GPUs. */
  provider: z.boolean().default(true),
  /** Carry connections of providers that nobody can dial. Left out: a node that is up does, one that joined does not. */
  relay: z.boolean().optional(),
  /** Multiaddrs to listen on for peers; empty: the default for the command. */
  listen: z.array(multiaddrText).max(16).default([]),
  /** Addresses to tell others, where they differ from those listened on (port forwarding). */
  announce: z.array(multiaddrText).max(16).default([]),
  bootstrap: z.array(multiaddrText).max(16).default([]),
  /** Watchtowers that claim this provider's payment channels while it is offline: what `lode watch` prints. */
  watchtowers: z.array(multiaddrText).max(4).default([]),
  /** Relays to be reached through. */
  relays: z.array(multiaddrText).max(8).default([]),
  /** What anybody may ask of the gateway who pays for it by x402, in dollars a request, to this node's wallet. */
  x402: z
    .strictObject({
      routes: z.strictObject({
        /** Submits a job that may cost at most this much, and whatever comes of it. */
        'POST /v1/jobs': usd.optional(),
      }),
    })
    .optional(),
  gateway: z.strictObject({ host: z.string().default('127.0.0.1'), port: port.optional() }).prefault({}),
  rpc: z.strictObject({ host: z.string().default('127.0.0.1'), port: port.default(DEFAULT_PORTS.rpc) }).prefault({}),
  chain: z
    .strictObject({
      /** JSON-RPC of an EVM chain; left out: the embedded devnet. */
      url: z.url({ protocol: /^https?$/ }).optional(),
      /** Chain id of the embedded devnet. */
      id: z.int().min(1).max(0xffff_ffff).default(DEFAULT_CHAIN_ID),
      /** File with the network's contracts, as another node's `network.json`. */
      network: z.string().optional(),
      /** Deploy fresh contracts on the chain at `url`. */
      deploy: z.boolean().default(false),
    })
    .prefault({}),
});
export type NodeConfig = z.output<typeof nodeConfigSchema>;
export type NodeConfigInput = z.input<typeof nodeConfigSchema>;

/** A config file is a page of text; a longer one is a mistake. */
const MAX_CONFIG_CHARS = 65_536;

type Layer = { readonly [key: string]: unknown };

/** Environment variables, by the path they set; numbers stay text here and are read below. */
const ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  LODE_NAME: ['name'],
  LODE_REGION: ['region'],
  LODE_PRICE: ['price'],
  LODE_WATTS: ['watts'],
  LODE_GATEWAY_HOST: ['gateway', 'host'],
  LODE_GATEWAY_PORT: ['gateway', 'port'],
  LODE_RPC_PORT: ['rpc', 'port'],
  LODE_CHAIN_URL: ['chain', 'url'],
};
const NUMBERS = new Set(['LODE_WATTS', 'LODE_GATEWAY_PORT', 'LODE_RPC_PORT']);

/**
 * The node's configuration: defaults, then the file, then the environment, then flags.
 *
 * @throws LodeError `BAD_CONFIG` with `details.problems`, `CONFIG_UNREADABLE`
 */
export async function loadConfig(
  path: string,
  flags: Layer = {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<NodeConfig> {
  const layers = [await readConfigFile(path), environmentLayer(env), flags];
  return decode(nodeConfigSchema, layers.reduce(merge, {}), 'config');
}

async function readConfigFile(path: string): Promise<Layer> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new LodeError('CONFIG_UNREADABLE', `The config file ${path} cannot be read: ${String(cause)}`, { cause });
  }
  const bad = (what: string, cause?: unknown) => new LodeError('BAD_CONFIG', `${path}: ${what}`, { cause });
  if (text.length > MAX_CONFIG_CHARS) throw bad(`longer than ${MAX_CONFIG_CHARS} characters`);
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw bad(`not valid YAML: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw bad('expected keys and values');
  return value as Layer;
}

function environmentLayer(env: NodeJS.ProcessEnv): Layer {
  let layer: Layer = {};
  for (const [name, path] of Object.entries(ENVIRONMENT)) {
    const text = env[name];
    if (text === undefined || text === '') continue;
    const value: unknown = NUMBERS.has(name) && Number.isFinite(Number(text)) ? Number(text) : text;
    layer = merge(layer, path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Layer);
  }
  return layer;
}

/** The second wins; objects are merged, lists replaced, `undefined` says nothing. */
function merge(below: Layer, above: Layer): Layer {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    const under = result[key];
    result[key] = isLayer(value) && isLayer(under) ? merge(under, value) : value;
  }
  return result;
}

const isLayer = (value: unknown): value is Layer =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether only this machine can reach a server bound to the host. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
