/** Labels and faces to judge. */
import type { Label } from '../../../scripts/data/labels.ts';
import type { AgedFace } from '../../../src/report.ts';

export function label(low: number, high = low, other: Partial<Label> = {}): Label {
  return { set: 's', file: 'f', low, high, gender: '', race: '', split: 'val', note: '', ...other };
}

/** Its range is four years to either side. */
export function face(age: number, other: Partial<AgedFace> = {}): AgedFace {
  return {
    box: { x: 0, y: 0, width: 10, height: 10 },
    score: 1,
    age,
    low: age - 4,
    high: age + 4,
    reliable: true,
    doubts: [],
    distribution: [],
    ...other,
  };
}
