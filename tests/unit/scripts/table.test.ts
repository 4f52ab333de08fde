import { expect, it } from 'vitest';
import { formatCounts, formatTable } from '../../../scripts/start/table.ts';
import type { AgedFace, Picture } from '../../../src/report.ts';

const face: AgedFace = {
  box: { x: 0, y: 0, width: 10, height: 10 },
  score: 0.9,
  age: 34.4,
  low: 28.2,
  high: 40.7,
  reliable: true,
  doubts: [],
  distribution: [1],
};
const unsure: AgedFace = { ...face, age: 7.6, low: 4, high: 12, reliable: false, doubts: ['small', 'blurred'] };
const picture: Picture = { source: 'a.jpg', width: 10, height: 10, status: 'done', milliseconds: 5, faces: [] };
const pictures: Picture[] = [
  { ...picture, faces: [face, unsure] },
  { ...picture, source: 'b.jpg' },
  { ...picture, source: 'c.jpg', status: 'failed', reason: 'timeout' },
];

it('has a line for each face, for a picture without and for one that failed', () => {
  const [header, first, second, empty, failed, ...rest] = formatTable(pictures).split('\n');
  expect(header).toBe('picture  face  age  likely');
  expect(first).toBe('a.jpg       1   34  28 to 41');
  expect(second).toBe('            2   ~8  4 to 12   unsure: small, blurred');
  expect(empty).toMatch(/^b.jpg +no face$/);
  expect(failed).toMatch(/^c.jpg +\S/);
  expect(rest).toEqual([]);
});

it('counts', () => {
  expect(formatCounts(pictures)).toBe('3 pictures, 1 with a face, 2 faces, 1 failed');
});
