import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Genesis, genesisBlock } from '../blocks/genesis.ts';
import { ledgerError } from './errors.ts';

/** Which chain a folder holds. */
export interface ChainIdentity {
  chainId: bigint;
  /** Covers the genesis file's state and parameters. Not the hash of block 0, for which a state tree would be needed. */
  genesis: Uint8Array;
}

const FILE = 'chain.json';
const schema = z.object({ chainId: z.string(), genesis: z.string() });

/** @throws LodeError GENESIS_MISMATCH, STATE_MISMATCH */
export async function checkIdentity(dir: string, mine: ChainIdentity): Promise<void> {
  const found = await readIdentity(dir);
  const wanted = textOf(mine);
  if (found === undefined) {
    await writeIdentity(dir, wanted);
    return;
  }
  if (found.chainId === wanted.chainId && found.genesis === wanted.genesis) return;
  throw ledgerError('GENESIS_MISMATCH', `The folder ${dir} holds another chain.`, {
    hint: 'Give the genesis file it was made with, or another folder.',
    details: { found, wanted },
  });
}

export function identityOf(genesis: Genesis): ChainIdentity {
  const { chainId, changes, maxBlockBytes, allowUnprotected } = genesis;
  const state = createHash('sha256').update(changes.rows).digest();
  const rules = JSON.stringify({ maxBlockBytes, allowUnprotected });
  const hash = createHash('sha256').update(genesisBlock(genesis, state).hash).update(rules).digest();
  return { chainId, genesis: Uint8Array.from(hash) };
}

const textOf = ({ chainId, genesis }: ChainIdentity) => ({
  chainId: chainId.toString(),
  genesis: `0x${genesis.toHex()}`,
});

async function readIdentity(dir: string): Promise<z.infer<typeof schema> | undefined> {
  const path = join(dir, FILE);
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw ledgerError('STATE_MISMATCH', `The file ${path} cannot be read.`, {
      hint: 'Restore the folder from a backup.',
      cause,
    });
  }
}

/** It appears whole: written and synced under another name first. */
async function writeIdentity(dir: string, identity: z.infer<typeof schema>): Promise<void> {
  const path = join(dir, FILE);
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(`${JSON.stringify(identity, undefined, 2)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  const folder = await open(dir);
  try {
    await folder.datasync();
  } finally {
    await folder.close();
  }
}
