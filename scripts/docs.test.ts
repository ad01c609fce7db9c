import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJobSpec } from '@lode/protocol';
import { expect, it } from 'vitest';

/** What the documents say of the code must stay true. */
const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

it('ARCHITECTURE.md points at lines that define what it names', () => {
  const links = [...read('ARCHITECTURE.md').matchAll(/\[([\w./-]+):(\d+)\]\(\1#L\2\) `(\w+)`/g)];
  expect(links.length).toBeGreaterThan(20);
  const wrong = links.filter(([, file = '', line, name = '']) => {
    const text = read(file).split('\n')[Number(line) - 1] ?? '';
    return !new RegExp(`\\b(?:function\\*?|class|const)\\s+${name}\\b`).test(text);
  });
  expect(wrong.map(([link]) => link)).toEqual([]);
});

it('docs/security.md names tests that exist', () => {
  const named = [...read('docs/security.md').matchAll(/`([\w/.-]+\.(?:test\.ts|t\.sol))`/g)].map(
    ([, file = '']) => file,
  );
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter((file) => !existsSync(join(root, file)) && !existsSync(join(root, 'packages', file)));
  expect(missing).toEqual([]);
});

it('links between documents lead somewhere', () => {
  const documents = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'docs/verification.md',
    'docs/security.md',
    'docs/scale.md',
  ];
  const broken = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
      .filter(([, target = '']) => !existsSync(join(root, file, '..', target)))
      .map(([link]) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
});

it('every npm script the README shows exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const shown = [...read('README.md').matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((name) => !(name in scripts))).toEqual([]);
});

it('the job in the README is one', () => {
  const spec = /```yaml\n([\s\S]+?)```/.exec(read('README.md'))?.[1] ?? '';
  expect(parseJobSpec(spec)).toMatchObject({
    tasks: { count: 12 },
    verify: { replicas: 2 },
    price: { max: 1_000_000n },
  });
});
