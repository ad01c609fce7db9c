import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Sets the line numbers in ARCHITECTURE.md to where the code is now: `npm run docs:lines`, after code has moved. */
const root = join(import.meta.dirname, '..');
const document = join(root, 'ARCHITECTURE.md');
const LINK = /\[([\w./-]+):\d+\]\(\1#L\d+\) `(\w+)`/g;

function lineOf(file: string, name: string): number {
  const definition = new RegExp(`\\b(?:function\\*?|class|const)\\s+${name}\\b`);
  const line = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .findIndex((text) => definition.test(text));
  if (line < 0) throw new Error(`${file} defines no ${name}: say in ARCHITECTURE.md where it is now.`);
  return line + 1;
}

const before = readFileSync(document, 'utf8');
const after = before.replace(LINK, (_link, file: string, name: string) => {
  const line = lineOf(file, name);
  return `[${file}:${line}](${file}#L${line}) \`${name}\``;
});
if (after !== before) writeFileSync(document, after);
console.log(after === before ? 'ARCHITECTURE.md is right' : 'ARCHITECTURE.md: lines updated');
