import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkImports } from './imports/check.ts';
import { findCycles } from './imports/cycles.ts';
import { importsOf } from './imports/parse.ts';

const root = await mkdtemp(path.join(tmpdir(), 'lode-imports-'));
afterAll(() => rm(root, { recursive: true }));

/** A workspace of the given files: protocol, market and cli, all with an index. */
async function violationsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await mkdtemp(path.join(root, 'case-'));
  const manifest = (name: string, more: object = {}) =>
    JSON.stringify({
      name: `@lode/${name}`,
      exports: { '.': './src/index.ts', './testkit': './testkit/index.ts' },
      ...more,
    });
  const all = {
    'package.json': JSON.stringify({ devDependencies: { vitest: '1' } }),
    'packages/protocol/package.json': manifest('protocol', {
      dependencies: { zod: '1' },
      devDependencies: { viem: '1' },
    }),
    'packages/protocol/src/index.ts': "export * from './a.ts';",
    'packages/protocol/src/a.ts': 'export const a = 1;',
    'packages/protocol/testkit/index.ts': 'export const kit = 1;',
    'packages/market/package.json': manifest('market'),
    'packages/market/src/index.ts': 'export const m = 1;',
    'apps/cli/package.json': manifest('cli'),
    'apps/cli/src/index.ts': 'export const c = 1;',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return (await checkImports(folder)).violations.map(({ file, line, rule }) => `${file}:${line} ${rule}`);
}

const protocol = 'packages/protocol/src/x.ts';
const market = 'packages/market/src/x.ts';

describe('a violation', () => {
  it.each([
    ['a package that may not be imported', protocol, "import { m } from '@lode/market';", 'not-allowed'],
    ['the same for a type', protocol, "import type { M } from '@lode/market';", 'not-allowed'],
    [
      'the same for a type written inline',
      protocol,
      "export const x = (m: import('@lode/market').M) => m;",
      'not-allowed',
    ],
    ['the same on demand', protocol, "export const x = () => import('@lode/market');", 'not-allowed'],
    ['the same handed on', protocol, "export { m } from '@lode/market';", 'not-allowed'],
    ['the same for all', protocol, "export * from '@lode/market';", 'not-allowed'],
    ['an app that reaches inside', 'apps/cli/src/x.ts', "import { m } from '@lode/market';", 'not-allowed'],
    ['past the index', market, "import { a } from '@lode/protocol/src/a.ts';", 'past-the-index'],
    ['out of the package', market, "import { a } from '../../protocol/src/a.ts';", 'out-of-package'],
    ['its own index', protocol, "import { a } from './index.ts';", 'own-index'],
    ['itself by name', market, "import { m } from '@lode/market';", 'own-index'],
    ['a testkit in code that ships', market, "import { kit } from '@lode/protocol/testkit';", 'testkit-outside-tests'],
    [
      'its own testkit in code that ships',
      protocol,
      "import { kit } from '../testkit/index.ts';",
      'testkit-outside-tests',
    ],
    ['a package nobody declared', market, "import { z } from 'zod';", 'undeclared'],
    ['a development package in code that ships', protocol, "import { x } from 'viem';", 'undeclared'],
    ['a package there is not', market, "import { x } from '@lode/nothing';", 'unknown-package'],
    ['a file that does not parse', market, 'import {', 'unreadable'],
  ])('is %s', async (_what, file, text, rule) => {
    expect(await violationsOf({ [file]: `// first line\n${text}\n` })).toEqual([
      expect.stringMatching(new RegExp(`^${file}:\\d+ ${rule}$`)),
    ]);
  });

  it('is named with its line', async () => {
    expect(await violationsOf({ [market]: "// one\n// two\nimport { z } from 'zod';\n" })).toEqual([
      `${market}:3 undeclared`,
    ]);
  });

  it('is a cycle of files, though not one of types', async () => {
    const cycle = { 'packages/market/src/x.ts': "import { y } from './y.ts';\nexport const x = y;" };
    const back = "import { x } from './x.ts';\nexport const y = () => x;";
    expect(await violationsOf({ ...cycle, 'packages/market/src/y.ts': back })).toEqual([`${market}:1 cycle`]);
    const types = "import type { x } from './x.ts';\nexport const y = (one: typeof x) => one;";
    expect(await violationsOf({ ...cycle, 'packages/market/src/y.ts': types })).toEqual([]);
  });

  it('is a cycle of packages', async () => {
    const files = { [market]: "import '@lode/protocol';", [protocol]: "import '@lode/market';" };
    expect(await violationsOf(files)).toContain('market:1 cycle');
  });
});

it('what is allowed is let through', async () => {
  const files = {
    [market]:
      "import { a } from '@lode/protocol';\nimport { readFile } from 'node:fs/promises';\nexport const x = [a, readFile];",
    'packages/market/src/x.test.ts':
      "import { it } from 'vitest';\nimport { kit } from '@lode/protocol/testkit';\nimport { m } from './index.ts';\nit(String([kit, m]), () => {});",
    'packages/protocol/src/x.test.ts':
      "import { kit } from '../testkit/index.ts';\nimport 'viem';\nexport const k = kit;",
    [protocol]:
      "import { z } from 'zod';\n// import { m } from '@lode/market';\nexport const x = z + \"import '@lode/market'\";",
  };
  expect(await violationsOf(files)).toEqual([]);
});

it('imports are found in TypeScript of every kind', () => {
  const source = `
    import a, { type B } from 'one';
    import type C from 'two';
    export type { D } from 'three';
    const e = <T extends import('four').F>(x: T) => (x as unknown as string) satisfies string;
    void import('five');
    const text = \`import 'six' \${e('seven')}\`;
    export { a, text };
    export type { B, C };
  `;
  expect(importsOf('x.ts', source).map(({ specifier, typeOnly }) => [specifier, typeOnly])).toEqual([
    ['one', false],
    ['two', true],
    ['three', true],
    ['four', true],
    ['five', false],
  ]);
});

it('cycles are reported once, by a shortest round trip', () => {
  const graph = new Map([
    ['a', new Set(['b', 'd'])],
    ['b', new Set(['c'])],
    ['c', new Set(['a'])],
    ['d', new Set(['a'])],
    ['e', new Set(['a'])],
  ]);
  expect(findCycles(graph)).toEqual([['a', 'd']]);
});
