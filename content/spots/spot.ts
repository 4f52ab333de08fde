/** A spot: where the page shows a picture, be it an image element, a background or a canvas. One file here for each kind. */
import type { Box, Size } from '../../src/geometry.ts';

/** Where a spot lies, in CSS pixels. */
export interface Area {
  /** What the picture can be seen in, from the window's corner. */
  frame: Box;
  /** The whole picture, from the frame's corner; it may reach beyond it. */
  picture: Box;
  /** How all of it is turned and mirrored about the frame's middle. */
  turn?: DOMMatrix | undefined;
}

export interface Spot {
  /** In whose box it is. */
  readonly element: Element;
  /** Of the picture it showed when it was found; equal addresses are one picture. What has none of its own has a made-up one. */
  readonly url: string;
  /** Shows something else from time to time, at the same address. */
  readonly changes: boolean;
  /** Whether the page itself, and the context menu, call the picture so. */
  isNamed(url: string): boolean;
  /** False once the page has taken it away or shows another picture there. */
  isStill(): boolean;
  /** False for another cut of the picture, which a `<picture>` may choose for another window. */
  isInShape(): boolean;
  /** The picture's own size in CSS pixels; undefined where only its bytes tell, in their pixels. */
  naturalSize(): Size | undefined;
  isLoading(): boolean;
  /** Loads when it is scrolled near, which may be never. */
  isLazy(): boolean;
  /** Loaded, but no picture. */
  isBroken(): boolean;
  /** A frame that the extension may not enter. */
  readonly isClosed: boolean;
  /** Resolves when it has loaded or failed to, or when `signal` aborts. */
  loaded(signal: AbortSignal): Promise<void>;
  /** `natural` is `naturalSize()`, or else the size in pixels. Reads layout and style. */
  area(natural: Size): Area;
  /** What a canvas can draw in place of the bytes, in its natural size. */
  readonly drawable?: HTMLImageElement | HTMLCanvasElement | HTMLVideoElement;
}

type Given = Pick<Spot, 'element' | 'url' | 'isStill' | 'area'> & Partial<Spot>;

/** A spot with what most kinds have in common: it is loaded, and only the bytes tell its size. */
export function createSpot(given: Given): Spot {
  return {
    changes: false,
    isClosed: false,
    isNamed: (url) => url === given.url,
    isInShape: () => true,
    naturalSize: () => undefined,
    isLoading: () => false,
    isLazy: () => false,
    isBroken: () => false,
    loaded: () => Promise.resolve(),
    ...given,
  };
}

const known = new WeakMap<Element, Map<string, Spot>>();

/** The spot that was found there before if it shows the same still, or `found`: so that a spot is one object. */
export function renew(part: string, found: Spot): Spot {
  const parts = known.get(found.element) ?? new Map<string, Spot>();
  const before = parts.get(part);
  if (before?.isStill() && before.isInShape()) return before;
  known.set(found.element, parts.set(part, found));
  return found;
}

let count = 0;
const numbers = new WeakMap<Element, number>();

/** The same for the same element, for addresses that are made up. */
export function numberOf(element: Element): number {
  const number = numbers.get(element) ?? ++count;
  numbers.set(element, number);
  return number;
}
