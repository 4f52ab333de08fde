/** What the person has right-clicked, where the page laid something else over the picture. */
import { contains, overlap, type Point } from '../src/geometry.ts';
import { allSpots, frameOf } from './find.ts';
import { own, page } from './own.ts';
import type { Spot } from './spots/spot.ts';

let clicked: Point | undefined;

/** Remembers where menus are opened. The click that brought the content script in came before. */
export function watchPointer(): void {
  const note = ({ clientX: x, clientY: y }: MouseEvent) => {
    clicked = { x, y };
  };
  page.addEventListener('contextmenu', note, { capture: true, passive: true });
}

/** How likely the person means it, 0 for not at all: of those at the point the smallest, or what lies most like the clicked element. */
function likelihood(spot: Spot): number {
  const frame = frameOf(spot);
  if (clicked) return contains(frame, clicked) ? 1 / (frame.width * frame.height) : 0;
  // The browser remembers what the pointer was over while its menu is open.
  const hovered = [...page.querySelectorAll(':hover')].at(-1);
  return hovered ? overlap(frame, own(hovered).getBoundingClientRect()) : 0;
}

/** The shown picture that lies under the click, if there is one. */
export function spotsUnderPointer(): Spot[] {
  const ranked = allSpots().map((spot) => ({ spot, rank: likelihood(spot) }));
  const [best] = ranked.filter(({ rank }) => rank > 0).sort((a, b) => b.rank - a.rank);
  return best ? [best.spot] : [];
}
