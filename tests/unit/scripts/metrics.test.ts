import { describe, expect, it } from 'vitest';
import type { Label } from '../../../scripts/data/labels.ts';
import { ageFigures, byDecade, groupFigures, largestFace } from '../../../scripts/data/metrics.ts';
import type { AgedFace } from '../../../src/report.ts';

const label = (low: number, high = low): Label => ({ set: 's', file: 'f', low, high, split: 'val', note: '' });
const face = (age: number, side = 10): AgedFace => ({
  box: { x: 0, y: 0, width: side, height: side },
  score: 1,
  age,
  low: age - 4,
  high: age + 4,
  reliable: true,
  doubts: [],
  distribution: [],
});

it('judges the largest face', () => expect(largestFace([face(1, 5), face(2, 9), face(3, 7)])?.age).toBe(2));

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

  it('groups by the decade of the truth', () => {
    expect([...byDecade(rows)].map(([decade, list]) => [decade, list.length])).toEqual([
      ['20', 2],
      ['30', 1],
      ['50', 1],
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
    const rows = groups.map(([low, high], i) => ({ label: label(low, high), face: face(guesses[i] as number) }));
    expect(groupFigures(rows)).toEqual({ faces: 4, missed: 0, exact: 0.5, withinOne: 0.75 });
    expect(groupFigures([...rows, { label: label(20, 29), face: undefined }])).toMatchObject({ faces: 5, missed: 1, exact: 0.4 });
  });
});
