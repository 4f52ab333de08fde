/** Labelled pictures: a folder with labels.csv and the pictures at SET/FILE. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../common/command.ts';

export interface Label {
  set: string;
  file: string;
  /** Years; equal for an exact age. */
  low: number;
  high: number;
  /** Empty where the table has no such column, like all below. */
  gender: string;
  race: string;
  split: string;
  note: string;
}

export const MAX_AGE = 120;
const NEEDED_COLUMNS = ['set', 'file', 'low', 'high'];

/** Rows of a table without quoted fields. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...lines] = text.split(/\r?\n/).filter(Boolean);
  const names = header?.split(',') ?? [];
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
  });
}

const parseYears = (text = '') => (text.trim() === '' ? Number.NaN : Number(text));

/** Reads DIR/labels.csv. Throws a UserError for a missing file or column and for a row that makes no sense. */
export async function readLabels(dir: string): Promise<Label[]> {
  const file = path.join(dir, 'labels.csv');
  const text = await readFile(file, 'utf8').catch(({ code }) => {
    throw new UserError(`${file}: ${code === 'ENOENT' ? 'not there' : 'cannot be read'}`);
  });
  const rows = parseCsv(text.replace(/^\uFEFF/, ''));
  const missing = NEEDED_COLUMNS.find((name) => rows[0]?.[name] === undefined);
  if (rows.length > 0 && missing) throw new UserError(`${file}: no column ${missing}`);
  return rows.map(({ set, file: picture, gender = '', race = '', split = '', note = '', ...years }, i) => {
    const [low, high] = [parseYears(years.low), parseYears(years.high)];
    if (!set || !picture) throw new UserError(`${file}: row ${i + 1} has no set or no file`);
    if (!(low >= 0 && high >= low && high <= MAX_AGE)) {
      throw new UserError(`${file}: row ${i + 1}: age ${years.low}..${years.high}, want 0 <= low <= high <= ${MAX_AGE}`);
    }
    return { set, file: picture, low, high, gender, race, split, note };
  });
}
