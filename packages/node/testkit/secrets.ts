import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Looks for what must not be there, in every form in which it could have been written. */

export interface Secret {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const secretText = (name: string, text: string): Secret => ({ name, bytes: Buffer.from(text) });

/** A secret that was found, as `NAME as FORM in PLACE`. */
export type Finding = `${string} as ${string} in ${string}`;

function formsOf({ bytes }: Secret): [string, Buffer][] {
  const raw = Buffer.from(bytes);
  const hex = raw.toString('hex');
  const wide = Buffer.alloc(2 * raw.byteLength, 0);
  for (const [i, byte] of raw.entries()) wide[2 * i] = byte;
  return [
    ['bytes', raw],
    ['hex', Buffer.from(hex)],
    ['HEX', Buffer.from(hex.toUpperCase())],
    // Without the last zero byte, so that it is found in either byte order.
    ['UTF-16', wide.subarray(0, -1)],
    ...[0, 1, 2].flatMap((offset) => base64Forms(raw, offset)),
  ];
}

/** What base64 has of the secret for certain, where it begins `offset` bytes into a group of three. */
function base64Forms(raw: Buffer, offset: number): [string, Buffer][] {
  const text = Buffer.concat([Buffer.alloc(offset), raw]).toString('base64');
  const certain = text.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + raw.byteLength) * 4) / 3));
  const url = certain.replaceAll('+', '-').replaceAll('/', '_');
  return [
    ['base64', Buffer.from(certain)],
    ...(url === certain ? [] : [['base64url', Buffer.from(url)] as [string, Buffer]]),
  ];
}

export const secretsIn = (content: Buffer, place: string, secrets: readonly Secret[]): Finding[] =>
  secrets.flatMap((secret) =>
    formsOf(secret).flatMap(([form, bytes]): Finding[] =>
      content.includes(bytes) ? [`${secret.name} as ${form} in ${place}`] : [],
    ),
  );

/** Every file below these folders, whatever it is called. */
export async function secretsUnder(folders: readonly string[], secrets: readonly Secret[]): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      // A file that is gone by now was temporary; the next look may see one like it.
      const content = await readFile(path).catch(() => Buffer.alloc(0));
      found.push(...secretsIn(content, path, secrets));
    }
  }
  return found;
}

/** Looks again and again until it is told to stop, so that files which are removed are seen too. */
export function watchFor(folders: readonly string[], secrets: readonly Secret[]): { stop(): Promise<Finding[]> } {
  const found = new Set<Finding>();
  let stopped = false;
  const look = async () => {
    for (const one of await secretsUnder(folders, secrets)) found.add(one);
  };
  const looking = (async () => {
    while (!stopped) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await looking;
      await look();
      return [...found];
    },
  };
}

/** Often enough for a task's files, seldom enough not to starve the nodes it watches. */
const LOOK_EVERY_MS = 250;
