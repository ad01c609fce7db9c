import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Hex, LodeError } from '@lode/protocol';
import { generatePrivateKey } from 'viem/accounts';
import { writePrivate } from './data-dir.ts';

const PRIVATE_KEY = /^0x[0-9a-f]{64}$/;

const asPrivateKey = (text: string, where: string): Hex => {
  const key = text.trim().toLowerCase();
  const prefixed = key.startsWith('0x') ? key : `0x${key}`;
  if (!PRIVATE_KEY.test(prefixed)) {
    // The text is never quoted: it may be a mistyped real key.
    throw new LodeError('BAD_PRIVATE_KEY', `${where} does not hold a private key: 0x and 64 hex digits.`);
  }
  return prefixed as Hex;
};

async function readOrCreate(path: string, create: () => string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const text = create();
  await writePrivate(path, `${text}\n`);
  return text;
}

/**
 * The wallet's private key: `LODE_PRIVATE_KEY` if set, otherwise the key file, made on first use.
 * The file is plain text readable by its owner only; see `docs/security.md`.
 *
 * @throws LodeError `BAD_PRIVATE_KEY`
 */
export async function loadWalletKey(path: string, env: NodeJS.ProcessEnv = process.env): Promise<Hex> {
  const given = env.LODE_PRIVATE_KEY;
  if (given !== undefined && given !== '') return asPrivateKey(given, 'LODE_PRIVATE_KEY');
  return asPrivateKey(await readOrCreate(path, generatePrivateKey), path);
}

/** 32 random bytes as hex: the seed of the Ed25519 peer key. @throws LodeError `BAD_PRIVATE_KEY` */
export async function loadPeerSeed(path: string): Promise<Hex> {
  return asPrivateKey(await readOrCreate(path, () => `0x${randomBytes(32).toString('hex')}`), path);
}

/** The bearer token of the gateway: whoever can read the data directory may spend the wallet. */
export async function loadGatewayToken(path: string): Promise<string> {
  return (await readOrCreate(path, () => randomBytes(32).toString('base64url'))).trim();
}
