/** How well ages were estimated: the figures of a list of faces, and lists by decade. */
import type { AgedFace } from '../../src/report.ts';
import type { Label } from './labels.ts';

/** A labelled picture and the face it is judged by, undefined where none was found. */
export interface Judged {
  label: Label;
  face: AgedFace | undefined;
}

/** Years; shares 0..1. NaN where there is nothing to count. */
export interface AgeFigures {
  faces: number;
  missed: number;
  /** Mean absolute error of the faces found. */
  mae: number;
  bias: number;
  /** Share with an error of five years at most; a miss is wrong. */
  cs5: number;
  /** Share of the faces found whose true age lies in low..high, and the mean width. */
  coverage: number;
  width: number;
}

export interface GroupFigures {
  faces: number;
  missed: number;
  /** Share in the right age group, and in it or a neighbour; a miss is wrong. */
  exact: number;
  withinOne: number;
}

export interface AgeGroup {
  low: number;
  high: number;
}

/** The group from here on has no upper end. */
export const OLDEST_GROUP_YEARS = 70;

/** The largest face of a picture is the one that the label speaks of. */
export function largestFace(faces: AgedFace[]): AgedFace | undefined {
  return faces.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)[0];
}

export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Figures of rows with exact ages. */
export function ageFigures(rows: Judged[]): AgeFigures {
  const found = rows.flatMap(({ label, face }) => (face ? [{ truth: label.low, face }] : []));
  const errors = found.map(({ truth, face }) => face.age - truth);
  return {
    faces: rows.length,
    missed: rows.length - found.length,
    mae: mean(errors.map(Math.abs)),
    bias: mean(errors),
    cs5: errors.filter((error) => Math.abs(error) <= 5).length / rows.length,
    coverage: mean(found.map(({ truth, face }) => Number(face.low <= truth && truth <= face.high))),
    width: mean(found.map(({ face }) => face.high - face.low)),
  };
}

/** Whether `age` falls into low..high, whole years: 29.9 is still 29. */
function inGroup(age: number, { low, high }: AgeGroup): boolean {
  return age >= low && (age < high + 1 || low >= OLDEST_GROUP_YEARS);
}

/** The age groups of the labels, youngest first. */
export function ageGroups(rows: Judged[]): AgeGroup[] {
  return [...new Map(rows.map(({ label: { low, high } }) => [low, { low, high }])).values()].sort((a, b) => a.low - b.low);
}

/** Figures of rows whose label is one of `groups`, all those of the set. */
export function groupFigures(rows: Judged[], groups: AgeGroup[]): GroupFigures {
  const distances = rows.flatMap(({ label, face }) => {
    if (!face) return [];
    const guessed = groups.findIndex((group) => inGroup(Math.max(0, face.age), group));
    const right = groups.findIndex((group) => group.low === label.low);
    return guessed < 0 ? [] : [Math.abs(guessed - right)];
  });
  return {
    faces: rows.length,
    missed: rows.filter(({ face }) => !face).length,
    exact: distances.filter((steps) => steps === 0).length / rows.length,
    withinOne: distances.filter((steps) => steps <= 1).length / rows.length,
  };
}

/** Rows by `key`, in the order of their first row. */
export function groupBy<T>(rows: T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** Rows by the decade that `years` of them falls into: '0', '10', … */
export function byDecade<T>(rows: T[], years: (row: T) => number): Map<string, T[]> {
  return groupBy(rows, (row) => String(Math.floor(years(row) / 10) * 10));
}
