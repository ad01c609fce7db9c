import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_CHAIN_ID, isLoopback, loadConfig } from './config.ts';
import { dataDirAt, prepareDataDir } from './data-dir.ts';
import { readGatewayAccess, writeGatewayAccess } from './gateway-file.ts';
import { loadGatewayToken, loadWalletKey } from './keys.ts';
import { readNetwork, writeNetwork } from './network-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-config-'));
});
afterEach(() => rm(folder, { recursive: true }));
const configPath = () => join(folder, 'lode.yaml');
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('config', () => {
  test('defaults bind to loopback, on the embedded devnet, at a whole price', async () => {
    const config = await loadConfig(configPath(), {}, {});
    expect(config).toMatchObject({
      gateway: { host: '127.0.0.1' },
      rpc: { host: '127.0.0.1' },
      price: 100n,
      region: 'ZZ',
    });
    expect(config.chain).toEqual({ id: DEFAULT_CHAIN_ID, deploy: false });
  });

  test('a route has a price in dollars above nothing, and only routes that can be paid for have one', async () => {
    const route = (text: string) => writeFile(configPath(), `x402: { routes: { ${text} } }\n`);
    await route('POST /v1/jobs: $0.01');
    expect((await loadConfig(configPath(), {}, {})).x402).toEqual({ routes: { 'POST /v1/jobs': 10_000n } });
    for (const wrong of ['POST /v1/jobs: 0', 'POST /v1/jobs: free', 'GET /v1/wallet: 1']) {
      await route(wrong);
      await expect(loadConfig(configPath(), {}, {})).rejects.toMatchObject({ code: 'BAD_CONFIG' });
    }
  });

  test('flags go over the environment, the environment over the file', async () => {
    await writeFile(configPath(), 'name: file\nregion: DE\nwatts: 90\ngateway: { host: 127.0.0.2, port: 1 }\n');
    const env = { LODE_NAME: 'env', LODE_GATEWAY_PORT: '2', LODE_PRICE: '7.20' };
    const config = await loadConfig(configPath(), { gateway: { port: 3, host: undefined } }, env);
    expect(config).toMatchObject({
      name: 'env',
      region: 'DE',
      watts: 90,
      price: 2_000n,
      gateway: { host: '127.0.0.2', port: 3 },
    });
  });

  test.each([
    ['regoin: DE', 'did you mean "region"?'],
    ['region: Germany', 'two-letter country code'],
    ['price: -1', 'not a dollar amount'],
    ['price: 1e3x', 'not a dollar amount'],
    ['watts: -5', 'watts'],
    ['gateway: { port: 70000 }', 'gateway.port'],
    ['listen: [somewhere]', 'expected a multiaddr'],
    ['chain: { url: "ftp://x" }', 'chain.url'],
    ['- a list', 'expected keys and values'],
    ['a: [', 'not valid YAML'],
  ])('refuses %s with a reason', async (text, reason) => {
    await writeFile(configPath(), text);
    const refused = loadConfig(configPath(), {}, {});
    await expect(refused).rejects.toMatchObject({ code: 'BAD_CONFIG' });
    await expect(refused).rejects.toThrow(reason);
  });

  test('refuses a port in the environment that is no number', async () => {
    await expect(loadConfig(configPath(), {}, { LODE_GATEWAY_PORT: 'many' })).rejects.toThrow('gateway.port');
  });

  test.each([
    ['127.0.0.1', true],
    ['127.8.0.1', true],
    ['localhost', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['192.168.1.4', false],
    ['127.0.0.1.example.com', false],
  ])('%s is loopback: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('data directory', () => {
  test('is its owner’s alone, even where it was open before', async () => {
    const dir = dataDirAt(join(folder, 'data'));
    await prepareDataDir(dir);
    await chmod(dir.root, 0o755);
    await prepareDataDir(dir);
    expect(await modeOf(dir.root)).toBe(0o700);
    const key = await loadWalletKey(dir.walletKeyFile, undefined);
    expect(await modeOf(dir.walletKeyFile)).toBe(0o600);
    expect(await loadWalletKey(dir.walletKeyFile, undefined)).toBe(key);
    const token = await loadGatewayToken(dir.tokenFile);
    expect(token.length).toBeGreaterThan(40);
    await writeGatewayAccess(dir, { url: 'http://127.0.0.1:1', token });
    expect(await modeOf(dir.gatewayFile)).toBe(0o600);
    expect(await readGatewayAccess(dir)).toEqual({ url: 'http://127.0.0.1:1', token });
  });

  test('takes the wallet from LODE_PRIVATE_KEY without writing it, and never quotes a bad one', async () => {
    const dir = dataDirAt(folder);
    const key = `0x${'ab'.repeat(32)}`;
    expect(await loadWalletKey(dir.walletKeyFile, key.slice(2).toUpperCase())).toBe(key);
    await expect(stat(dir.walletKeyFile)).rejects.toThrow('ENOENT');
    const error = await loadWalletKey(dir.walletKeyFile, 'hunter2').catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'BAD_PRIVATE_KEY' });
    expect(String(error)).not.toContain('hunter2');
  });

  test('says when it cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(prepareDataDir(dataDirAt(join(folder, 'file')))).rejects.toMatchObject({ code: 'DATA_DIR_UNUSABLE' });
  });

  test('no node, no address: the way to start one is named', async () => {
    const error = await readGatewayAccess(dataDirAt(folder)).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'NODE_UNREACHABLE' });
    expect(JSON.stringify(error)).toContain('npm run lode -- up');
  });

  test('a network file is read back, and checked', async () => {
    const path = join(folder, 'network.json');
    expect(await readNetwork(path)).toBeUndefined();
    const at = (digit: string) => `0x${digit.repeat(40)}` as const;
    const network = { name: 'devnet', chainId: 1, rpcUrl: null, token: at('1'), registry: at('2'), market: at('3') };
    await writeNetwork(path, network);
    expect(await readNetwork(path)).toEqual(network);
    await writeFile(path, '{"name":"x"}');
    await expect(readNetwork(path)).rejects.toMatchObject({ code: 'BAD_NETWORK' });
    await writeFile(path, 'nonsense');
    await expect(readNetwork(path)).rejects.toMatchObject({ code: 'BAD_NETWORK' });
  });
});
