import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generateKeyPairFromSeed, publicKeyFromRaw } from '@libp2p/crypto/keys';
import type { Ed25519PrivateKey } from '@libp2p/interface';
import { peerIdFromPublicKey } from '@libp2p/peer-id';
import { type Hex, LodeError } from '@lode/protocol';
import { bytesToHex, hexToBytes } from 'viem';

/**
 * Reads the peer's Ed25519 key, or makes one: 32 bytes of seed as hex, in a file that only its owner can read.
 *
 * @throws LodeError `PEER_KEY_UNREADABLE`
 */
export async function loadPeerKey(path: string): Promise<Ed25519PrivateKey> {
  const seed = (await readSeed(path)) ?? (await createSeed(path));
  return generateKeyPairFromSeed('Ed25519', seed);
}

async function readSeed(path: string): Promise<Uint8Array | undefined> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
    // A copied or restored file may have lost its mode.
    if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw unreadable(path, cause);
  }
  if (!/^0x[0-9a-f]{64}$/.test(text)) throw unreadable(path, 'it does not hold 32 bytes as hex');
  return hexToBytes(text as Hex);
}

async function createSeed(path: string): Promise<Uint8Array> {
  const seed = new Uint8Array(randomBytes(32));
  await mkdir(dirname(path), { recursive: true });
  // Exclusive: two processes started at once must not each believe in a key of their own.
  const file = await open(path, 'wx', 0o600).catch((cause) => {
    throw unreadable(path, cause);
  });
  try {
    await file.writeFile(`${bytesToHex(seed)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return seed;
}

const unreadable = (path: string, cause: unknown) =>
  new LodeError('PEER_KEY_UNREADABLE', `The peer key in ${path} cannot be used: ${String(cause)}.`, {
    hint: 'Restore the file from a backup, or remove it to get a new peer id.',
    cause,
  });

/** The peer id that an Ed25519 public key makes; undefined when the bytes are no such key. */
export function peerIdOf(publicKey: Hex): string | undefined {
  try {
    const key = publicKeyFromRaw(hexToBytes(publicKey));
    return key.type === 'Ed25519' ? peerIdFromPublicKey(key).toString() : undefined;
  } catch {
    return undefined;
  }
}
