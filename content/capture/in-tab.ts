/** Where this window is in what the tab shows, as captures show the whole tab. */
import { type Box, intersect, type Point, type Size } from '../../src/geometry.ts';
import { clipOf } from '../clip.ts';
import { boxesOf, windowBox } from '../spots/boxes.ts';

export interface InTab {
  /** This window's corner, from the tab's, in CSS pixels. */
  corner: Point;
  /** What is to be seen of this window, from its corner. */
  view: Box;
  tab: Size;
}

/** Rounding makes a little. */
const MAX_SCALING = 0.02;

/** Throws in a frame of another site, which nobody tells where it is, and in one that is scaled. */
export function inTab(): InTab {
  let corner: Point = { x: 0, y: 0 };
  let view = windowBox();
  let tab: Size = view;
  for (let inner: Window = window; inner !== inner.parent; inner = inner.parent) {
    const { frameElement, parent } = inner;
    if (!frameElement) throw new Error('a frame of another site');
    const { 'content-box': box, scaleX, scaleY } = boxesOf(frameElement);
    if (Math.abs(scaleX - 1) + Math.abs(scaleY - 1) > MAX_SCALING) throw new Error('a frame that is scaled');
    corner = { x: corner.x + box.x, y: corner.y + box.y };
    tab = { width: parent.innerWidth, height: parent.innerHeight };
    const shown = intersect(clipOf(frameElement), { x: 0, y: 0, ...tab });
    view = intersect(view, { ...shown, x: shown.x - corner.x, y: shown.y - corner.y });
  }
  return { corner, view, tab };
}
