import { describe, expect, it } from 'vitest';
import models from '../../../models/models.json' with { type: 'json' };
import { likelyRange, OLDEST_YEARS } from '../../../src/engine/range.ts';

const bins = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const calibration = {
  low: [...bins.map(() => -4), -1],
  high: [...bins.map(() => 4), 2],
  ageYears: [10, 50],
  lowFactor: [1, 2],
  highFactor: [1, 1],
  spreadYears: [2, 5],
};
const at = (...shares: [number, number][]) => bins.map((bin) => shares.find(([year]) => year === bin)?.[1] ?? 0);

describe('the likely range', () => {
  it('reaches farther the wider the distribution', () => {
    expect(likelyRange(50, at([50, 1]), bins, calibration)).toMatchObject({ low: 42, high: 54, relativeSpread: 0 });
    const wide = likelyRange(50, at([40, 0.5], [60, 0.5]), bins, calibration);
    expect(wide).toMatchObject({ low: 22, high: 74, relativeSpread: 2 });
  });

  it('interpolates the factors between ages and holds them beyond', () => {
    expect(likelyRange(30, at([30, 1]), bins, calibration)).toMatchObject({ low: 24, high: 34 });
    expect(likelyRange(5, at([0, 1]), bins, calibration)).toMatchObject({ low: 1, high: 9 });
    expect(likelyRange(90, at([90, 1]), bins, calibration)).toMatchObject({ low: 82, high: 94 });
  });

  it('stays within human ages and holds the estimate', () => {
    expect(likelyRange(1, at([0, 1]), bins, calibration)).toMatchObject({ low: 0, high: 5 });
    expect(likelyRange(115, at([100, 1]), bins, calibration).high).toBe(OLDEST_YEARS);
    const inverted = { ...calibration, low: calibration.high, high: calibration.low };
    expect(likelyRange(30, at([30, 1]), bins, inverted)).toMatchObject({ low: 29.25, high: 30.5 });
  });

  it('widens to both sides with the calibration that ships', () => {
    const { range, binsYears } = models.age;
    expect(range.coverage).toBe(0.8);
    expect([range.low.length, range.high.length]).toEqual([binsYears.length + 1, binsYears.length + 1]);
    for (const values of [range.lowFactor, range.highFactor, range.spreadYears]) {
      expect(values).toHaveLength(range.ageYears.length);
      expect(Math.min(...values)).toBeGreaterThan(0);
    }
  });
});
