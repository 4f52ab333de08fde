/** From the net's distribution to the range that holds the true age in 80 % of faces, and the reasons to doubt it. */
import { distance, midpoint } from '../geometry.ts';
import type { Doubt } from '../report.ts';
import { faceSquare } from './crops.ts';
import type { Face } from './detect.ts';

export const OLDEST_YEARS = 116;
/** The narrowest spread that the calibration trusts. */
const MIN_SPREAD_YEARS = 2;
/** Below, the crops are enlarged so much that little of the skin is left. */
const SMALL_FACE_PX = 40;
/** Distance of the eyes over that from eyes to mouth: about 1 from the front, 0 in profile. */
const TURNED_RATIO = 0.55;

/** Conformal calibration (export.py): factors of the distribution's spread at these predicted ages, linear in between. */
export interface RangeCalibration {
  ageYears: number[];
  /** Negative. */
  low: number[];
  high: number[];
}

function interpolate(x: number, xs: number[], ys: number[]): number {
  const right = xs.findIndex((value) => value >= x);
  if (right === 0) return ys[0] ?? 0;
  if (right < 0) return ys.at(-1) ?? 0;
  const [x0, x1] = [xs[right - 1] as number, xs[right] as number];
  const [y0, y1] = [ys[right - 1] as number, ys[right] as number];
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** `low` and `high` in years about `age`, from the distribution over `binsYears`. */
export function likelyRange(age: number, distribution: number[], binsYears: number[], calibration: RangeCalibration) {
  const moment = (of: (year: number) => number) => distribution.reduce((sum, share, i) => sum + share * of(binsYears[i] ?? 0), 0);
  const mean = moment((year) => year);
  const spread = Math.max(MIN_SPREAD_YEARS, Math.sqrt(moment((year) => (year - mean) ** 2)));
  const within = (years: number) => Math.min(Math.max(years, 0), OLDEST_YEARS);
  return {
    low: Math.min(age, within(age + spread * interpolate(age, calibration.ageYears, calibration.low))),
    high: Math.max(age, within(age + spread * interpolate(age, calibration.ageYears, calibration.high))),
  };
}

/** What about the face itself makes its estimate less certain. */
export function doubtsAbout(face: Face): Doubt[] {
  const doubts: Doubt[] = [];
  if (faceSquare(face).side < SMALL_FACE_PX) doubts.push('small');
  const eyesToMouth = distance(midpoint(face.rightEye, face.leftEye), face.mouth);
  if (distance(face.rightEye, face.leftEye) < TURNED_RATIO * eyesToMouth) doubts.push('turned');
  return doubts;
}
