/** Where this window is in what the tab shows, as captures show the whole tab. */
import { type Box, intersect, type Point, type Size } from '../../src/geometry.ts';
import { boxesOf, windowBox } from '../spots/boxes.ts';

export interface InTab {
  /** This window's corner, from the tab's, in CSS pixels. */
  corner: Point;
  /** What is to be seen of this window, from its corner. */
  view: Box;
  tab: Size;
}

/** Throws in a frame of another site: nobody tells it where it is. */
export function inTab(): InTab {
  let corner: Point = { x: 0, y: 0 };
  let view = windowBox();
  let tab: Size = view;
  for (let inner: Window = window; inner !== inner.parent; inner = inner.parent) {
    const { frameElement, parent } = inner;
    if (!frameElement) throw new Error('a frame of another site');
    const { x, y } = boxesOf(frameElement)['content-box'];
    corner = { x: corner.x + x, y: corner.y + y };
    tab = { width: parent.innerWidth, height: parent.innerHeight };
    view = intersect(view, { x: -corner.x, y: -corner.y, ...tab });
  }
  return { corner, view, tab };
}
