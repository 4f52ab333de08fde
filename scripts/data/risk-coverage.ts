/** Whether the width of the range tells good estimates from bad ones: the error of the faces with the narrowest ranges. */
import { byDecade, type Judged, mean } from './metrics.ts';

export interface RiskCoverage {
  /** Mean absolute error of the narrowest 10, 20 … 100 % of the faces, in years. */
  mae: number[];
  /** Area under the curve, in years: the mean over every share. Equal to the MAE of all where the width tells nothing. */
  area: number;
}

interface Ranked {
  error: number;
  width: number;
}

/** `error` and `width` in years, at least one face. */
export function riskCoverage(faces: Ranked[]): RiskCoverage {
  let sum = 0;
  const upTo = faces
    .toSorted((a, b) => a.width - b.width)
    .map(({ error }, i) => {
      sum += error;
      return sum / (i + 1);
    });
  const tenths = Array.from({ length: 10 }, (_, i) => Math.ceil(((i + 1) * upTo.length) / 10));
  return { mae: tenths.map((count) => upTo[count - 1] ?? Number.NaN), area: mean(upTo) };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * By the width itself, and by the width relative to the median of the faces whose estimate is in the same decade: children's
 * ranges are narrow and their errors small, so the first curve is good even where the width says nothing about faces of one age.
 */
export function riskFigures(rows: Judged[]): Record<'width' | 'relativeWidth', RiskCoverage> {
  const faces = rows.flatMap(({ label, face }) =>
    face ? [{ age: face.age, error: Math.abs(face.age - label.low), width: face.high - face.low }] : [],
  );
  const relative = [...byDecade(faces, ({ age }) => age).values()].flatMap((similar) => {
    const usual = median(similar.map(({ width }) => width));
    return similar.map(({ error, width }) => ({ error, width: width / usual }));
  });
  return { width: riskCoverage(faces), relativeWidth: riskCoverage(relative) };
}
