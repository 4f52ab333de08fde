import { describe, expect, it } from 'vitest';
import { riskCoverage, riskFigures } from '../../../scripts/data/risk-coverage.ts';
import { face, label } from './judged.ts';

describe('the error of the narrowest ranges', () => {
  it('is the mean up to each share, and the area their mean', () => {
    // Narrowest first 1, 3, 5, 3: means 1, 2, 3, 3.
    const faces = [
      { error: 5, width: 12 },
      { error: 1, width: 7 },
      { error: 3, width: 20 },
      { error: 3, width: 9 },
    ];
    expect(riskCoverage(faces)).toEqual({ mae: [1, 1, 2, 2, 2, 3, 3, 3, 3, 3], area: 2.25 });
  });

  it('may take the width relative to faces of a similar age', () => {
    const row = (truth: number, age: number, width: number) => ({
      label: label(truth),
      face: face(age, { low: age, high: age + width }),
    });
    // Widths over the median of their decade: 5/5, 4/5, 8/10, 10/10; narrowest first the errors are 1, 2, 3, 6.
    const rows = [row(5, 8, 5), row(5, 6, 4), row(52, 50, 8), row(46, 52, 10), { label: label(30), face: undefined }];
    expect(riskFigures(rows).width.mae.at(-1)).toBe(3);
    expect(riskFigures(rows).width.area).toBe((1 + 2 + 2 + 3) / 4);
    expect(riskFigures(rows).relativeWidth.area).toBe((1 + 1.5 + 2 + 3) / 4);
  });
});
