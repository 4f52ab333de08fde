/** Which faces the list shows, and in what order. */
import { type AgedFace, isSure, type Picture } from '../../report.ts';
import type { Entry } from './gather.ts';

export const OLDEST = 100;
/** Years that one bar of the histogram stands for. */
export const BAR_YEARS = 5;

export interface Filter {
  /** Years, both included; OLDEST includes all above. */
  low: number;
  high: number;
  reliableOnly: boolean;
}

export type Order = 'page' | 'age';

/** The age that a person reads: the correction where there is one. */
export function shownAge({ age, correction }: AgedFace): number {
  return correction ?? age;
}

/** How many of the ages are in each bar, from 0 to OLDEST years; those outside are in the first or the last. */
export function histogram(ages: readonly number[]): number[] {
  const bars = Array<number>(OLDEST / BAR_YEARS).fill(0);
  for (const age of ages) {
    const bar = Math.min(bars.length - 1, Math.max(0, Math.floor(Math.round(age) / BAR_YEARS)));
    bars[bar] = (bars[bar] ?? 0) + 1;
  }
  return bars;
}

export function isChosen(face: AgedFace, { low, high, reliableOnly }: Filter): boolean {
  const age = Math.round(shownAge(face));
  return age >= low && (age <= high || high === OLDEST) && (isSure(face) || !reliableOnly);
}

/** By age the youngest are first; equals stay in the order of the page, in which `entries` come. */
export function inOrder(entries: readonly Entry[], order: Order): readonly Entry[] {
  return order === 'page' ? entries : entries.toSorted((a, b) => shownAge(a.face) - shownAge(b.face));
}

/** The pictures of these faces, each with those of its faces alone. */
export function picturesOf(entries: readonly Entry[]): Picture[] {
  const pictures = new Map<Picture, AgedFace[]>();
  for (const { picture, face } of entries) pictures.set(picture, [...(pictures.get(picture) ?? []), face]);
  return [...pictures].map(([picture, faces]) => ({ ...picture, faces }));
}
