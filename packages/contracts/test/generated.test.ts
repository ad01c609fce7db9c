import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  contracts,
  generatedPath,
  predeployed,
  readArtifact,
  render,
  renderMulticall3,
  renderPredeployed,
} from '../scripts/generated.ts';
import { hardhat } from '../scripts/hardhat.ts';

// EIP-170's limit. What has to fit under it one day is not only today's code: Market's room is printed by the build.
const maxCodeBytes = 24_576;

describe('src/generated', () => {
  it('is what the Solidity sources compile to', { timeout: 300_000 }, async () => {
    expect(await hardhat(['build', '--quiet'])).toBe(0);
    for (const [list, toText] of [[contracts, render] as const, [predeployed, renderPredeployed] as const])
      for (const { name, constant } of list) {
        const artifact = await readArtifact(name);
        const current = toText(name, constant, artifact);
        // Not `toBe`: a diff of 100 kB of bytecode helps nobody.
        expect((await readFile(generatedPath(name), 'utf8')) === current, `${name}.ts is stale: run the build`).toBe(
          true,
        );
        expect(artifact.size).toBeLessThan(maxCodeBytes);
      }
    expect((await readFile(generatedPath('Multicall3'), 'utf8')) === (await renderMulticall3())).toBe(true);
  });
});
