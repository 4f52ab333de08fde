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
  /** How all of it is turned and mirrored about the middle of `content`. */
  turn?: DOMMatrix | undefined;
}

/** `pixels` is the size of the decoded picture. Reads layout and style. */
export function placeOf(spot: Spot, pixels: Size, origin: Point): Place {
  const { frame, picture, turn } = spot.area(spot.naturalSize() ?? pixels);
  const clip = clipOf(spot.element);
  return {
    content: { ...frame, x: frame.x - origin.x, y: frame.y - origin.y },
    picture,
    turn,
    clip: { ...clip, x: clip.x - origin.x, y: clip.y - origin.y },
  };
}
