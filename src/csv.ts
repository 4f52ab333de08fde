/** Faces as a table, for spreadsheets (RFC 4180). */
import type { Picture } from './report.ts';

const COLUMNS = [
  'source', 'status', 'reason', 'face', 'x', 'y', 'width', 'height', 'age', 'low', 'high', 'reliable', 'doubts', 'score',
  'correction',
]; // biome-ignore format: a list of names

type Cell = string | number | boolean;

/** A source may begin like a formula, and spreadsheets would run it. */
function write(value: Cell): string {
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
}

/** One row a face; a picture without one, or that failed, has a row of its own. */
function rowsOf(pictures: readonly Picture[]): string[][] {
  const rows = pictures.flatMap(({ source, status, reason = '', faces }): Cell[][] => {
    if (faces.length === 0) return [[source, status, reason]];
    return faces.map(({ box, age, low, high, reliable, doubts, score, correction = '' }, index) => [
      source, status, reason, index + 1, box.x, box.y, box.width, box.height, age, low, high, reliable, doubts.join(' '), score,
      correction,
    ]); // biome-ignore format: as the columns above
  });
  return [COLUMNS, ...rows].map((row) => COLUMNS.map((_, index) => write(row[index] ?? '')));
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Boxes in pixels of the natural picture, ages in years. */
export function toCsv(pictures: readonly Picture[]): string {
  return rowsOf(pictures)
    .map((row) => `${row.map(quote).join(',')}\r\n`)
    .join('');
}

/** The same for the clipboard, from which tables are pasted with a tab between their cells. */
export function toTabs(pictures: readonly Picture[]): string {
  return rowsOf(pictures)
    .map((row) => `${row.map((text) => text.replace(/\s+/g, ' ')).join('\t')}\n`)
    .join('');
}
