/** Photographs in drawings: `<image>` of SVG. */
import { own } from '../own.ts';
import { fitOf, fitPicture } from './object-fit.ts';
import { createSpot, type Spot } from './spot.ts';

export function drawingSpot(image: SVGImageElement): Spot | undefined {
  const address = () => (image.href.baseVal && URL.parse(image.href.baseVal, image.baseURI)?.href) || '';
  const url = address();
  if (!url) return;
  return createSpot({
    element: image,
    url,
    isStill: () => image.isConnected && address() === url,
    area(natural) {
      const { x, y, width, height } = own(image).getBoundingClientRect();
      const [fit, position] = fitOf(image.getAttribute('preserveAspectRatio') ?? '');
      return { frame: { x, y, width, height }, picture: fitPicture({ width, height }, natural, fit, position) };
    },
  });
}
