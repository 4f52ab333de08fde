/** What the boxes around an element leave of it to be seen. */
import type { Box } from '../src/geometry.ts';
import { own } from './own.ts';
import { parentOf } from './tree.ts';

/** Beyond any page, and still to be reckoned with. */
const FAR_PX = 1e7;

function isContained(position: string, around: CSSStyleDeclaration): boolean {
  if (around.transform !== 'none') return true;
  return position !== 'fixed' && (position !== 'absolute' || around.position !== 'static');
}

/** The part of the window, in its CSS pixels, outside of which scrolling and clipping boxes hide the element. */
export function clipOf(element: Element): Box {
  let [left, top, right, bottom] = [-FAR_PX, -FAR_PX, FAR_PX, FAR_PX];
  let { position } = getComputedStyle(element);
  // What the body hides is the window's to hide.
  const { body, documentElement } = own(element.ownerDocument);
  for (let box = parentOf(element); box && box !== body; box = parentOf(box)) {
    const style = getComputedStyle(box);
    if (style.display === 'contents' || !isContained(position, style)) continue;
    position = style.position;
    if (style.overflow === 'visible' || style.display === 'inline' || box === documentElement) continue;
    const edge = own(box).getBoundingClientRect();
    left = Math.max(left, edge.left);
    top = Math.max(top, edge.top);
    right = Math.min(right, edge.right);
    bottom = Math.min(bottom, edge.bottom);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
