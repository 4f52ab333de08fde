/** Brings a face of a spot into the window. */
import type { AgedFace, Look } from '../../src/report.ts';
import { own } from '../own.ts';
import { placeOf } from '../picture-place.ts';
import type { Spot } from '../spots/spot.ts';

/** At once: on the way of a smooth scroll pages load more, and the aim moves. */
export function scrollToFace(spot: Spot, look: Look, { box }: AgedFace): void {
  own(spot.element).scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const { content, picture } = placeOf(spot, look, { x: 0, y: 0 });
  // A picture may be taller than the window.
  const middle = content.y + picture.y + ((box.y + box.height / 2) / look.height) * picture.height;
  if (middle < 0 || middle > innerHeight) scrollBy({ top: middle - innerHeight / 2, behavior: 'instant' });
}
