/** The files that `npm run crops` writes, and how they are made whole after a cut-off. */
import { mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseCsv } from './labels.ts';
import type { Shard } from './shard.ts';

/** [3 crops, 80, 80, 3] RGB: the crops at the net's pixel density, 8 px wider on each side. */
export const RECORD_BYTES = 3 * 80 * 80 * 3;
export const COLUMNS = ['set', 'file', 'score', 'sidePx', 'cover', 'centerX', 'centerY', 'angle'];
const MISSED_COLUMNS = ['set', 'file', 'why'];

type Row = Record<string, string>;

async function writeRows(file: string, columns: string[], rows: Row[]): Promise<void> {
  await writeFile(
    file,
    [columns, ...rows.map((row) => columns.map((name) => row[name]))].map((cells) => `${cells.join(',')}\n`).join(''),
  );
}

/** The rows of a file that may be missing or end in the middle of a line. */
async function completeRows(file: string): Promise<Row[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return parseCsv(text.slice(0, text.lastIndexOf('\n') + 1));
}

/** Makes the files of a shard consistent: complete rows only, and as many records as rows. `known` holds SET/FILE of what is done. */
export async function openCrops(dir: string, { index, count }: Shard) {
  await mkdir(dir, { recursive: true });
  const file = (name: string) => path.join(dir, name);
  const files = {
    records: file(`crops-${index}-of-${count}.u8`),
    rows: file(`crops-${index}-of-${count}.csv`),
    missed: file(`missed-${index}-of-${count}.csv`),
  };
  const bytes = await stat(files.records).then(
    ({ size }) => size,
    () => 0,
  );
  const rows = (await completeRows(files.rows)).slice(0, Math.floor(bytes / RECORD_BYTES));
  // Pictures that hung, or were open when another did, get another try.
  const missed = (await completeRows(files.missed)).filter(({ why }) => why !== 'timeout');
  await writeRows(files.rows, COLUMNS, rows);
  await writeRows(files.missed, MISSED_COLUMNS, missed);
  if (bytes > 0) await truncate(files.records, rows.length * RECORD_BYTES);
  return { files, known: new Set([...rows, ...missed].map((row) => `${row.set}/${row.file}`)) };
}
