/** Where on the screen an image element shows its picture. */
import type { Box, Point } from '../src/geometry.ts';
import { clipOf } from './clip.ts';
import { fitPicture } from './object-fit.ts';

export interface Place {
  /** The element's content box in CSS pixels from `origin`. */
  content: Box;
  /** What lies outside of it is cut off, from the same origin; infinite on sides where nothing is. */
  clip: Box;
  /** The whole picture relative to the content box; `object-fit: cover` reaches beyond it. */
  picture: Box;
}

/** Reads layout and style. Turned and skewed elements count as their upright outer box. */
export function placeOf(image: HTMLImageElement, origin: Point): Place {
  const outer = image.getBoundingClientRect();
  const style = getComputedStyle(image);
  // A transform scales what the style says.
  const scaleX = outer.width / (image.offsetWidth || 1);
  const scaleY = outer.height / (image.offsetHeight || 1);
  const inset = (side: string) =>
    parseFloat(style.getPropertyValue(`padding-${side}`)) + parseFloat(style.getPropertyValue(`border-${side}-width`));
  const [left, right, top, bottom] = [
    inset('left') * scaleX,
    inset('right') * scaleX,
    inset('top') * scaleY,
    inset('bottom') * scaleY,
  ];
  const content: Box = {
    x: outer.x + left - origin.x,
    y: outer.y + top - origin.y,
    width: Math.max(0, outer.width - left - right),
    height: Math.max(0, outer.height - top - bottom),
  };
  const unscaled = { width: content.width / (scaleX || 1), height: content.height / (scaleY || 1) };
  const natural = { width: image.naturalWidth || unscaled.width, height: image.naturalHeight || unscaled.height };
  const fitted = fitPicture(unscaled, natural, style.objectFit, style.objectPosition);
  const picture = { x: fitted.x * scaleX, y: fitted.y * scaleY, width: fitted.width * scaleX, height: fitted.height * scaleY };
  const clip = clipOf(image);
  return { content, picture, clip: { ...clip, x: clip.x - origin.x, y: clip.y - origin.y } };
}
