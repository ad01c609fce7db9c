import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  contracts,
  generatedPath,
  predeployed,
  readArtifact,
  render,
  renderMulticall3,
  renderPredeployed,
} from './generated.ts';
import { hardhat } from './hardhat.ts';

const write = async (name: string, text: string): Promise<void> => {
  await mkdir(dirname(generatedPath(name)), { recursive: true });
  await writeFile(generatedPath(name), text);
};

const code = await hardhat(['build', '--quiet']);
if (code !== 0) process.exit(code);
for (const [list, toText] of [[contracts, render] as const, [predeployed, renderPredeployed] as const])
  for (const { name, constant } of list) {
    const artifact = await readArtifact(name);
    await write(name, toText(name, constant, artifact));
    console.log(`${name}: ${artifact.size} bytes of code`);
  }
await write('Multicall3', await renderMulticall3());
