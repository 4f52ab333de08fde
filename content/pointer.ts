/** What the person has right-clicked, where the page laid something else over the picture. */
import { contains, overlap, type Point } from '../src/geometry.ts';
import { frameOf, shownSizePx, spotsAt } from './find.ts';
import { own, page } from './own.ts';
import { inSlices } from './slices.ts';
import type { Spot } from './spots/spot.ts';
import { elementsIn } from './tree.ts';

let clicked: Point | undefined;

/** Remembers where menus are opened. The click that brought the content script in came before. */
export function watchPointer(): void {
  const note = ({ clientX: x, clientY: y }: MouseEvent) => {
    clicked = { x, y };
  };
  page.addEventListener('contextmenu', note, { capture: true, passive: true });
}

/** How likely the person means it, 0 for not at all: of those at the point the smallest, or what lies most like the clicked element. */
function createLikelihood(): (spot: Spot) => number {
  const point = clicked;
  if (point) {
    return (spot) => {
      const frame = frameOf(spot);
      return contains(frame, point) ? 1 / (frame.width * frame.height) : 0;
    };
  }
  // The browser remembers what the pointer was over while its menu is open.
  const hovered = [...page.querySelectorAll(':hover')].at(-1);
  const place = hovered && own(hovered).getBoundingClientRect();
  return (spot) => (place ? overlap(frameOf(spot), place) : 0);
}

/** The shown picture that lies under the click, an icon too, if there is one. */
export async function spotsUnderPointer(): Promise<Spot[]> {
  const likelihood = createLikelihood();
  let best: Spot[] = [];
  let most = 0;
  for await (const spots of inSlices(elementsIn(), spotsAt)) {
    for (const spot of spots) {
      const rank = shownSizePx(spot) > 0 ? likelihood(spot) : 0;
      if (rank > most) [best, most] = [[spot], rank];
    }
  }
  return best;
}
