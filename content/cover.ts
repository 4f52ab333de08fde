/** Whether something of the page lies over a point of an element: a header that stays when the page scrolls, a dialog, a menu. */
import type { Point } from '../src/geometry.ts';
import { isVisible } from './find.ts';
import { own, page } from './own.ts';
import { isWithin, parentOf, rootsAround } from './tree.ts';

/** What lets less of it through hides a face. */
const MIN_ALPHA = 0.7;

/** By its own background, or as a picture, where its own box is. */
function isOpaqueAt(element: Element, { x, y }: Point): boolean {
  const { left, top, right, bottom } = own(element).getBoundingClientRect();
  // The slides of a carousel lie over each other, all but one unseen.
  if (x < left || x > right || y < top || y > bottom || !isVisible({ element })) return false;
  const { backgroundColor, opacity } = getComputedStyle(element);
  // rgba(0, 0, 0, 0.5) and color(srgb 0 0 0 / 0.5), but not rgb(0, 0, 0).
  const [, alpha = 1] = /(?:rgba.*,|\/) ?([\d.]+)/.exec(backgroundColor) ?? [];
  // Stretched over a photograph, a pixel keeps it from being saved.
  const isPicture = (element as HTMLImageElement).naturalWidth > 9 || own(element).matches('video,iframe');
  return +opacity * +(isPicture || alpha) > MIN_ALPHA;
}

/** `point` in CSS pixels of the window; `host` is ours. False outside of the window. Reads layout and style. */
export function isCovered(element: Element, point: Point, host: Element): boolean {
  // All that the document can tell of what is in a shadow root is its host.
  const shown = rootsAround(element).at(-1)?.host ?? element;
  // What no pointer meets is not found, but what lies behind it.
  if (getComputedStyle(element).pointerEvents === 'none') return false;
  let top = page.elementFromPoint(point.x, point.y);
  if (top === host) top = page.elementsFromPoint(point.x, point.y)[1] ?? null;
  if (!top || (shown !== element && isWithin(shown, top))) return false;
  // What holds the element lies behind it.
  for (let over: Element | null = top; over && !isWithin(over, shown); over = parentOf(over))
    if (isOpaqueAt(over, point)) return true;
  return false;
}
