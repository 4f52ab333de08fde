/** From the net's distribution to the range that holds the true age in 80 % of faces: conformalized quantile regression
 * (Romano et al., 2019, https://arxiv.org/abs/1905.03222), fitted by calibrate.py. */

export const OLDEST_YEARS = 116;
/** No end of the range is closer to the age. */
const MIN_REACH_YEARS = 0.5;

export interface RangeCalibration {
  /** How far the ends lie from the age, in years: one weight for each bin's share, then one for the spread. */
  low: number[];
  high: number[];
  /** Ages of what follows, linear in between. */
  ageYears: number[];
  /** A face is a close-up from this `coverOf` (crops.ts) on. */
  closeUpFrom: number;
  /** Conformal factors of both reaches. Apart: the two kinds of picture come from different places. */
  closeUp: Factors;
  other: Factors;
  /** The usual spread in years. */
  spreadYears: number[];
}

interface Factors {
  low: number[];
  high: number[];
}

export interface Range {
  /** Years. */
  low: number;
  high: number;
  /** Standard deviation of the distribution over that usual at this age: 1 is an ordinary face. */
  relativeSpread: number;
}

function interpolate(x: number, xs: number[], ys: number[]): number {
  const right = xs.findIndex((value) => value >= x);
  if (right === 0) return ys[0] ?? 0;
  if (right < 0) return ys.at(-1) ?? 0;
  const [x0, x1] = [xs[right - 1] as number, xs[right] as number];
  const [y0, y1] = [ys[right - 1] as number, ys[right] as number];
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** The range about `age` (years), from the distribution over `binsYears` and the face's `cover` (crops.ts). */
export function likelyRange(
  { age, distribution, cover }: { age: number; distribution: number[]; cover: number },
  binsYears: number[],
  calibration: RangeCalibration,
): Range {
  const mean = dot(distribution, binsYears);
  const squares = binsYears.map((year) => (year - mean) ** 2);
  const spread = Math.sqrt(dot(distribution, squares));
  const at = (values: number[]) => interpolate(age, calibration.ageYears, values);
  const inputs = [...distribution, spread];
  const factors = cover < calibration.closeUpFrom ? calibration.other : calibration.closeUp;
  const below = Math.max(MIN_REACH_YEARS, -dot(calibration.low, inputs)) * at(factors.low);
  const above = Math.max(MIN_REACH_YEARS, dot(calibration.high, inputs)) * at(factors.high);
  const within = (years: number) => Math.min(Math.max(years, 0), OLDEST_YEARS);
  return {
    low: Math.min(age, within(age - below)),
    high: Math.max(age, within(age + above)),
    relativeSpread: spread / at(calibration.spreadYears),
  };
}
