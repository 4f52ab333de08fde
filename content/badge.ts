/** The badge of one face: its estimated age, and how sure that is. */
import type { Size } from '../src/geometry.ts';
import { type AgedFace, isSure } from '../src/report.ts';
import type { BadgeSettings } from '../src/settings.ts';
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

/** What there is room for, within the settings, on a face shown `widthPx` wide. */
export function badgeKind(widthPx: number, { badges, range }: BadgeSettings): BadgeKind {
  if (badges === 'dot') return 'dot';
  if (widthPx >= 56 && range) return 'full';
  return widthPx >= 24 || badges === 'number' ? 'compact' : 'dot';
}

/** Whether the settings let a face, shown `widthPx` wide, have a badge. */
export function hasBadge(face: AgedFace, widthPx: number, { minFacePx, reliableOnly }: BadgeSettings): boolean {
  return widthPx >= minFacePx && (isSure(face) || !reliableOnly);
}

function labelOf({ age, low, high, reliable, correction }: AgedFace): string {
  if (correction !== undefined) return words('badge_label_corrected', correction, age, low, high);
  return words(reliable ? 'badge_label' : 'badge_label_unsure', age, low, high);
}

/** The number on the badge. */
export function numberOn(face: AgedFace): string {
  return isSure(face) ? years(face.correction ?? face.age) : `~${years(face.age)}`;
}

/** Writes number and label of a badge. */
export function writeBadge(badge: HTMLButtonElement, face: AgedFace): void {
  badge.classList.toggle('unsure', !isSure(face));
  badge.classList.toggle('corrected', face.correction !== undefined);
  badge.setAttribute('aria-label', labelOf(face));
  const number = badge.firstElementChild as HTMLElement;
  number.dataset.text = numberOn(face);
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
