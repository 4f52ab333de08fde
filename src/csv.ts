/** Faces as a table, for spreadsheets (RFC 4180). */
import type { Picture } from './report.ts';

const COLUMNS = [
  'source', 'status', 'reason', 'face', 'x', 'y', 'width', 'height', 'age', 'low', 'high', 'reliable', 'doubts', 'score',
]; // biome-ignore format: a list of names

/** A source may begin like a formula, and spreadsheets would run it. */
function cell(value: string | number | boolean): string {
  const written = typeof value === 'number' ? String(Math.round(value * 100) / 100) : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(written) ? `'${written}` : written;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row a face; a picture without one, or that failed, has a row of its own. Boxes in pixels of the natural picture, ages in years. */
export function toCsv(pictures: readonly Picture[]): string {
  const rows = pictures.flatMap(({ source, status, reason = '', faces }) => {
    if (faces.length === 0) return [[source, status, reason]];
    return faces.map(({ box, age, low, high, reliable, doubts, score }, index) => [
      source, status, reason, index + 1, box.x, box.y, box.width, box.height, age, low, high, reliable, doubts.join(' '), score,
    ]); // biome-ignore format: as the columns above
  });
  return [COLUMNS, ...rows].map((row) => `${COLUMNS.map((_, index) => cell(row[index] ?? '')).join(',')}\r\n`).join('');
}
