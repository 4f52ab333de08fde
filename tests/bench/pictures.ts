/** The pictures that systems are compared on, with what is known of them. Needs ../shared. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCsv, readLabels } from '../../scripts/data/labels.ts';
import type { Box } from '../../src/geometry.ts';

const shared = path.join(import.meta.dirname, '../../../shared');

export const BOX_SETS = ['dlib', 'cmumit', 'wider'] as const;
/** Portraits beside the labelled photographs of several people, so that there are 300 in all. */
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

/** 300: photographs of one to many people whose faces are marked, and portraits. */
export async function mixedPictures(): Promise<BenchPicture[]> {
  const dir = path.join(shared, 'pages/portraits');
  const portraits = readdirSync(dir).map((file) => ({ file: path.join(dir, file), set: 'portrait' }));
  const more = (await agedPictures()).filter(({ set }) => set === 'aaf');
  return [
    ...BOX_SETS.flatMap(readBoxes),
    ...[...portraits, ...more].slice(0, PORTRAITS).map(({ file }) => ({ file, set: 'portrait' })),
  ];
}

/** Portraits with known ages or groups. */
export async function agedPictures(): Promise<BenchPicture[]> {
  const dir = path.join(shared, 'data/sample');
  const labels = await readLabels(dir);
  return labels.map(({ set, file, low, high }) => ({ file: path.join(dir, set, file), set, low, high }));
}
