import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Hosts of a small internet, in network namespaces of this machine, made and removed by the test itself:
 *
 *     relay 10.77.0.1 --- buyer 10.77.0.2          on one public segment
 *                    \--- router 10.77.0.3 --- provider 192.168.77.2     behind NAT, no port open
 */
export interface SmallInternet {
  readonly relay: string;
  readonly buyer: string;
  readonly provider: string;
  /** Refuses every connection that somebody else opens to the buyer, as a firewall does. */
  closeBuyer(): Promise<void>;
  /** Bytes that the buyer sent straight to the provider's router, so not through the relay. */
  bytesPastRelay(): Promise<number>;
  remove(): Promise<void>;
}

export const RELAY_ADDRESS = '10.77.0.1';

/** `lode` with these arguments, on one of the hosts. */
export interface HostCommand {
  readonly host: string;
  readonly args: readonly string[];
}

const lode = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

/** The command line that runs it; `ip netns exec` becomes the command, so signals reach it. */
export const commandLine = ({ host, args }: HostCommand): readonly [string, ...string[]] => [
  'ip',
  'netns',
  'exec',
  host,
  process.execPath,
  lode,
  ...args,
];

/** Runs a command to its end and returns what it printed. */
export async function lodeIn(host: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const [file, ...rest] = commandLine({ host, args });
  return (await run(file, rest, { maxBuffer: 2 ** 26, env: { ...process.env, ...env } })).stdout;
}

const run = promisify(execFile);
const sh = async (command: string): Promise<string> => {
  const [file = '', ...args] = command.split(' ');
  return (await run(file, args)).stdout;
};

/** Why namespaces cannot be made here, or undefined where they can. */
export async function whyNoNamespaces(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  for (const tool of ['ip -V', 'nft --version']) {
    try {
      await sh(tool);
    } catch {
      return `the program "${tool.split(' ')[0]}" is not installed (Debian packages iproute2 and nftables)`;
    }
  }
  const probe = `lode-probe-${process.pid}`;
  try {
    await sh(`ip netns add ${probe}`);
    await sh(`ip netns exec ${probe} nft add table ip probe`);
    return undefined;
  } catch (error) {
    return `network namespaces are not allowed here: ${String(error).split('\n')[0]}`;
  } finally {
    await sh(`ip netns del ${probe}`).catch(() => undefined);
  }
}

export async function makeSmallInternet(): Promise<SmallInternet> {
  const id = randomBytes(3).toString('hex');
  const [relay, buyer, router, provider] = ['relay', 'buyer', 'router', 'provider'].map(
    (name) => `lode-${name}-${id}`,
  ) as [string, string, string, string];
  const all = [relay, buyer, router, provider];
  const remove = async () => {
    for (const name of all) await sh(`ip netns del ${name}`).catch(() => undefined);
  };
  const inside = (name: string, command: string) => sh(`ip netns exec ${name} ${command}`);
  try {
    for (const name of all) {
      await sh(`ip netns add ${name}`);
      await inside(name, 'ip link set lo up');
    }
    await inside(relay, 'ip link add br0 type bridge');
    await inside(relay, `ip addr add ${RELAY_ADDRESS}/24 dev br0`);
    await inside(relay, 'ip link set br0 up');
    for (const [name, address] of [
      [buyer, '10.77.0.2'],
      [router, '10.77.0.3'],
    ] as const) {
      const port = name.slice(5, 11);
      await inside(relay, `ip link add ${port} type veth peer name eth0 netns ${name}`);
      await inside(relay, `ip link set ${port} master br0 up`);
      await inside(name, `ip addr add ${address}/24 dev eth0`);
      await inside(name, 'ip link set eth0 up');
    }
    await inside(router, `ip link add eth1 type veth peer name eth0 netns ${provider}`);
    await inside(router, 'ip addr add 192.168.77.1/24 dev eth1');
    await inside(router, 'ip link set eth1 up');
    await inside(provider, 'ip addr add 192.168.77.2/24 dev eth0');
    await inside(provider, 'ip link set eth0 up');
    await inside(provider, 'ip route add default via 192.168.77.1');
    await run('ip', ['netns', 'exec', router, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
    await inside(router, 'nft add table ip nat');
    await inside(router, 'nft add chain ip nat post { type nat hook postrouting priority 100 ; }');
    await inside(router, 'nft add rule ip nat post oifname eth0 masquerade');
    await inside(buyer, 'nft add table ip watch');
    await inside(buyer, 'nft add counter ip watch router');
    await inside(buyer, 'nft add chain ip watch in { type filter hook input priority 0 ; }');
    await inside(buyer, 'nft add chain ip watch out { type filter hook output priority 0 ; }');
    await inside(buyer, 'nft add rule ip watch out ip daddr 10.77.0.3 counter name router');
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    relay,
    buyer,
    provider,
    closeBuyer: async () => {
      await inside(buyer, 'nft add rule ip watch in iifname eth0 ct state new drop');
    },
    bytesPastRelay: async () => {
      const text = await inside(buyer, 'nft list counter ip watch router');
      return Number(/bytes (\d+)/.exec(text)?.[1] ?? Number.NaN);
    },
    remove,
  };
}
