/** Where on the screen a spot shows its picture. */
import type { Box, Point, Size } from '../src/geometry.ts';
import { clipOf } from './clip.ts';
import type { Spot } from './spots/spot.ts';

export interface Place {
  /** What the picture can be seen in, in CSS pixels from `origin`. */
  content: Box;
  /** What lies outside of it is cut off, from the same origin; infinite on sides where nothing is. */
  clip: Box;
  /** The whole picture relative to `content`; `object-fit: cover` reaches beyond it. */
  picture: Box;
}

/** `pixels` is the size of the decoded picture. Reads layout and style. */
export function placeOf(spot: Spot, pixels: Size, origin: Point): Place {
  const { frame, picture } = spot.area(spot.naturalSize() ?? pixels);
  const clip = clipOf(spot.element);
  return {
    content: { ...frame, x: frame.x - origin.x, y: frame.y - origin.y },
    picture,
    clip: { ...clip, x: clip.x - origin.x, y: clip.y - origin.y },
  };
}
