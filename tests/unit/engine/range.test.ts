import { describe, expect, it } from 'vitest';
import models from '../../../models/models.json' with { type: 'json' };
import { likelyRange, OLDEST_YEARS } from '../../../src/engine/range.ts';

const bins = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const calibration = {
  low: [...bins.map(() => -4), -1],
  high: [...bins.map(() => 4), 2],
  ageYears: [10, 50],
  closeUpFrom: 0.8,
  closeUp: { low: [1, 2], high: [1, 1] },
  other: { low: [2, 2], high: [0.5, 0.5] },
  spreadYears: [2, 5],
};
const at = (...shares: [number, number][]) => bins.map((bin) => shares.find(([year]) => year === bin)?.[1] ?? 0);

const rangeOf = (age: number, distribution: number[], by = calibration, cover = 1) =>
  likelyRange({ age, distribution, cover }, bins, by);

describe('the likely range', () => {
  it('reaches farther the wider the distribution', () => {
    expect(rangeOf(50, at([50, 1]))).toMatchObject({ low: 42, high: 54, relativeSpread: 0 });
    const wide = rangeOf(50, at([40, 0.5], [60, 0.5]));
    expect(wide).toMatchObject({ low: 22, high: 74, relativeSpread: 2 });
  });

  it('interpolates the factors between ages and holds them beyond', () => {
    expect(rangeOf(30, at([30, 1]))).toMatchObject({ low: 24, high: 34 });
    expect(rangeOf(5, at([0, 1]))).toMatchObject({ low: 1, high: 9 });
    expect(rangeOf(90, at([90, 1]))).toMatchObject({ low: 82, high: 94 });
  });

  it('has factors of its own for a face that does not fill its picture', () => {
    expect(rangeOf(10, at([10, 1]), calibration, 0.8)).toMatchObject({ low: 6, high: 14 });
    expect(rangeOf(10, at([10, 1]), calibration, 0.79)).toMatchObject({ low: 2, high: 12 });
  });

  it('stays within human ages and holds the estimate', () => {
    expect(rangeOf(1, at([0, 1]))).toMatchObject({ low: 0, high: 5 });
    expect(rangeOf(115, at([100, 1])).high).toBe(OLDEST_YEARS);
    const inverted = { ...calibration, low: calibration.high, high: calibration.low };
    expect(rangeOf(30, at([30, 1]), inverted)).toMatchObject({ low: 29.25, high: 30.5 });
  });

  it('widens to both sides with the calibration that ships', () => {
    const { range, binsYears } = models.age;
    expect(range.coverage).toBe(0.8);
    expect([range.low.length, range.high.length]).toEqual([binsYears.length + 1, binsYears.length + 1]);
    const { closeUp, other } = range;
    for (const values of [closeUp.low, closeUp.high, other.low, other.high, range.spreadYears]) {
      expect(values).toHaveLength(range.ageYears.length);
      expect(Math.min(...values)).toBeGreaterThan(0);
    }
  });
});
