import { chmod, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { LodeError } from '@lode/protocol';

/** Everything a node keeps, and where. Only its owner can read it: it holds keys. */
export interface DataDir {
  readonly root: string;
  readonly configFile: string;
  readonly networkFile: string;
  readonly gatewayFile: string;
  readonly walletKeyFile: string;
  readonly sessionKeyFile: string;
  readonly peerKeyFile: string;
  readonly tokenFile: string;
  readonly chainDir: string;
  readonly blobsDir: string;
  readonly buyerDir: string;
  readonly providerDir: string;
  /** What x402 buyers have paid, and the key that brings it to the chain. */
  readonly x402Dir: string;
  /** Of the command line: keys of sealed jobs that it submitted. */
  readonly jobKeysDir: string;
}

export const defaultDataRoot = (): string => join(homedir(), '.lode');

export function dataDirAt(path: string): DataDir {
  const root = resolve(path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);
  return {
    root,
    configFile: join(root, 'lode.yaml'),
    networkFile: join(root, 'network.json'),
    gatewayFile: join(root, 'gateway.json'),
    walletKeyFile: join(root, 'wallet.key'),
    sessionKeyFile: join(root, 'session.key'),
    peerKeyFile: join(root, 'peer.key'),
    tokenFile: join(root, 'gateway.token'),
    chainDir: join(root, 'chain'),
    blobsDir: join(root, 'blobs'),
    buyerDir: join(root, 'buyer'),
    providerDir: join(root, 'provider'),
    x402Dir: join(root, 'x402'),
    jobKeysDir: join(root, 'keys'),
  };
}

/** @throws LodeError `DATA_DIR_UNUSABLE` */
export async function prepareDataDir(dir: DataDir): Promise<void> {
  try {
    for (const path of [dir.root, dir.chainDir, dir.blobsDir, dir.buyerDir, dir.providerDir])
      await mkdir(path, { recursive: true, mode: 0o700 });
    // A directory that was there before may be wider open than what is put into it deserves.
    if (((await stat(dir.root)).mode & 0o077) !== 0) await chmod(dir.root, 0o700);
  } catch (cause) {
    throw new LodeError('DATA_DIR_UNUSABLE', `The data directory ${dir.root} cannot be used: ${String(cause)}`, {
      hint: 'Give another one with --data DIR, or change its permissions.',
      cause,
    });
  }
}

/** Writes a file that only its owner can read, whole or not at all. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text, { mode: 0o600, flush: true });
  await rename(temporary, path);
}
