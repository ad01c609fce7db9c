import path from 'node:path';
import { checkImports } from './imports/check.ts';

/** Checks who imports whom (see ARCHITECTURE.md) and exits with 1 where a rule is broken. */
const root = path.join(import.meta.dirname, '..');
const { violations, fileCount } = await checkImports(root);
for (const { file, line, rule, message } of violations) console.error(`${file}:${line} ${rule}: ${message}`);
console.log(`imports: ${fileCount} files, ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
