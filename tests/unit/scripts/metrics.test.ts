import { describe, expect, it } from 'vitest';
import { ageFigures, ageGroups, byDecade, groupFigures, largestFace } from '../../../scripts/data/metrics.ts';
import { face, label } from './judged.ts';

it('judges the largest face', () => {
  const ofSide = (age: number, side: number) => face(age, { box: { x: 0, y: 0, width: side, height: side } });
  expect(largestFace([ofSide(1, 5), ofSide(2, 9), ofSide(3, 7)])?.age).toBe(2);
});

describe('figures of exact ages', () => {
  const rows = [
    { label: label(20), face: face(23) },
    { label: label(20), face: face(14) },
    { label: label(35), face: face(35) },
    { label: label(50), face: undefined },
  ];

  it('counts errors of the found and misses of all', () => {
    expect(ageFigures(rows)).toEqual({ faces: 4, missed: 1, mae: 3, bias: -1, cs5: 0.5, coverage: 2 / 3, width: 8 });
  });

  it('groups by decade', () => {
    expect([...byDecade([35, 9.9, 30], (years) => years)]).toEqual([
      ['30', [35, 30]],
      ['0', [9.9]],
    ]);
  });
});

describe('figures of age groups', () => {
  it('a group lasts until the next birthday, the oldest for good, and a miss is wrong', () => {
    const groups: [number, number][] = [
      [20, 29],
      [30, 39],
      [40, 49],
      [70, 100],
    ];
    const guesses = [29.9, 45, 20, 108];
    const rows = groups.map(([low, high], i) => ({ label: label(low, high), face: face(guesses[i] ?? 0) }));
    const all = ageGroups(rows);
    expect(groupFigures(rows, all)).toEqual({ faces: 4, missed: 0, exact: 0.5, withinOne: 0.75 });
    expect(groupFigures([...rows, { label: label(20, 29), face: undefined }], all)).toMatchObject({ missed: 1, exact: 0.4 });
  });

  it('a part of a set is judged by the groups of the whole', () => {
    const groups = ageGroups([50, 20, 30].map((low) => ({ label: label(low, low + 9), face: undefined })));
    const rows = [{ label: label(20, 29), face: face(55) }];
    expect(groupFigures(rows, groups)).toEqual({ faces: 1, missed: 0, exact: 0, withinOne: 0 });
  });
});
