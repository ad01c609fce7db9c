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
    throw new LodeError(
      'BAD_PRIVATE_KEY',
      `The private key given by ${where} cannot be used: expected 0x and 64 hex digits.`,
    );
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
 * A wallet's private key: as given (by `LODE_PRIVATE_KEY`, or `LODE_PROVIDER_PRIVATE_KEY` for the provider's), otherwise
 * from its file, made on first use. The file is plain text readable by its owner only; see `docs/security.md`.
 *
 * @throws LodeError `BAD_PRIVATE_KEY`
 */
export async function loadWalletKey(path: string, given: string | undefined): Promise<Hex> {
  if (given !== undefined && given !== '') return asPrivateKey(given, 'the environment');
  return asPrivateKey(await readOrCreate(path, generatePrivateKey), path);
}

/** The bearer token of the gateway: whoever can read the data directory may spend the wallet. */
export async function loadGatewayToken(path: string): Promise<string> {
  return (await readOrCreate(path, () => randomBytes(32).toString('base64url'))).trim();
}
