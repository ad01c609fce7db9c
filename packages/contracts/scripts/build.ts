import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { contracts, generatedPath, readArtifact, render } from './generated.ts';
import { hardhat } from './hardhat.ts';

const code = await hardhat(['build', '--quiet']);
if (code !== 0) process.exit(code);
for (const { name, constant } of contracts) {
  const artifact = await readArtifact(name);
  await mkdir(dirname(generatedPath(name)), { recursive: true });
  await writeFile(generatedPath(name), render(name, constant, artifact));
  console.log(`${name}: ${artifact.size} bytes of code`);
}
