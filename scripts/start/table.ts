/** The ages as text for a terminal. */

import type { AgedFace, Picture } from '../../src/report.ts';
import { sentence } from '../browser/annotate.ts';

type Row = [picture: string, face: string, age: string, likely: string, remark: string];

const HEADER: Row = ['picture', 'face', 'age', 'likely', ''];
const LONGEST_NAME = 60;

function shorten(name: string): string {
  return name.length <= LONGEST_NAME ? name : `…${name.slice(1 - LONGEST_NAME)}`;
}

function faceCells(face: AgedFace): [age: string, likely: string, remark: string] {
  const remark = face.reliable ? '' : ['unsure', face.doubts.join(', ')].filter(Boolean).join(': ');
  return [`${face.reliable ? '' : '~'}${Math.round(face.age)}`, `${Math.round(face.low)} to ${Math.round(face.high)}`, remark];
}

function pictureRows({ source, reason, faces }: Picture): Row[] {
  const name = shorten(source);
  if (reason) return [[name, '', '', '', sentence(reason)]];
  if (faces.length === 0) return [[name, '', '', '', 'no face']];
  return faces.map((face, index) => [index === 0 ? name : '', String(index + 1), ...faceCells(face)]);
}

/** One line per face; a picture without faces and one that failed have one too. */
export function formatTable(pictures: Picture[]): string {
  const rows = [HEADER, ...pictures.flatMap(pictureRows)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = (column: number) => column === 1 || column === 2;
  const line = (row: Row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

/** How many pictures, faces and failures, in words. */
export function formatCounts(pictures: Picture[]): string {
  const faces = pictures.reduce((sum, picture) => sum + picture.faces.length, 0);
  const withFace = pictures.filter((picture) => picture.faces.length > 0).length;
  const failed = pictures.filter((picture) => picture.status === 'failed').length;
  const number = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
  return `${number(pictures.length, 'picture')}, ${withFace} with a face, ${number(faces, 'face')}, ${failed} failed`;
}
