/** Labelled pictures: a folder with labels.csv and the pictures at SET/FILE. */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../common/command.ts';

export interface Label {
  set: string;
  file: string;
  /** Years; equal for an exact age. */
  low: number;
  high: number;
  split: string;
  note: string;
}

export const MAX_AGE = 120;

/** Rows of a table without quoted fields. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...lines] = text.split(/\r?\n/).filter(Boolean);
  const names = header?.split(',') ?? [];
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
  });
}

/** Reads DIR/labels.csv. Throws a UserError for a missing file or a row that makes no sense. */
export async function readLabels(dir: string): Promise<Label[]> {
  const file = path.join(dir, 'labels.csv');
  await access(file).catch(() => {
    throw new UserError(`${file}: not there`);
  });
  return parseCsv(await readFile(file, 'utf8')).map((row, i) => {
    const [low, high] = [Number(row.low || Number.NaN), Number(row.high || Number.NaN)];
    if (!row.set || !row.file) throw new UserError(`${file}: row ${i + 1} has no set or no file`);
    if (!(low >= 0 && high >= low && high <= MAX_AGE)) throw new UserError(`${file}: row ${i + 1}: age ${row.low}..${row.high}`);
    return { set: row.set, file: row.file, low, high, split: row.split ?? '', note: row.note ?? '' };
  });
}
