/** The pictures that systems are compared on, with what is known of them. Needs ../shared. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCsv, readLabels } from '../../scripts/data/labels.ts';
import type { Box } from '../../src/geometry.ts';

const shared = path.join(import.meta.dirname, '../../../shared');

export const BOX_SETS = ['dlib', 'cmumit', 'wider'] as const;
/** With the marked photographs there are 300 pictures in all. */
const PORTRAITS = 126;

export interface BenchPicture {
  file: string;
  /** Of `BOX_SETS`, `portrait`, or a set of labelled ages. */
  set: string;
  /** Every face that is to be found. */
  boxes?: Box[];
  /** Years, the same where the age is known. */
  low?: number;
  high?: number;
}

export const hasPictures = existsSync(shared);

function readBoxes(set: string): BenchPicture[] {
  const rows = parseCsv(readFileSync(path.join(shared, `pages/boxes/${set}.csv`), 'utf8'));
  const pictures = new Map<string, Box[]>();
  for (const { file = '', x, y, width, height } of rows) {
    const box = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
    pictures.set(file, [...(pictures.get(file) ?? []), box]);
  }
  return [...pictures].map(([file, boxes]) => ({ file: path.join(shared, 'pages/boxes', file), set, boxes }));
}

/** Photographs of one to many people, whose faces are marked. */
export function markedPhotographs(): BenchPicture[] {
  return BOX_SETS.flatMap(readBoxes);
}

export async function portraitPictures(): Promise<BenchPicture[]> {
  const dir = path.join(shared, 'pages/portraits');
  const portraits = readdirSync(dir).map((file) => path.join(dir, file));
  const more = (await agedPictures()).filter(({ set }) => set === 'aaf').map(({ file }) => file);
  return [...portraits, ...more].slice(0, PORTRAITS).map((file) => ({ file, set: 'portrait' }));
}

/** Portraits with known ages or groups. */
export async function agedPictures(): Promise<BenchPicture[]> {
  const dir = path.join(shared, 'data/sample');
  const labels = await readLabels(dir);
  return labels.map(({ set, file, low, high }) => ({ file: path.join(dir, set, file), set, low, high }));
}
