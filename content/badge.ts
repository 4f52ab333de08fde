/** The badge of one face: its estimated age, and how sure that is. */
import type { Size } from '../src/geometry.ts';
import type { AgedFace } from '../src/report.ts';
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
export function hasBadge({ reliable }: AgedFace, widthPx: number, { minFacePx, reliableOnly }: BadgeSettings): boolean {
  return widthPx >= minFacePx && (reliable || !reliableOnly);
}

export function createBadge({ age, low, high, reliable }: AgedFace): HTMLButtonElement {
  const badge = element('button', reliable ? 'badge' : 'badge unsure');
  badge.type = 'button';
  badge.setAttribute('aria-label', words(reliable ? 'badge_label' : 'badge_label_unsure', age, low, high));
  badge.setAttribute('aria-haspopup', 'dialog');
  const bar = element('span', 'bar');
  bar.style.setProperty('--low', `${low}%`);
  bar.style.setProperty('--high', `${100 - high}%`);
  badge.append(element('span', 'number', reliable ? years(age) : `~${years(age)}`), bar);
  return badge;
}
