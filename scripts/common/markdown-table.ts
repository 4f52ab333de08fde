/** Tables in Markdown that can be read in a terminal, too. */

export type Cells = (string | number)[];

/** Columns of one width, the first one's text to the left; nothing for a table without rows. */
export function table(header: string[], rows: Cells[]): string[] {
  if (rows.length === 0) return [];
  const widths = header.map((name, i) => Math.max(4, name.length, ...rows.map((cells) => String(cells[i]).length)));
  const line = ([name, ...cells]: Cells) =>
    `| ${[String(name).padEnd(widths[0] ?? 0), ...cells.map((cell, i) => String(cell).padStart(widths[i + 1] ?? 0))].join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [[header, rule, ...rows].map(line).join('\n')];
}
