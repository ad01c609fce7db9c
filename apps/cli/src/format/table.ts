/** Columns aligned by spaces; numbers to the right where a heading begins with `>`. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const right = headings.map((heading) => heading.startsWith('>'));
  const all = [headings.map((heading) => heading.replace(/^>/, '')), ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      widths
        .map((width, column) => {
          const cell = row[column] ?? '';
          return right[column] === true ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The first rows, and a line that says how many are left out. */
export function firstRows<T>(rows: readonly T[], limit: number): { shown: readonly T[]; more: string } {
  const left = rows.length - limit;
  return left <= 0
    ? { shown: rows, more: '' }
    : { shown: rows.slice(0, limit), more: `\nand ${left} more (--json lists all)` };
}
