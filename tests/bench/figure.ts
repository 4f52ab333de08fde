/** What was measured, as it is written down: the median of repeated measurements, and their spread. */

export interface Figure {
  /** What it is of, as in `Chromium 156: portraits`. */
  part: string;
  what: string;
  /** As in `ms`, `MB`, `%`. */
  unit: string;
  median: number;
  /** Smallest and largest. */
  low: number;
  high: number;
  count: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [left, right] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return left === undefined || right === undefined ? Number.NaN : (left + right) / 2;
}

export function figure(what: string, unit: string, values: readonly number[]): Omit<Figure, 'part'> {
  return { what, unit, median: median(values), low: Math.min(...values), high: Math.max(...values), count: values.length };
}

export type Figures = Omit<Figure, 'part'>[];

/** Three digits that count, and all before the point. */
export function inDigits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toFixed(Math.min(decimals, 3));
}
