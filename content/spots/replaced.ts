/** Where an element shows a picture in place of a content of its own, as images do. */
import type { Size } from '../../src/geometry.ts';
import { boxesOf } from './boxes.ts';
import { fitPicture } from './object-fit.ts';
import type { Area } from './spot.ts';

export function replacedArea(element: Element, natural: Size): Area {
  const { 'content-box': frame, scaleX, scaleY, turn, style } = boxesOf(element);
  const unscaled = { width: frame.width / (scaleX || 1), height: frame.height / (scaleY || 1) };
  const fitted = fitPicture(unscaled, natural, style.objectFit, style.objectPosition);
  const picture = { x: fitted.x * scaleX, y: fitted.y * scaleY, width: fitted.width * scaleX, height: fitted.height * scaleY };
  return { frame, picture, turn };
}
