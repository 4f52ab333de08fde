import { describe, expect, it } from 'vitest';
import models from '../../../models/models.json' with { type: 'json' };
import { likelyRange, OLDEST_YEARS } from '../../../src/engine/range.ts';

const bins = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const calibration = { ageYears: [10, 50], low: [-1, -2], high: [1, 3] };
const at = (...shares: [number, number][]) => bins.map((bin) => shares.find(([year]) => year === bin)?.[1] ?? 0);

describe('the likely range', () => {
  it('scales with the spread of the distribution', () => {
    const narrow = likelyRange(50, at([50, 1]), bins, calibration);
    expect(narrow).toEqual({ low: 46, high: 56 });
    const wide = likelyRange(50, at([40, 0.5], [60, 0.5]), bins, calibration);
    expect(wide).toEqual({ low: 30, high: 80 });
  });

  it('interpolates the factors between ages and holds them beyond', () => {
    expect(likelyRange(30, at([30, 1]), bins, calibration)).toEqual({ low: 27, high: 34 });
    expect(likelyRange(5, at([0, 1]), bins, calibration)).toEqual({ low: 3, high: 7 });
    expect(likelyRange(90, at([90, 1]), bins, calibration)).toEqual({ low: 86, high: 96 });
  });

  it('stays within human ages and holds the estimate', () => {
    const { low, high } = likelyRange(1, at([0, 1]), bins, calibration);
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(1);
    expect(likelyRange(115, at([100, 1]), bins, calibration).high).toBe(OLDEST_YEARS);
  });

  it('widens to both sides with the calibration that ships', () => {
    const { range } = models.age;
    expect(range.coverage).toBe(0.8);
    expect(range.low.every((factor) => factor <= 0)).toBe(true);
    expect(range.high.every((factor) => factor >= 0)).toBe(true);
    expect([range.low.length, range.high.length]).toEqual([range.ageYears.length, range.ageYears.length]);
  });
});
