/** The badge of one face: its estimated age, and how sure that is. */
import type { Size } from '../src/geometry.ts';
import type { AgedFace } from '../src/report.ts';
import { element } from './element.ts';
import { words, years } from './words.ts';

/** `full` shows number and range, `compact` the number, `dot` neither until it is pointed at. */
export type BadgeKind = 'full' | 'compact' | 'dot';

/** As the style sheet draws them, in CSS pixels. */
export const badgeSizes: Record<BadgeKind, Size> = {
  full: { width: 48, height: 28 },
  compact: { width: 36, height: 20 },
  dot: { width: 12, height: 12 },
};

/** What there is room for on a face shown `widthPx` wide. */
export function badgeKind(widthPx: number): BadgeKind {
  if (widthPx >= 56) return 'full';
  return widthPx >= 24 ? 'compact' : 'dot';
}

function labelOf({ age, low, high, reliable, correction }: AgedFace): string {
  if (correction !== undefined) return words('badge_label_corrected', correction, age, low, high);
  return words(reliable ? 'badge_label' : 'badge_label_unsure', age, low, high);
}

/** Writes number and label of a badge. */
export function writeBadge(badge: HTMLButtonElement, face: AgedFace): void {
  const { age, reliable, correction } = face;
  badge.classList.toggle('unsure', !reliable && correction === undefined);
  badge.classList.toggle('corrected', correction !== undefined);
  badge.setAttribute('aria-label', labelOf(face));
  const number = badge.firstElementChild as Element;
  number.textContent = correction !== undefined || reliable ? years(correction ?? age) : `~${years(age)}`;
}

export function createBadge(face: AgedFace): HTMLButtonElement {
  const { low, high } = face;
  const badge = element('button', 'badge');
  badge.type = 'button';
  badge.setAttribute('aria-haspopup', 'dialog');
  const bar = element('span', 'bar');
  bar.style.setProperty('--low', `${low}%`);
  bar.style.setProperty('--high', `${100 - high}%`);
  badge.append(element('span', 'number'), bar);
  writeBadge(badge, face);
  return badge;
}
