import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { findCycles, type Graph } from './cycles.ts';
import { type Import, importsOf } from './parse.ts';
import { MAY_IMPORT, type Rule, TESTS_MAY_IMPORT, type Violation } from './rules.ts';
import { type Member, readWorkspace } from './workspace.ts';

/** Reads every TypeScript file of the workspace at `root` and returns what breaks the import rules. */
export async function checkImports(root: string): Promise<{ violations: Violation[]; fileCount: number }> {
  const { members, rootDependencies } = await readWorkspace(root);
  const byName = new Map(members.filter((one) => one.key !== 'scripts').map((one) => [one.name, one]));
  const violations: Violation[] = [];
  const files: Graph = new Map();
  const packages: Graph = new Map();
  let fileCount = 0;
  for (const member of members) {
    for (const file of member.files) {
      fileCount += 1;
      const imports = await read(root, file, violations);
      files.set(file, runtimeTargets(file, imports));
      for (const one of imports) {
        const broken = judge({ member, file, one, byName, rootDependencies });
        if (broken !== undefined) violations.push({ ...broken, file, line: one.line });
        const target = byName.get(packageOf(one.specifier));
        if (target !== undefined && isSource(member, file)) addEdge(packages, member.key, target.key);
      }
    }
  }
  for (const [kind, graph] of [
    ['files', files],
    ['packages', packages],
  ] as const) {
    for (const cycle of findCycles(graph)) {
      const message = `${kind} import each other: ${[...cycle, cycle[0]].join(' -> ')}`;
      violations.push({ rule: 'cycle', file: cycle[0] ?? '', line: 1, message });
    }
  }
  return { violations, fileCount };
}

async function read(root: string, file: string, violations: Violation[]): Promise<Import[]> {
  try {
    return importsOf(file, await readFile(path.join(root, file), 'utf8'));
  } catch (error) {
    violations.push({ rule: 'unreadable', file, line: 1, message: String(error) });
    return [];
  }
}

interface Case {
  readonly member: Member;
  readonly file: string;
  readonly one: Import;
  readonly byName: ReadonlyMap<string, Member>;
  readonly rootDependencies: ReadonlySet<string>;
}

type Broken = { readonly rule: Rule; readonly message: string } | undefined;

function judge(the: Case): Broken {
  const { member, one, byName } = the;
  if (one.specifier.startsWith('.') || one.specifier.startsWith('/')) return judgeRelative(the);
  if (isBuiltin(one.specifier)) return undefined;
  const name = packageOf(one.specifier);
  const target = byName.get(name);
  if (target !== undefined) return judgeMember(the, target);
  if (name.startsWith('@lode/')) return { rule: 'unknown-package', message: `there is no package ${name}` };
  const declared = member.dependencies.has(name) || (!isSource(member, the.file) && isForTests(the, name));
  if (declared) return undefined;
  return { rule: 'undeclared', message: `${name} is not among the dependencies of ${member.name}` };
}

const isForTests = ({ member, rootDependencies }: Case, name: string): boolean =>
  member.devDependencies.has(name) || rootDependencies.has(name);

function judgeRelative({ member, file, one }: Case): Broken {
  const target = path.posix.join(path.posix.dirname(file), one.specifier);
  if (!target.startsWith(`${member.folder}/`))
    return {
      rule: 'out-of-package',
      message: `"${one.specifier}" leaves ${member.folder}; import the package by its name`,
    };
  const ownIndex = `${member.folder}/src/index.ts`;
  // A test may come in by the door, as users do.
  if (target === ownIndex && isSource(member, file))
    return { rule: 'own-index', message: 'a package never imports its own index; import the file itself' };
  if (isSource(member, file) && /\/testkit\/|\.test\.tsx?$/.test(target))
    return { rule: 'testkit-outside-tests', message: `"${one.specifier}" is for tests` };
  return undefined;
}

function judgeMember({ member, file, one }: Case, target: Member): Broken {
  if (target === member) return { rule: 'own-index', message: `${member.name} imports itself by name` };
  const door = `.${one.specifier.slice(target.name.length)}`;
  if (!target.exports.includes(door))
    return { rule: 'past-the-index', message: `"${one.specifier}" is not exported by ${target.name}` };
  const inTest = !isSource(member, file);
  if (door.startsWith('./testkit')) {
    if (!inTest) return { rule: 'testkit-outside-tests', message: `"${one.specifier}" is for tests` };
    return undefined;
  }
  if (member.key === 'scripts') return undefined;
  const allowed = [...(MAY_IMPORT[member.key] ?? []), ...(inTest ? (TESTS_MAY_IMPORT[member.key] ?? []) : [])];
  if (allowed.includes('*') || allowed.includes(target.key)) return undefined;
  const may = allowed.length === 0 ? 'no other package' : `only ${allowed.join(', ')}`;
  return { rule: 'not-allowed', message: `${member.key} may import ${may}, not ${target.key}` };
}

/** Code that ships, as opposed to tests, testkits, benchmarks and scripts. */
const isSource = (member: Member, file: string): boolean =>
  member.key !== 'scripts' &&
  member.key !== 'bench' &&
  !/\.(?:test|bench|config)\.tsx?$/.test(file) &&
  !/\/(?:testkit|test|scripts)\//.test(file.slice(member.folder.length));

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const runtimeTargets = (file: string, imports: readonly Import[]): Set<string> =>
  new Set(
    imports
      .filter((one) => !one.typeOnly && one.specifier.startsWith('.'))
      .map((one) => path.posix.join(path.posix.dirname(file), one.specifier)),
  );

function addEdge(graph: Graph, from: string, to: string): void {
  graph.set(from, (graph.get(from) ?? new Set()).add(to));
}
