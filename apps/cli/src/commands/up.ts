import { join, resolve } from 'node:path';
import {
  createNode,
  type DataDir,
  dataDirAt,
  defaultDataRoot,
  joinDirName,
  type NodeOptions as LodeNodeOptions,
  loadConfig,
  type NodeReady,
} from '@lode/node';
import { dataRootOf, type GlobalOptions } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { safe } from '../format/text.ts';
import { createPrinter, type Io, type Printer } from '../io.ts';

/** Options of `lode up` and `lode join`, as commander gives them. */
export interface NodeOptions extends GlobalOptions {
  readonly name?: string;
  readonly region?: string;
  readonly price?: string;
  readonly watts?: string;
  readonly listen?: readonly string[];
  readonly announce?: readonly string[];
  readonly relay?: readonly string[];
  readonly gatewayHost?: string;
  readonly gatewayPort?: string;
  readonly rpcPort?: string;
  readonly chain?: string;
  readonly network?: string;
  readonly deploy?: boolean;
  /** commander's form of --no-provider. */
  readonly provider?: boolean;
}

/** Runs all roles on this machine until Ctrl-C. */
export function up(io: Io, options: NodeOptions): Promise<ExitCode> {
  return runNode(io, options, dataDirAt(dataRootOf(io, options)), { mode: 'up' });
}

/** Offers this machine's GPUs to the network of the node at ADDR, until Ctrl-C. */
export function joinNetwork(io: Io, peer: string, options: NodeOptions): Promise<ExitCode> {
  // A directory of its own, so that `up` and several `join` go side by side without being told to.
  const own = options.data ?? (io.env.LODE_DATA || join(defaultDataRoot(), joinDirName(peer)));
  return runNode(io, options, dataDirAt(own), { mode: 'join', peer });
}

export function flags(io: Io, options: NodeOptions): Record<string, unknown> {
  return {
    name: options.name,
    region: options.region,
    price: options.price,
    watts: options.watts === undefined ? undefined : Number(options.watts),
    provider: options.provider === false ? false : undefined,
    listen: options.listen,
    announce: options.announce,
    relays: options.relay,
    gateway: { host: options.gatewayHost, port: portOf(options.gatewayPort) },
    rpc: { port: portOf(options.rpcPort) },
    chain: {
      url: options.chain,
      network: options.network === undefined ? undefined : resolve(io.cwd, options.network),
      deploy: options.deploy,
    },
  };
}

const portOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** Starts a node, says where it is, and stops it on Ctrl-C, in order; the second Ctrl-C ends at once. */
async function runNode(io: Io, options: NodeOptions, dir: DataDir, role: LodeNodeOptions['role']): Promise<ExitCode> {
  const printer = createPrinter(io, options.json === true);
  const config = await loadConfig(dir.configFile, flags(io, options), io.env);
  const onProgress = (text: string) => printer.note(`  ${safe(text)}`);
  const node = await createNode({ dir, config, role, env: io.env, onProgress });
  const interrupted = firstInterrupt(io, printer);
  try {
    const starting = node.start();
    const first = await Promise.race([starting, interrupted]);
    if (first !== 'interrupted') {
      printer.result(first, readyText(first, role.mode));
      await interrupted;
    }
    await node.stop();
    printer.note('Stopped. Everything is kept; the same command goes on from here.');
    return first === 'interrupted' ? EXIT.cancelled : EXIT.ok;
  } finally {
    await node.stop();
  }
}

/** A terminal and npm both pass Ctrl-C on: what comes this soon after the first is the same key press. */
const SAME_KEY_MS = 400;

export function firstInterrupt(io: Io, printer: Printer): Promise<'interrupted'> {
  let firstAt: number | undefined;
  return new Promise((resolveFirst) => {
    io.onInterrupt(() => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        printer.note('\nStopping (Ctrl-C again to stop at once) ...');
        resolveFirst('interrupted');
      } else if (performance.now() - firstAt > SAME_KEY_MS) {
        // Children see their channel to this process close, and end by themselves.
        process.exit(EXIT.cancelled);
      }
    });
  });
}

function readyText(ready: NodeReady, mode: 'up' | 'join'): string {
  const [firstAddress = 'none', ...otherAddresses] = ready.addresses;
  const what = mode === 'up' ? 'Lode is up' : 'This machine has joined';
  const lines = [
    `${what}: network "${safe(ready.network.name)}", chain ${ready.network.chainId}`,
    '',
    `  gateway    ${ready.gatewayUrl}`,
    `  chain RPC  ${ready.rpcUrl ?? 'through the peer'}`,
    `  peers      ${firstAddress}`,
    ...otherAddresses.map((address) => `             ${address}`),
    `  pays from  ${ready.account}`,
    ...(ready.providerAccount === undefined ? [] : [`  earns to   ${ready.providerAccount}`]),
    `  data       ${ready.dataDir}`,
    ...(ready.notices.length === 0 ? [] : ['', ...ready.notices.map((notice) => `  note: ${safe(notice)}`)]),
    ...(ready.joinAddress === undefined
      ? []
      : ['', 'Add the GPUs of another machine by typing there:', `  npm run lode -- join ${ready.joinAddress}`]),
    '',
    ...(mode === 'up'
      ? [
          'Then, in another terminal:',
          '  npm run lode -- run examples/fractal/job.yaml --replicas 1',
          '(without --replicas 1 each result is compared, which takes a second provider)',
        ]
      : ['How it does, in another terminal:', `  npm run lode -- provider status --data ${ready.dataDir}`]),
    '',
    'Ctrl-C stops it.',
  ];
  return lines.join('\n');
}
