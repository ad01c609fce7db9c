/**
 * Which bindings of group 0 a WGSL module may write, or `null` where this cannot be told and all of them must be
 * taken as written. Buffers that no kernel writes are uploaded once a lease instead of restored before each task.
 *
 * A storage buffer is writable only where the text says `read_write` (WGSL section 14.1: the access mode is an
 * enumerant, which no alias or constant can rename), so every such word outside comments must belong to a declaration
 * that was understood; otherwise the answer is `null`.
 */
export function writableBindings(source: string): ReadonlySet<number> | null {
  const text = withoutComments(source);
  const words = text.match(/\bread_write\b/g)?.length ?? 0;
  const found = new Set<number>();
  let understood = 0;
  for (const match of text.matchAll(DECLARATION)) {
    const attributes = match[1] ?? '';
    const binding = /@\s*binding\s*\(\s*(\d+)[ui]?\s*,?\s*\)/.exec(attributes)?.[1];
    const group = /@\s*group\s*\(\s*(\d+)[ui]?\s*,?\s*\)/.exec(attributes)?.[1];
    if (binding === undefined || group === undefined) return null;
    understood += 1;
    if (Number(group) === 0) found.add(Number(binding));
  }
  return understood === words ? found : null;
}

/** Attributes, then `var<storage, read_write>`. */
const DECLARATION = /((?:@\s*\w+\s*\([^()]*\)\s*)+)var\s*<\s*storage\s*,\s*read_write\s*,?\s*>/g;

/** Line breaks that end a `//` comment: WGSL section 3.1. */
const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/;

/** Block comments nest in WGSL, which a regular expression cannot follow. */
function withoutComments(source: string): string {
  let text = '';
  let at = 0;
  while (at < source.length) {
    const two = source.slice(at, at + 2);
    if (two === '//') {
      while (at < source.length && !LINE_BREAK.test(source.charAt(at))) at += 1;
    } else if (two === '/*') {
      at = endOfBlock(source, at);
      text += ' ';
    } else {
      text += source.charAt(at);
      at += 1;
    }
  }
  return text;
}

function endOfBlock(source: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < source.length) {
    const two = source.slice(at, at + 2);
    if (two === '/*') depth += 1;
    else if (two === '*/') depth -= 1;
    at += two === '/*' || two === '*/' ? 2 : 1;
    if (depth === 0) return at;
  }
  return at;
}
