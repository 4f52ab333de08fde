/** Whether something of the page lies over a point of an element: a header that stays when the page scrolls, a dialog, a menu. */
import type { Point } from '../src/geometry.ts';
import { isVisible } from './find.ts';
import { own, page } from './own.ts';
import { isWithin, parentOf, rootsAround } from './tree.ts';

/** What lets less of it through hides a face. */
const MIN_ALPHA = 0.7;

/** By its own background, or as a picture. */
function isOpaque(element: Element): boolean {
  // The slides of a carousel lie over each other, all but one unseen.
  if (!isVisible({ element })) return false;
  const { backgroundColor, opacity } = getComputedStyle(element);
  // rgba(0, 0, 0, 0.5) and color(srgb 0 0 0 / 0.5), but not rgb(0, 0, 0).
  const alpha = own(element).matches('img,video,canvas,iframe')
    ? 1
    : (/(?:rgba.*,|\/) ?([\d.]+)/.exec(backgroundColor)?.[1] ?? 1);
  return +opacity * +alpha > MIN_ALPHA;
}

/** `point` in CSS pixels of the window; `host` is ours. False outside of the window. Reads layout and style. */
export function isCovered(element: Element, { x, y }: Point, host: Element): boolean {
  // All that the document can tell of what is in a shadow root is its host.
  const shown = rootsAround(element).at(-1)?.host ?? element;
  // What no pointer meets is not found, but what lies behind it.
  if (getComputedStyle(element).pointerEvents === 'none') return false;
  let top = page.elementFromPoint(x, y);
  if (top === host) top = page.elementsFromPoint(x, y)[1] ?? null;
  if (!top || (shown !== element && isWithin(shown, top))) return false;
  // What holds the element lies behind it.
  for (let over: Element | null = top; over && !isWithin(over, shown); over = parentOf(over)) if (isOpaque(over)) return true;
  return false;
}
