import { writeFile } from 'node:fs/promises';
import { currentVectors } from '../testkit/vectors.ts';

/**
 * Writes testkit/golden/*.json anew. What is hashed cannot change under the same version, so this is run
 * only to add a kind, or together with a version bump:
 *
 *     node packages/protocol/scripts/golden.ts --i-mean-to-change-what-is-hashed
 */
if (!process.argv.includes('--i-mean-to-change-what-is-hashed')) {
  console.error(
    'Golden vectors are what other implementations agree with. To replace them on purpose: --i-mean-to-change-what-is-hashed',
  );
  process.exit(2);
}
for (const [name, vector] of await currentVectors()) {
  const file = new URL(`../testkit/golden/${name}.json`, import.meta.url);
  await writeFile(file, `${JSON.stringify(vector, null, 2)}\n`);
  console.log(`wrote testkit/golden/${name}.json`);
}
