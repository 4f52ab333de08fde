/** Which spots of the page are looked at, and in what order. */
import { type Box, boxCenter, distance } from '../src/geometry.ts';
import { own } from './own.ts';
import { backgroundSpots } from './spots/background.ts';
import { closedFrameSpot } from './spots/closed-frame.ts';
import { drawingSpot } from './spots/drawing.ts';
import { buttonSpot, objectSpot, posterSpot } from './spots/embedded.ts';
import { imageSpot } from './spots/image.ts';
import { canvasSpot, frameSpot } from './spots/moving.ts';
import { renew, type Spot } from './spots/spot.ts';
import { elementsIn, isRoot } from './tree.ts';

const MIN_SHOWN_PX = 24;
const MIN_NATURAL_PX = 32;

export function isFrame(element: Element): element is HTMLIFrameElement | HTMLFrameElement {
  return element instanceof HTMLIFrameElement || element instanceof HTMLFrameElement;
}

function spotIn(element: Element): Spot | undefined {
  if (element instanceof HTMLImageElement) return imageSpot(element);
  if (element instanceof HTMLVideoElement) return posterSpot(element) ?? frameSpot(element);
  if (element instanceof HTMLCanvasElement) return canvasSpot(element);
  if (element instanceof HTMLInputElement) return buttonSpot(element);
  if (element instanceof HTMLObjectElement || element instanceof HTMLEmbedElement) return objectSpot(element);
  if (element instanceof SVGImageElement) return drawingSpot(element);
  if (isFrame(element)) return closedFrameSpot(element);
}

function contentSpots(element: Element): Spot[] {
  const spot = spotIn(element);
  return spot ? [renew('content', spot)] : [];
}

/** Nothing where the element cannot be asked, which is to hurt no other. */
function spotsBy(find: (element: Element) => Iterable<Spot>, element: Element): Spot[] {
  try {
    return [...find(element)];
  } catch (error) {
    console.error(error);
    return [];
  }
}

/** What the picture can be seen in, in CSS pixels of the window. */
export function frameOf(spot: Spot): Box {
  return spot.area(spot.naturalSize() ?? { width: 1, height: 1 }).frame;
}

/** Neither hidden nor fully transparent. */
export function isVisible({ element }: Pick<Spot, 'element'>): boolean {
  return own(element).checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

/** Smaller side of what the page shows of it, in CSS pixels; 0 where it shows nothing. */
export function shownSizePx(spot: Spot): number {
  if (!isVisible(spot)) return 0;
  const { width, height } = frameOf(spot);
  return Math.min(width, height);
}

/** False for pictures with less than 32 px of their own, in which no face can be. Those whose size is not known count as large. */
export function isLargeEnough(spot: Spot): boolean {
  const { width, height } = spot.naturalSize() ?? { width: MIN_NATURAL_PX, height: MIN_NATURAL_PX };
  return Math.min(width, height) >= MIN_NATURAL_PX;
}

/** All that the element shows. */
export function spotsAt(element: Element): Spot[] {
  return [...spotsBy(contentSpots, element), ...spotsBy(backgroundSpots, element)];
}

/** False for what is hidden, for icons, and for what the browser will load when it is scrolled near. */
export function isWorthALook(spot: Spot): boolean {
  return spot.isLoading() ? !spot.isLazy() : shownSizePx(spot) >= MIN_SHOWN_PX;
}

/** All that the page shows, icons too. */
export function allSpots(): Spot[] {
  return [...elementsIn()].flatMap(spotsAt).filter((spot) => shownSizePx(spot) > 0);
}

/** The shown spots of the picture that the context menu calls `url`. */
export function findSpotsOf(url: string): Spot[] {
  return [...elementsIn()]
    .flatMap((element) => spotsBy(contentSpots, element))
    .filter((spot) => spot.isNamed(url) && shownSizePx(spot) > 0);
}

/** Of the element, on the screen: without asking for styles, much cheaper than `frameOf`. */
function boxOf({ element }: Spot): DOMRect {
  if (isRoot(element)) return new DOMRect(0, 0, innerWidth, innerHeight);
  return own(element).getBoundingClientRect();
}

/** Whether any of it is in the window and not hidden. */
export function isInView(spot: Spot, { x, y, width, height } = frameOf(spot)): boolean {
  const isInWindow = x + width > 0 && y + height > 0 && x < innerWidth && y < innerHeight;
  return isInWindow && width > 0 && height > 0 && isVisible(spot);
}

/** The lower, the sooner: pictures in view from the middle of the window outwards, then the others so, then those still loading. */
export function rankOf(spot: Spot): number {
  const box = boxOf(spot);
  const away = distance(boxCenter(box), { x: innerWidth / 2, y: innerHeight / 2 });
  return away + (isInView(spot, box) ? 0 : 1e8) + (spot.isLoading() ? 1e9 : 0);
}
