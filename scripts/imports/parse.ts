import { parseSync } from 'oxc-parser';

/** One import, export-from, `import()` or `import('x').Type` of a file. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Erased before the program runs. */
  readonly typeOnly: boolean;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly importKind?: string;
  readonly exportKind?: string;
  readonly source?: Node | null;
  readonly argument?: Node;
  readonly value?: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** @throws Error where the file does not parse */
export function importsOf(file: string, source: string): Import[] {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(error.message);
  const found: Import[] = [];
  const add = (from: Node | null | undefined, typeOnly: boolean) => {
    if (typeof from?.value !== 'string') return;
    found.push({ specifier: from.value, typeOnly, line: source.slice(0, from.start).split('\n').length });
  };
  visit(program, (node) => {
    if (node.type === 'ImportDeclaration') add(node.source, node.importKind === 'type');
    else if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration')
      add(node.source, node.exportKind === 'type');
    else if (node.type === 'ImportExpression') add(node.source, false);
    else if (node.type === 'TSImportType') add(node.source ?? node.argument, true);
  });
  return found;
}

function visit(value: unknown, enter: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, enter);
  } else if (isNode(value)) {
    enter(value);
    for (const inner of Object.values(value)) visit(inner, enter);
  }
}
